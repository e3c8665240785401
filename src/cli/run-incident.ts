import { existsSync } from "node:fs";
import { join } from "node:path";
import { check, type CheckOptions } from "../engine/check.ts";
import { version } from "../engine/run-view.ts";
import { survey, type SurveyOptions } from "../engine/survey.ts";
import {
  digestEvidence,
  entriesOf,
  evidenceJson,
  gatherCheck,
  incidentOf,
  lettersOf,
  mustBeRead,
  mustBeUnchanged,
  peopleCsv,
  plainValues,
  previousCase,
  searchFor,
  zonedTime,
  type CaseDetails,
  type PreviousCase,
  type ZonedTime,
} from "../incident/index.ts";
import { CannotRun, Interrupted } from "../model/errors.ts";
import type { IncidentView } from "../model/incident.ts";
import { STRONG_KINDS } from "../model/kinds.ts";
import { printable } from "../model/printable.ts";
import type { Subject } from "../model/subject.ts";
import { incidentReport } from "../reporters/index.ts";
import type { IncidentArguments } from "./commands/incident.ts";
import { jobsOf, mustShareInput, passwordsFrom } from "./common-options.ts";
import { givenLayouts } from "./given-layouts.ts";
import { parseCase } from "./incident/case-file.ts";
import { newFolder, type NewFolder } from "./incident/case-folder.ts";
import { caseSummary } from "./incident/case-summary.ts";
import { optionsDigest, optionsTold } from "./incident/options-told.ts";
import { readEvidence } from "./incident/read-evidence.ts";
import { mustHoldNone } from "./incident/self-scan.ts";
import { quietly } from "./outputs.ts";
import { givenPolicy } from "./policy-files.ts";
import { progressLine } from "./progress.ts";
import { registryFrom } from "./registry-options.ts";
import { fileSink, streamSink, type ReportSink } from "./sinks.ts";
import { subjectFrom, tellsIdentifiers } from "./subject-arguments.ts";
import { readTextFile } from "./subject/read-text-file.ts";

/** Writes the case of a bundle that leaked: all four things or nothing. Throws `CannotRun` or `Interrupted`. */
export async function runIncident(
  bundles: readonly string[],
  options: IncidentArguments,
  signal: AbortSignal,
): Promise<number> {
  mustShareInput({
    "--subject": options.subject,
    "--case": options.case,
    "--password-file": options.passwordFile,
    "--registry-key": options.registryKey,
    "--policy": options.policy.find((path) => path === "-"),
  });
  const { awareAt, now } = timesFrom(options);
  const subject = await subjectOf(options);
  const details = await detailsFrom(options.case);
  const evidencePath = options.previous === undefined ? undefined : join(options.previous, "evidence.json");
  const previous = evidencePath === undefined ? null : await previousFrom(evidencePath, now);
  const { policy, sources } = await givenPolicy(options.policy, bundles);
  const { layouts, givenBuiltins, files } = await givenLayouts(
    options.layout,
    sources.flatMap((source) => source.layouts),
  );
  const passwords = await passwordsFrom(options.passwordFile);
  const registry = registryFrom(options);
  const jobs = jobsOf(options.jobs);
  const inputs = [
    ...bundles,
    options.subject,
    options.case,
    ...(options.previous === undefined ? [] : [options.previous]),
    ...options.policy,
    options.passwordFile,
    options.registry,
    options.registryKey,
    ...files,
  ].filter((path) => path !== undefined);
  let folder: NewFolder | undefined;
  let revealed: ReportSink | undefined;
  try {
    folder = newFolder(options.out, inputs);
    revealed = revealSink(options.revealTo, inputs);
    const progress =
      options.progress && options.quiet !== true && process.stderr.isTTY
        ? progressLine(process.stderr)
        : undefined;
    const reading: SurveyOptions = {
      bundles,
      policy,
      layouts,
      givenBuiltins,
      passwords,
      signal,
      today: new Date(now.millis).toISOString().slice(0, 10),
      ...(jobs === undefined ? {} : { jobs }),
      ...(registry && { registry }),
      ...(progress === undefined ? {} : { onProgress: progress.update }),
    };
    const archives = await Promise.all(bundles.map((path) => digestEvidence(path, signal)));
    const found = await survey(subject === undefined ? reading : { ...reading, subject }).finally(() =>
      progress?.clear(),
    );
    if (bundles.length === 1) mustBeRead(bundles[0] ?? "", archives[0], found.people.bundle.sha256);
    const checked =
      subject === undefined
        ? null
        : await gatherCheck(check({ ...reading, subject } satisfies CheckOptions)).finally(() =>
            progress?.clear(),
          );
    const view = incidentOf({
      survey: found,
      checked,
      archives,
      awareAt,
      now,
      details,
      previous,
      options: optionsTold(options, awareAt, now),
      optionsDigest: optionsDigest({
        told: subject === undefined ? [] : toldBy(subject),
        policyDigest: policy.digest,
        layouts,
        givenBuiltins,
        passwords: passwords.length,
        ...(registry && { registry: registry.digest }),
        version: version(),
      }),
    });
    const report = await Array.fromAsync(incidentReport(view, found.people.people));
    await folder.write("report.html", report);
    await folder.write("people.csv", peopleCsv(view));
    await folder.write("evidence.json", evidenceJson(view, entriesOf(found)));
    for (const { name, text } of lettersOf(view, details)) await folder.write(join("letters", name), [text]);
    if (revealed !== undefined) for (const line of peopleCsv(view, found.raw)) await revealed.write(line);
    const plain = plainValues(view, entriesOf(found));
    await mustHoldNone(folder.path, searchFor(found.known, toldText(view, details), plain), signal);
    // What was read first and last must be one thing: as late as possible, and before anything has its name.
    const after = await Promise.all(bundles.map((path) => digestEvidence(path, signal)));
    mustBeUnchanged(bundles, archives, after);
    if (signal.aborted) throw new Interrupted();
    folder.finish();
    await revealed?.finish();
    if (options.quiet !== true) await streamSink(process.stdout).write(caseSummary(view, options.out));
    return 0;
  } catch (error) {
    quietly(() => folder?.abandon());
    quietly(() => revealed?.abandon());
    throw error;
  }
}

function timesFrom(options: IncidentArguments): { awareAt: ZonedTime; now: ZonedTime } {
  const awareAt = timeOf("--aware-at", options.awareAt);
  const now =
    options.now === undefined
      ? { millis: Math.floor(Date.now() / 1000) * 1000, offset: awareAt.offset }
      : timeOf("--now", options.now);
  if (awareAt.millis > now.millis)
    throw new CannotRun(
      `--aware-at ${printable(options.awareAt)} is later than ${options.now === undefined ? "this machine's clock" : `--now ${printable(options.now)}`}: nobody is aware before it happens`,
    );
  return { awareAt, now };
}

function timeOf(option: string, text: string): ZonedTime {
  const time = zonedTime(text);
  if (time === undefined)
    throw new CannotRun(
      `${option} ${printable(text.slice(0, 60))}: a time with its zone is wanted, such as 2026-11-20T09:30+01:00 or 2026-11-20T08:30Z`,
    );
  return time;
}

/** Who asked, if anybody said so. */
async function subjectOf(options: IncidentArguments): Promise<Subject | undefined> {
  if (options.subject !== undefined || tellsIdentifiers(options)) return subjectFrom(options);
  if (options.ref !== undefined)
    throw new CannotRun("--ref is the number of a request: it needs -s, --account, --email …");
  return undefined;
}

async function detailsFrom(path: string | undefined): Promise<CaseDetails> {
  return path === undefined
    ? {}
    : parseCase(await readTextFile(path), path === "-" ? "standard input" : path);
}

async function previousFrom(path: string, now: ZonedTime): Promise<PreviousCase> {
  const previous = previousCase(await readEvidence(path), path);
  const then = zonedTime(previous.at);
  if (then !== undefined && then.millis > now.millis)
    throw new CannotRun(
      `${printable(path)} is of ${previous.at}, which is later than this report: is it the case of the phase before?`,
    );
  return previous;
}

function revealSink(path: string | undefined, inputs: readonly string[]): ReportSink | undefined {
  if (path === undefined) return undefined;
  if (existsSync(path))
    throw new CannotRun(`--reveal-to ${printable(path)}: the file exists already; it is never written over`);
  return fileSink(path, inputs, 0o600);
}

/** What people wrote into the case: an officer's own address may stand in the bundle as well. */
function toldText({ severity, requester }: IncidentView, details: CaseDetails): string {
  return JSON.stringify([details, severity.scores.map(({ override }) => override), requester?.ref]);
}

/** How many identifiers of each kind the subject file tells. */
function toldBy({
  identifiers,
  none,
}: Subject): readonly { readonly kind: string; readonly number: number; readonly none: boolean }[] {
  return STRONG_KINDS.map((kind) => ({
    kind,
    number: identifiers.filter((one) => one.kind === kind).length,
    none: none.includes(kind),
  }));
}
