import type { Claim, Swept } from "../model/evidence.ts";
import { NotInspected } from "../model/errors.ts";
import type { FieldPlan } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import type { Place } from "../model/place.ts";
import { IdentifierScanner, type WantedTable } from "../sweep/identifiers.ts";
import type { Inspector } from "./inspect-entry.ts";
import { asNotInspected, newReading, readEntry } from "./read-entry.ts";
import { ownBytes } from "./own-bytes.ts";
import { bytePlace, openEntry, unitsOf } from "./units.ts";
import { lost, type Result, type Task } from "./protocol.ts";

/** Where one identifier stands in an entry. */
interface Hits {
  count: number;
  readonly offsets: number[];
  readonly places: Place[];
}

/**
 * Reads an entry a second time, to find identifiers that turned out to be strangers': in its bytes as they are, and in
 * the text that its format unpacks or puts together. Never throws: what fails is the entry's fate.
 */
export async function sweepEntry(task: Task, inspector: Inspector, table: WantedTable): Promise<Result> {
  const hits = new Map<number, Hits>();
  const hitOf = (index: number): Hits => {
    const known = hits.get(index) ?? { count: 0, offsets: [], places: [] };
    hits.set(index, known);
    known.count += 1;
    return known;
  };
  const { maxPlaces } = inspector.limits;
  const isOwn = ownBytes(task.search?.others ?? []);
  const scanner = new IdentifierScanner(table, (index, offset) => {
    if (!isOwn(offset)) return;
    const { offsets } = hitOf(index);
    if (offsets.length < maxPlaces) offsets.push(offset);
  });
  const decoded = new IdentifierScanner(table, (index) => {
    const { places } = hitOf(index);
    if (places.length < maxPlaces) places.push(here());
  });
  let here: () => Place = () => ({ unit: "entry" });
  const sink = textSink(
    (text) => decoded.look(text),
    (place) => (here = place),
  );
  const reading = newReading();
  let problem: NotInspected | undefined;
  try {
    const content = await openEntry(task, inspector);
    content.tap = (chunk) => scanner.push(chunk);
    if (task.search?.reread === true) {
      // What it refuses was said the first time.
      await readEntry(content, task, inspector, NO_PLAN, sink, reading).catch(() => undefined);
    }
    await content.settle(() => inspector.beat(false));
    scanner.end();
    if (content.sha256() !== (task.search?.sha256 ?? null))
      problem = new NotInspected("unreadable", "it was changed while it was being checked");
  } catch (error) {
    problem = asNotInspected(error);
  }
  const hasOffsets = [...hits.values()].some(({ offsets }) => offsets.length > 0);
  const unitAt = hasOffsets ? await unitsOf(task, inspector) : () => undefined;
  const swept = [...hits].flatMap(([index, { count, offsets, places }]): Swept[] => {
    const wanted = table.wanted[index];
    if (wanted === undefined) return [];
    const bytes = offsets.map((number) => bytePlace(number, unitAt(number)));
    return [
      { claim: claimOf(wanted.kind, wanted.key), count, places: [...places, ...bytes].slice(0, maxPlaces) },
    ];
  });
  const fate = problem ?? new NotInspected("never-reached", "");
  const { gathered } = lost(task, fate.reason, fate.message);
  const done =
    problem === undefined
      ? ({ kind: "inspected", format: "sweep", furniture: false } as const)
      : gathered.fate;
  return { gathered: { ...gathered, fate: done, swept }, contents: undefined, enclosedBy: [] };
}

function claimOf(kind: Claim["kind"], key: string): Claim {
  return {
    kind,
    namespace: "",
    role: "owner",
    outcome: "foreign",
    mine: -1,
    key,
    field: "",
    tenure: "inside",
  };
}

/** Nothing means anything the second time: formats only hand over what they unpack. */
const NO_PLAN: FieldPlan = {
  use: () => undefined,
  isRecords: () => false,
  keyUse: () => undefined,
  line: () => [],
};

function textSink(decoded: (text: string) => void, locate: (here: () => Place) => void): Sink {
  const nothing = (): void => {};
  return {
    locate,
    openObject: nothing,
    closeObject: nothing,
    openList: nothing,
    closeList: nothing,
    value: nothing,
    text: nothing,
    decoded,
    embedded: nothing,
    fact: nothing,
    content: nothing,
    recording: nothing,
    digest: nothing,
    furniture: nothing,
  };
}
