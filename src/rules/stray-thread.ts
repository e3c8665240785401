import type { JudgedRecords, Rule } from "../model/facts.ts";
import { counted } from "./words.ts";

export const strayThread: Rule = {
  id: "stray-thread",
  level: "stray",
  words: {
    title: "A conversation the requester takes no part in",
    help: "Everybody who writes or receives in this conversation is somebody else. It belongs into another person's export.",
  },
  *find(facts) {
    for (const thread of threads(facts.judged)) {
      const [first] = thread;
      if (first === undefined) continue;
      const identifier = first.foreign[0];
      const sum = (unit: JudgedRecords["unit"]): number =>
        thread.reduce((all, records) => all + (records.unit === unit ? records.count : 0), 0);
      const recordings = sum("recording");
      const messages = counted(sum("record"), "message");
      const size = recordings === 0 ? messages : `${messages} and ${counted(recordings, "recording")}`;
      const files = new Set(thread.map(({ entry }) => entry)).size;
      const where = files === 1 ? "" : ` in ${counted(files, "file")}`;
      yield {
        row: first.entry,
        owner: first.owner,
        identifier: identifier === undefined ? undefined : { kind: identifier.kind, key: identifier.key },
        field: identifier?.field ?? "",
        count: sum("record"),
        unit: "records",
        places: thread.flatMap(({ entry, places }) => (entry === first.entry ? places : [])),
        detail: `a conversation among other people: ${size}${where}`,
      };
    }
  },
};

/** Records of conversations of others, by conversation, in the order in which they begin. */
function threads(judged: readonly JudgedRecords[]): Iterable<readonly JudgedRecords[]> {
  const found = new Map<number, JudgedRecords[]>();
  for (const records of judged) {
    const named = records.foreign[0]?.role === "owner" || records.deviceMade !== null;
    if (records.attribution !== "stray" || records.thread < 0 || named || records.why === "counterparty")
      continue;
    const thread = found.get(records.thread);
    if (thread === undefined) found.set(records.thread, [records]);
    else thread.push(records);
  }
  return found.values();
}
