import type { DecidedEntry } from "../engine/decided-bundle.ts";
import type { ReportEvent, VerdictView } from "../model/report.ts";
import type { Piece, Plan } from "./write-parts.ts";

/** What a check of the corrected bundle says against the plan it was made by. */
export interface SecondOpinion {
  readonly verdict: VerdictView;
  readonly records: number;
  readonly recordings: number;
  /** Rows of entries that are not what they were in the bundle: they have to be held. */
  readonly wrong: ReadonlySet<number>;
}

/**
 * Holds what a check says of the corrected bundle against what was expected of each of its entries: nothing foreign, nothing
 * undecided, nothing less looked at, and as many records as were kept.
 */
export async function secondOpinion(
  events: AsyncIterable<ReportEvent>,
  entries: readonly DecidedEntry[],
  { cuts }: Plan,
  pieces: ReadonlyMap<number, Piece>,
): Promise<SecondOpinion> {
  const byPosition = new Map<number, DecidedEntry>();
  for (const entry of entries) {
    const piece = pieces.get(entry.row);
    if (piece !== undefined) byPosition.set(piece.position, entry);
  }
  const wrong = new Set<number>();
  const seen = new Set<number>();
  let verdict: VerdictView | undefined;
  let isComplete = false;
  let records = 0;
  let recordings = 0;
  for await (const event of events) {
    if (event.type === "verdict") ({ verdict } = event);
    if (event.type === "end") isComplete = true;
    if (event.type === "totals") {
      records = event.totals.records.total;
      recordings = event.totals.recordings.total;
    }
    if (event.type === "finding" && event.finding.level !== "note" && event.finding.entryId !== null) {
      const entry = byPosition.get(positionOf(event.finding.entryId));
      if (entry !== undefined && !entry.accepted) wrong.add(entry.row);
    }
    if (event.type !== "entry") continue;
    const { id, fate, attribution, accepted } = event.entry;
    const entry = byPosition.get(positionOf(id));
    if (entry === undefined) continue;
    const isBad = attribution === "stray" || attribution === "conflict";
    const isOpen = fate === "not-inspected" || attribution === "unattributed";
    if (isBad || (isOpen && !accepted)) wrong.add(entry.row);
    if (!isOuter(id)) continue;
    seen.add(entry.row);
    const expected = cuts.get(entry.row)?.records.own ?? entry.count;
    if (event.entry.records !== expected || event.entry.recording !== entry.recording) wrong.add(entry.row);
    const { sha256 } = event.entry;
    if (sha256 !== null && entry.kind === "file" && sha256 !== pieces.get(entry.row)?.sha256)
      wrong.add(entry.row);
  }
  if (verdict === undefined || !isComplete)
    throw new Error("the check of the corrected bundle ended without a verdict");
  for (const { row } of byPosition.values()) if (!seen.has(row)) wrong.add(row);
  return { verdict, records, recordings, wrong };
}

/** `0.12.3` lies in the entry that was written as number 12. */
function positionOf(id: string): number {
  return Number(id.split(".")[1] ?? -1);
}

function isOuter(id: string): boolean {
  return id.split(".").length === 2;
}
