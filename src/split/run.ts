import { check, type CheckOptions } from "../engine/check.ts";
import type { DecidedBundle } from "../engine/decided-bundle.ts";
import { CannotRun, Interrupted } from "../model/errors.ts";
import type { RunView, TotalsView, VerdictView } from "../model/report.ts";
import { Anchored } from "./anchored.ts";
import { cutEntries } from "./cut-entry.ts";
import { decide, settle, unpacked } from "./decide.ts";
import { secondOpinion, type SecondOpinion } from "./held-against.ts";
import { manifestOf, type SplitManifest } from "./manifest.ts";
import { SplitZip, type Written } from "./zip-file.ts";
import { writePart, type Piece } from "./write-parts.ts";

/** Times that the corrected bundle is made anew without entries that do not stand by themselves. */
const MAX_ROUNDS = 7;

/** A file to be written, and what it will be called. */
export interface SplitTarget {
  /** Where it is written; a new file in the folder that it stays in. */
  readonly path: string;
  readonly shown: string;
}

export interface SplitOptions {
  /** Of one bundle. */
  readonly check: CheckOptions;
  readonly own: SplitTarget;
  readonly held: SplitTarget;
  /** To begin one of the two again. */
  readonly remove: (target: SplitTarget) => void;
  /** Keeps what names nobody where a given layout's anchor speaks for it as soon as no stray is left beside it. */
  readonly keepAnchored?: boolean;
  readonly onProgress?: (phase: "taking apart" | "writing" | "checking", entries: number, of: number) => void;
}

/** `manifest` is undefined where nothing can be given out: then there is no corrected bundle, and `why` says it. */
export interface SplitResult {
  readonly before: VerdictView;
  readonly manifest: SplitManifest | undefined;
  readonly why: string;
  /** Of the corrected bundle; of the bundle where there is none. */
  readonly exitCode: 0 | 1 | 3;
}

/** What one of the two ZIPs became. */
export interface WrittenPart extends Written {
  readonly shown: string;
  readonly entries: number;
  readonly pieces: ReadonlyMap<number, Piece>;
}

/**
 * Checks a bundle and writes it anew as two: what is the subject's or allowed with it, and the rest. The first one is checked
 * as the bundle was. Throws `CannotRun`, and then both files are no good.
 */
export async function splitBundle(options: SplitOptions): Promise<SplitResult> {
  const { bundle, run, verdict, totals } = await decided(options.check);
  try {
    const decisions = decide(bundle);
    const mixed = bundle.entries.filter(({ row }) => decisions.get(row)?.to === "records");
    options.onProgress?.("taking apart", 0, mixed.length);
    const cuts = await cutEntries(bundle, mixed, (row, why) => {
      const decision = decisions.get(row);
      if (decision?.to === "records") decisions.set(row, { to: "held", why: decision.why, whole: why });
    });
    settle(bundle.entries, decisions);
    const plan = { decisions, cuts };
    const anchored = new Anchored(options.keepAnchored === true ? bundle.entries : [], decisions);
    let second: SecondOpinion | undefined;
    let own: WrittenPart | undefined;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      if (second !== undefined) options.remove(options.own);
      own = await written("own", bundle, plan, options);
      if (![...own.pieces.values()].some(({ form }) => form !== "folder"))
        return nothing(verdict, "nothing in the bundle is known to be the requester's");
      options.onProgress?.("checking", 0, own.entries);
      second = await secondOpinion(check(again(options)), bundle.entries, plan, own.pieces);
      if (second.wrong.size === 0) break;
      if (!anchored.giveBack(second.wrong, decisions))
        for (const row of second.wrong) {
          cuts.delete(row);
          decisions.set(row, { to: "held", why: "not-clean-alone" });
        }
      settle(bundle.entries, decisions);
    }
    if (own === undefined || second === undefined) throw new Error("nothing was written");
    if (second.verdict.outcome === "stray")
      return nothing(verdict, "what is left of it still holds another person's data");
    if (second.wrong.size > 0)
      throw new CannotRun("what is left of the bundle does not stand by itself; nothing was written");
    if (second.records + second.recordings === 0)
      return nothing(verdict, "no record and no recording in the bundle is known to be the requester's");
    const held = await written("held", bundle, plan, options);
    const manifest = manifestOf({ bundle, run, before: verdict, totals, plan, own, held, second });
    return { before: verdict, manifest, why: "", exitCode: second.verdict.exitCode };
  } finally {
    bundle.close();
  }
}

function nothing(before: VerdictView, why: string): SplitResult {
  // A bundle of which nothing can be given out is not proven, whatever its own verdict is.
  const exitCode = before.exitCode === 1 ? 1 : 3;
  return { before, manifest: undefined, why, exitCode };
}

/** The check of the bundle, and what it knows besides its report. */
async function decided(options: CheckOptions): Promise<{
  readonly bundle: DecidedBundle;
  readonly run: RunView;
  readonly verdict: VerdictView;
  readonly totals: TotalsView;
}> {
  let bundle: DecidedBundle | undefined;
  let run: RunView | undefined;
  let verdict: VerdictView | undefined;
  let totals: TotalsView | undefined;
  let isComplete = false;
  for await (const event of check({ ...options, onDecided: (told) => void (bundle = told) })) {
    if (event.type === "run") ({ run } = event);
    else if (event.type === "verdict") ({ verdict } = event);
    else if (event.type === "totals") ({ totals } = event);
    else if (event.type === "end") isComplete = true;
  }
  if (
    !isComplete ||
    bundle === undefined ||
    run === undefined ||
    verdict === undefined ||
    totals === undefined
  )
    throw new Error("the check ended without a verdict");
  return { bundle: unpacked(bundle, run.bundle.container), run, verdict, totals };
}

/** The same check of the corrected bundle: only what the options say of the first bundle's file is left out. */
function again({ check: options, own }: SplitOptions): CheckOptions {
  const { stamps: _, onReveal: _reveal, onContents: _contents, onProgress: _progress, ...same } = options;
  return { ...same, bundles: [own.path] };
}

async function written(
  side: "own" | "held",
  bundle: DecidedBundle,
  plan: Parameters<typeof writePart>[2],
  { check: { signal }, onProgress, ...targets }: SplitOptions,
): Promise<WrittenPart> {
  const { path, shown } = targets[side];
  const zip = SplitZip.inFile(path, shown);
  const stop = (): void => zip.stop(new Interrupted());
  signal?.addEventListener("abort", stop, { once: true });
  let entries = 0;
  try {
    const pieces = await writePart(side, bundle, plan, zip, () => {
      if (signal?.aborted === true) throw new Interrupted();
      onProgress?.("writing", (entries += 1), bundle.entries.length);
    });
    return { ...(await zip.finish()), shown, entries: zip.entries, pieces };
  } catch (error) {
    await zip.abandon();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
