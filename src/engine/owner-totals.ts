import type { Judgement } from "../attribution/judge.ts";
import type { LinkTarget } from "../attribution/links.ts";
import type { OwnerGraph, Stranger } from "../attribution/owners.ts";
import { DAY_MILLIS, type Millis } from "../model/time.ts";
import type { EvidenceRow } from "./joined.ts";

/** One stranger and what is theirs. */
export interface OwnerTotals {
  readonly stranger: Stranger;
  records: number;
  recordings: number;
  readonly entries: Set<number>;
  from: Millis | undefined;
  to: Millis | undefined;
  /** Recordings by UTC day since 1970; those without a time are in none. */
  readonly recordingDays: Map<number, number>;
}

/** Numbers the strangers by the first place where something of theirs was seen, and adds up what is theirs. */
export function numberOwners(
  graph: OwnerGraph,
  decided: readonly {
    row: EvidenceRow;
    judgement: Judgement;
    target: LinkTarget | undefined;
    id: string | undefined;
  }[],
): { owners: OwnerTotals[]; numbers: Map<string, number> } {
  const strangers = graph.groups();
  const owners: OwnerTotals[] = [];
  const numbers = new Map<string, number>();
  for (const { row, judgement, target, id } of decided) {
    if (id === undefined || (judgement.attribution !== "stray" && judgement.attribution !== "conflict"))
      continue;
    const group = graph.groupOf(id);
    let number = numbers.get(group);
    if (number === undefined) {
      number = owners.length;
      numbers.set(group, number);
      const stranger = strangers.get(group) ?? { identifiers: [] };
      owners.push({
        stranger,
        records: 0,
        recordings: 0,
        entries: new Set(),
        from: undefined,
        to: undefined,
        recordingDays: new Map(),
      });
    }
    const owner = owners[number];
    if (owner === undefined) continue;
    if (row.unit === "recording") {
      owner.recordings += row.count;
      // Few recordings tell their time; the row that names one does.
      const made = row.from ?? target?.time;
      if (made !== undefined) {
        const day = Math.floor(made / DAY_MILLIS);
        owner.recordingDays.set(day, (owner.recordingDays.get(day) ?? 0) + row.count);
      }
    } else owner.records += row.count;
    owner.entries.add(row.entry);
    if (row.from !== undefined && (owner.from === undefined || row.from < owner.from)) owner.from = row.from;
    if (row.to !== undefined && (owner.to === undefined || row.to > owner.to)) owner.to = row.to;
  }
  return { owners, numbers };
}
