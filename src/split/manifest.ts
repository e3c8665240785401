import type { DecidedBundle, DecidedEntry } from "../engine/decided-bundle.ts";
import { ATTRIBUTIONS, type Attribution } from "../model/kinds.ts";
import type { RunView, TotalsView, VerdictView } from "../model/report.ts";
import type { SecondOpinion } from "./held-against.ts";
import type { WrittenPart } from "./run.ts";
import { bytesOf, type Run, type RunBytes } from "./runs.ts";
import type { Piece, Plan } from "./write-parts.ts";

/** Ranges of one entry that the manifest lists; past it only their bytes are said. */
export const MAX_LISTED_RUNS = 10_000;

/** How many records and recordings of each attribution. */
type Counts = Readonly<Record<Attribution, number>>;

/** What a ZIP holds of an entry. */
export interface PieceView {
  readonly position: number;
  /** Null where it is another than in the bundle and would tell what is masked. */
  readonly name: string | null;
  readonly renamed: boolean;
  readonly form: Piece["form"];
  readonly bytes: number;
  readonly sha256: string;
}

export interface SplitEntryView {
  readonly id: string;
  readonly path: string;
  readonly pathMasked: boolean;
  /** `records`: to both, by its records. */
  readonly to: "own" | "held" | "records";
  readonly why: string;
  /** Why an entry of both is held whole, as a part of a sentence. */
  readonly whole: string | null;
  /** The entry that it lies in, and goes with; null for an entry of the bundle itself. */
  readonly in: string | null;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly records: { readonly own: number; readonly held: number };
  readonly recordings: { readonly own: number; readonly held: number };
  readonly attributions: Counts;
  readonly own: PieceView | null;
  readonly held: PieceView | null;
  /** Its bytes by where they go: they add up to `bytes`. */
  readonly cut: (RunBytes & { readonly enclosed: number; readonly runs: readonly CutRun[] | null }) | null;
}

/** Bytes in a row that go the same way: into one of the two, both, or, of a comma, neither. */
type CutRun = readonly [where: "own" | "held" | "both" | "neither", bytes: number];

interface PartView {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: number;
  readonly records: number;
  readonly recordings: number;
}

/** `straycheck-split/1`: what went where. Masked. */
export interface SplitManifest {
  readonly schema: "straycheck-split/1";
  readonly tool: RunView["tool"];
  readonly bundle: RunView["bundle"] & { readonly entries: number; readonly verdict: VerdictSummary };
  readonly subject: { readonly ref: string };
  readonly policy: { readonly digest: string | null };
  readonly own: PartView & { readonly verdict: VerdictSummary };
  readonly held: PartView;
  /** Entries, records and recordings: those of the two are those of the bundle. */
  readonly totals: Readonly<Record<"entries" | "records" | "recordings", SplitTotal>>;
  readonly entries: readonly SplitEntryView[];
}

interface VerdictSummary {
  readonly outcome: VerdictView["outcome"];
  readonly exitCode: number;
  readonly codes: readonly string[];
  readonly reasons: readonly string[];
}

interface SplitTotal {
  readonly bundle: number;
  readonly own: number;
  readonly held: number;
  /** Of entries: those that were taken apart. */
  readonly both?: number;
}

export interface ManifestInput {
  readonly bundle: DecidedBundle;
  readonly run: RunView;
  readonly before: VerdictView;
  readonly totals: TotalsView;
  readonly plan: Plan;
  readonly own: WrittenPart;
  readonly held: WrittenPart;
  readonly second: SecondOpinion;
}

/** Throws where the two do not add up to the bundle: that is a fault of ours, and nothing may be given out then. */
export function manifestOf(input: ManifestInput): SplitManifest {
  const { bundle, run, before, totals, own, held, second } = input;
  const ids = new Map(bundle.entries.map(({ row, id }) => [row, id]));
  const entries = bundle.entries.map((entry) => viewOf(entry, ids.get(entry.parent) ?? null, input));
  const total = (which: "records" | "recordings"): SplitTotal => {
    const sums = { bundle: totals[which].total, own: 0, held: 0 };
    for (const entry of entries) {
      sums.own += entry[which].own;
      sums.held += entry[which].held;
    }
    if (sums.own + sums.held !== sums.bundle)
      throw new Error(`${which} were lost while the bundle was split`);
    return sums;
  };
  const both = entries.filter(({ to }) => to === "records").length;
  const count = (to: SplitEntryView["to"]): number => entries.filter((entry) => entry.to === to).length;
  const records = total("records");
  const recordings = total("recordings");
  if (records.own !== second.records || recordings.own !== second.recordings)
    throw new Error("the corrected bundle holds another number of records than were kept");
  const part = (written: WrittenPart, side: "own" | "held"): PartView => ({
    name: bundle.mask(written.shown),
    bytes: written.bytes,
    sha256: written.sha256,
    entries: written.entries,
    records: records[side],
    recordings: recordings[side],
  });
  return {
    schema: "straycheck-split/1",
    tool: run.tool,
    bundle: { ...run.bundle, entries: entries.length, verdict: summaryOf(before) },
    subject: { ref: run.subject.ref },
    policy: { digest: run.policy.digest },
    own: { ...part(own, "own"), verdict: summaryOf(second.verdict) },
    held: part(held, "held"),
    totals: {
      entries: { bundle: entries.length, own: count("own"), held: count("held"), both },
      records,
      recordings,
    },
    entries,
  };
}

function summaryOf({ outcome, exitCode, codes, reasons }: VerdictView): VerdictSummary {
  return { outcome, exitCode, codes, reasons };
}

function viewOf(
  entry: DecidedEntry,
  around: string | null,
  { bundle, plan, own, held }: ManifestInput,
): SplitEntryView {
  const decision = plan.decisions.get(entry.row);
  const cut = plan.cuts.get(entry.row);
  if (decision === undefined || (decision.to === "records") !== (cut !== undefined))
    throw new Error(`entry ${entry.id} was not decided`);
  const path = bundle.mask(entry.path);
  const pathMasked = path !== entry.path;
  const isOwn = decision.to === "own";
  const recordings = countOf(entry, "recording");
  const records = countOf(entry, "record");
  return {
    id: entry.id,
    path,
    pathMasked,
    to: decision.to,
    why: decision.why,
    whole: (decision.to === "held" ? decision.whole : undefined) ?? null,
    in: around,
    bytes: entry.size,
    sha256: entry.sha256,
    records: cut?.records ?? { own: isOwn ? records : 0, held: isOwn ? 0 : records },
    recordings: { own: isOwn ? recordings : 0, held: isOwn ? 0 : recordings },
    attributions: attributionsOf(entry),
    own: pieceView(entry, own.pieces.get(entry.row), bundle),
    held: pieceView(entry, held.pieces.get(entry.row), bundle),
    cut:
      cut === undefined
        ? null
        : { ...cutBytes(entry, cut.runs), enclosed: cut.enclosed, runs: listed(cut.runs) },
  };
}

/** What the table of evidence no longer tells apart is in the entry's own count all the same. */
function countOf(entry: DecidedEntry, unit: "record" | "recording"): number {
  if (unit === "record") return entry.count;
  return entry.records.filter((one) => one.unit === unit).reduce((sum, { count }) => sum + count, 0);
}

function attributionsOf({ records }: DecidedEntry): Counts {
  const counts: Record<Attribution, number> = { conflict: 0, stray: 0, unattributed: 0, context: 0, own: 0 };
  for (const attribution of ATTRIBUTIONS)
    for (const one of records) if (one.attribution === attribution) counts[attribution] += one.count;
  return counts;
}

function cutBytes(entry: DecidedEntry, runs: readonly Run[]): RunBytes {
  const bytes = bytesOf(runs);
  if (bytes.own + bytes.held + bytes.both + bytes.neither !== entry.size)
    throw new Error(`bytes of entry ${entry.id} were lost while it was taken apart`);
  return bytes;
}

function listed(runs: readonly Run[]): readonly CutRun[] | null {
  if (runs.length > MAX_LISTED_RUNS) return null;
  return runs.map(({ from, to, own, held }) => {
    const where = own ? (held ? "both" : "own") : held ? "held" : "neither";
    return [where, to - from];
  });
}

function pieceView(entry: DecidedEntry, piece: Piece | undefined, bundle: DecidedBundle): PieceView | null {
  if (piece === undefined) return null;
  const { position, form, bytes, sha256, name } = piece;
  const renamed = name !== entry.name;
  const shown = bundle.mask(name);
  // A name that was made safe may no longer be seen to hold what is masked in the first.
  const isHidden = renamed && bundle.mask(entry.path) !== entry.path;
  return { position, name: isHidden ? null : shown, renamed, form, bytes, sha256 };
}
