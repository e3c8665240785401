import type { Rule } from "../model/facts.ts";

export const strayThread: Rule = {
  id: "stray-thread",
  level: "stray",
  words: {
    title: "A conversation the requester takes no part in",
    help: "Everybody who writes or receives in this conversation is somebody else. It belongs into another person's export.",
  },
  *find(facts) {
    for (const records of facts.judged) {
      const identifier = records.foreign[0];
      const named = identifier?.role === "owner" || records.deviceMade !== null;
      if (records.attribution !== "stray" || !records.inThread || named) continue;
      if (records.why === "counterparty") continue;
      yield {
        row: records.entry,
        owner: records.owner,
        identifier: identifier === undefined ? undefined : { kind: identifier.kind, key: identifier.key },
        field: identifier?.field ?? "",
        count: records.count,
        unit: "records",
        places: records.places,
        detail: "a conversation among other people",
      };
    }
  },
};
