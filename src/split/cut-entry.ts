import type { DecidedBundle, DecidedEntry, ReplayedEntry } from "../engine/decided-bundle.ts";
import type { Attribution } from "../model/kinds.ts";
import { cutRows } from "./cut-csv.ts";
import { cutJson } from "./cut-json.ts";
import { CannotCut, type RecordSpan, type Run } from "./runs.ts";
import { textBytesOf } from "./text-bytes.ts";

/** Bytes of an entry that is taken apart: it is held in memory, twice where it is no UTF-8. */
export const MAX_CUT_BYTES = 256 * 1024 * 1024;
/** Records of an entry that is taken apart: the place of each is kept. */
export const MAX_CUT_RECORDS = 1_000_000;

/** Where the bytes and the records of an entry go. */
export interface Cut {
  readonly runs: readonly Run[];
  readonly records: { readonly own: number; readonly held: number };
  /** Records of the subject that are held because they stand within one that is. */
  readonly enclosed: number;
}

interface PlacedRecord extends RecordSpan {
  readonly from: number;
}

/** Takes entries apart by their records. `refused`: why one cannot be, as a part of a sentence; it is then held whole. */
export async function cutEntries(
  bundle: DecidedBundle,
  entries: readonly DecidedEntry[],
  refused: (row: number, why: string) => void,
): Promise<Map<number, Cut>> {
  const byRow = new Map<number, DecidedEntry>();
  for (const entry of entries) {
    if (entry.size > MAX_CUT_BYTES) refused(entry.row, `it has more than ${MAX_CUT_BYTES} bytes`);
    else if (entry.count > MAX_CUT_RECORDS) refused(entry.row, `it has more than ${MAX_CUT_RECORDS} records`);
    else byRow.set(entry.row, entry);
  }
  const cuts = new Map<number, Cut>();
  if (byRow.size === 0) return cuts;
  for await (const replayed of bundle.replay(new Set(byRow.keys()), MAX_CUT_RECORDS)) {
    const entry = byRow.get(replayed.row);
    if (entry === undefined) continue;
    try {
      cuts.set(entry.row, await cutEntry(bundle, entry, replayed));
    } catch (error) {
      if (!(error instanceof CannotCut)) throw error;
      refused(entry.row, error.message);
    }
  }
  return cuts;
}

async function cutEntry(bundle: DecidedBundle, entry: DecidedEntry, replayed: ReplayedEntry): Promise<Cut> {
  const { records, unplaced } = recordsOf(entry, replayed);
  const bytes = await bytesOfEntry(bundle, entry);
  const content = textBytesOf(bytes, bundle.encodingOf(bytes));
  const isTable = entry.fate.format === "csv";
  if (!isTable && unplaced > 0) throw new CannotCut("some of its records stand in a text within it");
  const { held, kept, enclosed } = outermost(records);
  if (kept + unplaced === 0) throw new CannotCut("what encloses its records is held");
  if (isTable && enclosed > 0) throw new CannotCut("its rows overlap");
  const runs = isTable ? cutRows(content.text.length, records) : cutJson(content.text, held);
  if (bundle.namesStranger(besideRecords(content.text, runs, records)))
    throw new CannotCut("somebody else stands in it outside of its records");
  const inFile = content.inFile(runs);
  if (inFile.at(-1)?.to !== bytes.length) throw new CannotCut("its text does not end where its bytes do");
  return {
    runs: inFile,
    records: { own: kept + unplaced, held: entry.count - kept - unplaced },
    enclosed,
  };
}

/** Every record with its place, in the order of the places. Throws `CannotCut` unless they are those that were judged. */
function recordsOf(
  entry: DecidedEntry,
  { fate, sha256, evidence }: ReplayedEntry,
): { readonly records: readonly PlacedRecord[]; readonly unplaced: number } {
  const isSame =
    fate.kind === "inspected" &&
    sha256 === entry.sha256 &&
    evidence.length === entry.records.length &&
    evidence.every(({ unit, count, places }, at) => {
      const judged = entry.records[at];
      return unit === judged?.unit && count === judged.count && count === places.length;
    });
  if (!isSame) throw new CannotCut("read again, it does not tell the same");
  const records: PlacedRecord[] = [];
  let unplaced = 0;
  for (const [at, { places }] of evidence.entries()) {
    const held = !isKept(entry.records[at]?.attribution);
    for (const { span } of places) {
      if (span !== undefined) records.push({ from: span[0], to: span[1], held });
      else if (held) throw new CannotCut("a record that is held does not stand in one piece");
      else unplaced += 1;
    }
  }
  // Of two that stand in the same place, the one that is held counts.
  records.sort((a, b) => a.from - b.from || b.to - a.to || Number(b.held) - Number(a.held));
  return { records, unplaced };
}

/** What goes with what is kept and lies in no record: a header, names of lists, notes between them. */
function besideRecords(text: Uint8Array, runs: readonly Run[], records: readonly RecordSpan[]): Buffer {
  const parts: Uint8Array[] = [];
  let next = 0;
  let covered = 0;
  for (const run of runs) {
    if (!run.own) continue;
    for (let at = run.from; at < run.to;) {
      for (let record = records[next]; record !== undefined && record.from <= at; record = records[next]) {
        covered = Math.max(covered, record.to);
        next += 1;
      }
      const end = covered > at ? covered : (records[next]?.from ?? run.to);
      if (covered <= at) parts.push(text.subarray(at, Math.min(end, run.to)), SPACE);
      at = Math.min(end, run.to);
    }
  }
  return Buffer.concat(parts);
}

const SPACE = Uint8Array.of(0x20);

function isKept(attribution: Attribution | undefined): boolean {
  return attribution === "own" || attribution === "context";
}

/** What is held and lies in nothing that is; how many records are kept, and how many of the subject are held with others. */
function outermost(records: readonly RecordSpan[]): {
  readonly held: readonly RecordSpan[];
  readonly kept: number;
  readonly enclosed: number;
} {
  const held: RecordSpan[] = [];
  let kept = 0;
  let enclosed = 0;
  for (const record of records) {
    const isWithin = record.from < (held.at(-1)?.to ?? 0);
    if (record.held && !isWithin) held.push(record);
    else if (!record.held && isWithin) enclosed += 1;
    else if (!record.held) kept += 1;
  }
  return { held, kept, enclosed };
}

/** All bytes of an entry; they are those that were judged. */
export async function bytesOfEntry(bundle: DecidedBundle, entry: DecidedEntry): Promise<Buffer> {
  const parts: Buffer[] = [];
  const content = await bundle.open(entry);
  for await (const chunk of content.chunks()) parts.push(Buffer.from(chunk));
  if (content.sha256() !== entry.sha256) throw new CannotCut("read again, it does not tell the same");
  return Buffer.concat(parts);
}
