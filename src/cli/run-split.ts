import { rmSync } from "node:fs";
import type { CheckOptions } from "../engine/check.ts";
import { number } from "../model/number.ts";
import { printable } from "../model/printable.ts";
import { splitBundle, type HeldReason, type SplitManifest, type SplitResult } from "../split/index.ts";
import type { SplitArguments } from "./commands/split.ts";
import { jobsOf, mustShareInput, passwordsFrom } from "./common-options.ts";
import { givenLayouts } from "./given-layouts.ts";
import { NewFiles, type NewFile } from "./new-files.ts";
import { quietly } from "./outputs.ts";
import { givenPolicy } from "./policy-files.ts";
import { progressLine } from "./progress.ts";
import { registryFrom } from "./registry-options.ts";
import { streamSink } from "./sinks.ts";
import { subjectFrom } from "./subject-arguments.ts";

/** Splits a bundle; returns the exit code of the corrected one. Everything that can be wrong is found first. */
export async function runSplit(
  bundle: string,
  options: SplitArguments,
  signal: AbortSignal,
): Promise<number> {
  mustShareInput({
    "--subject": options.subject,
    "--password-file": options.passwordFile,
    "--registry-key": options.registryKey,
    "--policy": options.policy.find((path) => path === "-"),
  });
  const subject = await subjectFrom(options);
  const { policy, sources } = await givenPolicy(options.policy, [bundle]);
  const passwords = await passwordsFrom(options.passwordFile);
  const { layouts, givenBuiltins } = await givenLayouts(
    options.layout,
    sources.flatMap((source) => source.layouts),
  );
  const registry = registryFrom(options);
  const jobs = jobsOf(options.jobs);
  const files = new NewFiles();
  try {
    const held = files.add("--held", options.held, [bundle]);
    const manifest = files.add("--manifest", options.manifest ?? `${options.held}.json`, [bundle]);
    // The last to be seen: where it stands, the others do, too.
    const own = files.add("--own", options.own, [bundle]);
    const progress =
      options.progress && options.quiet !== true && process.stderr.isTTY
        ? progressLine(process.stderr)
        : undefined;
    const checkOptions: CheckOptions = {
      subject,
      policy,
      layouts,
      givenBuiltins,
      passwords,
      signal,
      bundles: [bundle],
      ...(registry && { registry }),
      ...(jobs === undefined ? {} : { jobs }),
      ...(progress === undefined ? {} : { onProgress: progress.update }),
    };
    const remove = (target: NewFile): void => rmSync(target.path);
    const result = await splitBundle({
      check: checkOptions,
      own,
      held,
      remove,
      keepAnchored: options.keepAnchored === true,
    }).finally(() => progress?.clear());
    if (result.manifest !== undefined) {
      files.write(manifest, textOf(result.manifest));
      files.finish();
    } else files.abandon();
    await tell(result, options);
    return result.exitCode;
  } catch (error) {
    quietly(() => files.abandon());
    throw error;
  }
}

/** One entry a line, so that two manifests can be compared. */
function* textOf({ entries, ...head }: SplitManifest): Generator<string> {
  const text = JSON.stringify(head, null, 2);
  yield `${text.slice(0, -2)},\n  "entries": [`;
  for (const [index, entry] of entries.entries())
    yield `${index === 0 ? "" : ","}\n    ${JSON.stringify(entry)}`;
  yield `${entries.length === 0 ? "" : "\n  "}]\n}\n`;
}

async function tell(result: SplitResult, { json, quiet }: SplitArguments): Promise<void> {
  if (quiet === true) return;
  const sink = streamSink(process.stdout);
  if (json === true && result.manifest !== undefined)
    for (const text of textOf(result.manifest)) await sink.write(text);
  else for (const line of summaryOf(result)) await sink.write(`${printable(line)}\n`);
}

/** Why entries are held, behind their number. */
const HELD_WORDS: ReadonlyMap<string, string> = new Map<HeldReason, string>([
  ["stray", "with another person's records"],
  ["conflict", "of two people at once"],
  ["unattributed", "of which nobody knows whose it is"],
  ["not-inspected", "that could not be inspected"],
  ["foreign-name", "whose name holds another person's identifier"],
  ["unlisted", "that no directory lists"],
  ["holds-held", "in or around what is held"],
  ["digest-list", "with digests of files that are held"],
  ["companion", "that macOS wrote beside a held file"],
  ["empty-folder", "of folders in which all is held"],
  ["not-clean-alone", "that did not stand by themselves"],
]);

const VERDICTS = { clean: "CLEAN", stray: "STRAY", unproven: "NOT PROVEN" } as const;
const NAME_COLUMNS = 30;
const NUMBER_COLUMNS = 12;

function* summaryOf({ manifest, why, exitCode }: SplitResult): Generator<string> {
  if (manifest === undefined) {
    yield `NOT SPLIT   ${why}; no file was written`;
    yield `exit code ${exitCode}`;
    return;
  }
  const { bundle, own, held, totals, entries } = manifest;
  yield `SPLIT   ${bundle.name} into ${own.name} and ${held.name}`;
  yield "";
  yield row("", "entries", "records", "recordings");
  yield row(bundle.name, totals.entries.bundle, totals.records.bundle, totals.recordings.bundle);
  yield row(own.name, totals.entries.own, totals.records.own, totals.recordings.own);
  yield row(held.name, totals.entries.held, totals.records.held, totals.recordings.held);
  if ((totals.entries.both ?? 0) > 0)
    yield row("in both, by their records", totals.entries.both ?? 0, "", "");
  const whole = entries.filter(({ whole: reason }) => reason !== null).length;
  const reasons = new Map<string, number>();
  for (const { to, why } of entries) if (to === "held") reasons.set(why, (reasons.get(why) ?? 0) + 1);
  for (const [why, count] of reasons)
    yield `  held: ${number(count)} ${count === 1 ? "entry" : "entries"} ${HELD_WORDS.get(why) ?? why}`;
  if (whole > 0)
    yield `  ${number(whole)} of the held ones hold records of both; the manifest says why they are whole`;
  yield "";
  yield `CHECKED ${own.name}: ${VERDICTS[own.verdict.outcome]}`;
  for (const reason of own.verdict.outcome === "clean" ? [] : own.verdict.reasons) yield `  ${reason}`;
  yield `exit code ${exitCode}`;
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  const shown = name.length > NAME_COLUMNS ? `${name.slice(0, NAME_COLUMNS - 1)}…` : name;
  const texts = cells.map((cell) =>
    (typeof cell === "number" ? number(cell) : cell).padStart(NUMBER_COLUMNS),
  );
  return `  ${shown.padEnd(NAME_COLUMNS)}${texts.join("")}`.trimEnd();
}
