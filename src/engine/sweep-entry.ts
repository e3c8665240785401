import type { Swept } from "../model/evidence.ts";
import { NotInspected } from "../model/errors.ts";
import type { Fate } from "../model/fate.ts";
import type { FieldPlan, FieldUse } from "../model/field.ts";
import type { Place } from "../model/place.ts";
import { SILENT_SINK } from "../model/silent.ts";
import { IdentifierScanner, type WantedTable } from "../sweep/identifiers.ts";
import { foreignOwner } from "./foreign-owner.ts";
import type { Inspector } from "./inspect-entry.ts";
import { asNotInspected, newReading, readEntry } from "./read-entry.ts";
import { ownBytes } from "./own-bytes.ts";
import { bytePlace, openEntry, unitsOf } from "./units.ts";
import { ITEM } from "./swept.ts";
import { lost, type Result, type Task } from "./protocol.ts";

/** Where one identifier stands in an entry. */
interface Hits {
  count: number;
  readonly offsets: number[];
  readonly places: Place[];
}

/**
 * Reads an entry a second time, to find identifiers that turned out to be strangers': in its bytes as they are, and in
 * the text that its format unpacks or puts together. What the format reported itself is none. Never throws: what fails
 * is the entry's fate.
 */
export async function sweepEntry(task: Task, inspector: Inspector, table: WantedTable): Promise<Result> {
  const { maxPlaces } = inspector.limits;
  const hits = new Map<number, Hits>();
  const problem = await search(task, inspector, table, hits);
  for (const index of task.search?.reported ?? []) hits.delete(index);
  // Where an item stands does not matter, only that it does.
  const isItem = (index: number): boolean => table.wanted[index]?.kind === ITEM;
  if ([...hits.keys()].some((index) => !isItem(index)))
    for (const index of await reported(task, inspector, table)) if (!isItem(index)) hits.delete(index);

  const hasOffsets = [...hits.values()].some(({ offsets }) => offsets.length > 0);
  const unitAt = hasOffsets ? await unitsOf(task, inspector) : () => undefined;
  const swept = [...hits].flatMap(([index, { count, offsets, places }]): Swept[] => {
    const wanted = table.wanted[index];
    if (wanted === undefined) return [];
    const bytes = offsets.map((number) => bytePlace(number, unitAt(number)));
    return [
      {
        claim: foreignOwner(wanted.kind, wanted.key),
        count,
        places: [...places, ...bytes].slice(0, maxPlaces),
      },
    ];
  });
  const { gathered } = lost(task, "never-reached", "");
  const fate: Fate =
    problem === undefined
      ? { kind: "inspected", format: "sweep", furniture: false }
      : { kind: "not-inspected", reason: problem.reason, detail: problem.message, format: null };
  return { gathered: { ...gathered, fate, swept }, contents: undefined, enclosedBy: [] };
}

/** Fills `hits`, also with what stands in an entry that cannot be read to its end. */
async function search(
  task: Task,
  inspector: Inspector,
  table: WantedTable,
  hits: Map<number, Hits>,
): Promise<NotInspected | undefined> {
  const { maxPlaces } = inspector.limits;
  const hitOf = (index: number): Hits => {
    const known = hits.get(index) ?? { count: 0, offsets: [], places: [] };
    hits.set(index, known);
    known.count += 1;
    return known;
  };
  const isOwn = ownBytes(task.search?.others ?? []);
  const scanner = new IdentifierScanner(table, (index, offset) => {
    if (!isOwn(offset)) return;
    const { offsets } = hitOf(index);
    if (offsets.length < maxPlaces) offsets.push(offset);
  });
  let here: () => Place = () => ({ unit: "entry" });
  const decoded = new IdentifierScanner(table, (index) => {
    const { places } = hitOf(index);
    if (places.length < maxPlaces) places.push(here());
  });
  let problem: NotInspected | undefined;
  try {
    const content = await openEntry(task, inspector);
    content.tap = (chunk) => scanner.push(chunk);
    if (task.search?.reread === true && mayHold(table, inspector.texts.take(task.row))) {
      const out = {
        ...SILENT_SINK,
        decoded: (text: string) => decoded.look(text),
        locate: (place: () => Place) => void (here = place),
      };
      // What its format refuses was said the first time.
      await readEntry(content, task, inspector, planFor(task, inspector), out, newReading()).catch(() => {});
    }
    await content.settle(() => inspector.beat(false));
    if (content.sha256() !== (task.search?.sha256 ?? null))
      problem = new NotInspected("unreadable", "it was changed while it was being checked");
  } catch (error) {
    problem = asNotInspected(error);
  }
  // What a damaged entry holds before it breaks off counts as well.
  scanner.end();
  return problem;
}

/** Whether one of the identifiers stands in text that was kept; where none was, it may. */
function mayHold(table: WantedTable, texts: readonly string[] | undefined): boolean {
  if (texts === undefined) return true;
  let isFound = false;
  const scanner = new IdentifierScanner(table, () => (isFound = true));
  for (const text of texts) scanner.look(text);
  return isFound;
}

/** Which of the identifiers stand in fields, labelled lines or known values that the entry's format reports. */
async function reported(task: Task, inspector: Inspector, table: WantedTable): Promise<ReadonlySet<number>> {
  const seen = new Set<number>();
  const plan = planFor(task, inspector);
  const reader = new IdentifierScanner(table, (index) => seen.add(index));
  const see = (use: FieldUse, text: string): void => {
    if (use.is === "identifier") reader.look(text);
    else if (use.is === "composite") for (const part of use.parts(text) ?? []) see(part.use, part.text);
  };
  const text = (line: string): void => {
    for (const hit of plan.line(line)) see(hit.use, hit.text);
  };
  try {
    const content = await openEntry(task, inspector);
    await readEntry(content, task, inspector, plan, { ...SILENT_SINK, value: see, text }, newReading());
  } catch {
    // Up to there it was reported; what its format refuses was said the first time.
  }
  return seen;
}

/** Formats decode only what a layout has a use for: the plan is the one they were given the first time. */
function planFor(task: Task, inspector: Inspector): FieldPlan {
  return inspector.planFor(task.path, task.shown);
}
