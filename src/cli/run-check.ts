import { check, type CheckOptions } from "../engine/check.ts";
import { CannotRun, messageOf } from "../model/errors.ts";
import type { ReportEvent } from "../model/report.ts";
import type { Subject } from "../model/subject.ts";
import { load, type Reporter, type ReporterOptions } from "../reporters/index.ts";
import { colorDepth } from "./color.ts";
import type { CheckArguments } from "./commands/check.ts";
import { jobsOf, passwordsFrom } from "./common-options.ts";
import { readDeleted } from "./deleted-file.ts";
import { givenLayouts } from "./given-layouts.ts";
import { givenPolicy } from "./policy-files.ts";
import { progressLine } from "./progress.ts";
import { revealFile, type RevealedOwners } from "./reveal.ts";
import { fileSink, streamSink, type ReportSink } from "./sinks.ts";
import { loadSubject } from "./subject-file.ts";
import { mergeSubjects, subjectFromOptions } from "./subject/subject-options.ts";
import { tee } from "./tee.ts";

interface Output {
  readonly reporter: Reporter;
  readonly sink: ReportSink;
  readonly stream: NodeJS.WriteStream | undefined;
}

/** Runs a check and writes its reports; returns the verdict's exit code. Everything that can be wrong is found first. */
export async function runCheck(
  bundles: readonly string[],
  options: CheckArguments,
  signal: AbortSignal,
): Promise<number> {
  if (options.policy.includes("-") && [options.subject, options.passwordFile].includes("-"))
    throw new CannotRun("--policy and another file cannot both be read from standard input");
  const subject = await subjectOf(options);
  const { policy, sources } = await givenPolicy(options.policy, bundles);
  const passwords = await passwordsOf(options);
  const deleted = options.deleted === undefined ? [] : await readDeleted(options.deleted);
  const { layouts, givenBuiltins, files } = await givenLayouts(
    options.layout,
    sources.flatMap((source) => source.layouts),
  );
  const jobs = jobsOf(options.jobs);
  const inputs = [
    ...bundles,
    options.subject,
    ...options.policy,
    options.passwordFile,
    options.deleted,
    ...files,
  ].filter((path) => path !== undefined);
  const outputs: Output[] = [];
  // A report that fails stops the check behind it, too.
  const failed = new AbortController();
  let people: ReturnType<typeof revealFile> | undefined;
  try {
    await openOutputs(options, inputs, outputs);
    const revealed: Map<string, readonly string[]> = new Map();
    if (options.reveal === true) requireTerminal(outputs);
    if (options.revealTo !== undefined) people = revealFile(options.revealTo, inputs);
    const progress =
      options.progress && options.quiet !== true && process.stderr.isTTY
        ? progressLine(process.stderr)
        : undefined;
    const paste: string[] = [];
    const checkOptions: CheckOptions = {
      bundles,
      subject,
      policy,
      layouts,
      givenBuiltins,
      passwords,
      deleted,
      signal: AbortSignal.any([signal, failed.signal]),
      ...(jobs === undefined ? {} : { jobs }),
      ...(progress === undefined ? {} : { onProgress: progress.update }),
      onPaste: (lines) => paste.push(...lines),
      onReveal: (owners: RevealedOwners) => {
        progress?.clear();
        people?.write(owners);
        for (const [id, identifiers] of owners)
          revealed.set(
            id,
            identifiers.map(({ kind, key }) => `${kind} ${key}`),
          );
      },
    };
    const exitCode = await writeReports(check(checkOptions), outputs, options, { paste, revealed }).finally(
      () => progress?.clear(),
    );
    for (const { sink } of outputs) await sink.finish();
    people?.finish();
    return exitCode;
  } catch (error) {
    failed.abort();
    for (const { sink } of outputs) quietly(() => sink.abandon());
    quietly(() => people?.abandon());
    throw error;
  }
}

async function writeReports(
  events: AsyncIterable<ReportEvent>,
  outputs: readonly Output[],
  options: CheckArguments,
  told: { readonly paste: readonly string[]; readonly revealed: ReadonlyMap<string, readonly string[]> },
): Promise<number> {
  const started = Date.now();
  const [own, ...copies] = tee(events, outputs.length + 1);
  const writing = outputs.map(async ({ reporter, sink, stream }, index) => {
    const reporterOptions: ReporterOptions = {
      color: stream === undefined ? 0 : colorDepth(options.color, stream, process.env),
      columns: stream?.columns ?? 0,
      verbose: options.verbose === true,
      paste: told.paste,
      // A getter: how long it took is known when the report is written, not when it is begun.
      get elapsedMillis() {
        return Date.now() - started;
      },
      ...(options.reveal === true && reporter.name === "text" && stream?.isTTY === true
        ? { reveal: told.revealed }
        : {}),
    };
    const copy = copies[index];
    if (copy === undefined) return;
    for await (const text of reporter.render(copy, reporterOptions)) await sink.write(text);
  });
  const [exitCode] = await Promise.all([verdictOf(own), ...writing]);
  return exitCode;
}

/** The verdict's exit code, once everything was said. A stream without an end proves nothing. */
async function verdictOf(events: AsyncIterable<ReportEvent> | undefined): Promise<number> {
  let exitCode: number | undefined;
  let isComplete = false;
  for await (const event of events ?? []) {
    if (event.type === "verdict") exitCode = event.verdict.exitCode;
    if (event.type === "end") isComplete = true;
  }
  if (exitCode === undefined || !isComplete) throw new Error("the check ended without a verdict");
  return exitCode;
}

async function openOutputs(
  options: CheckArguments,
  inputs: readonly string[],
  outputs: Output[],
): Promise<void> {
  let stdoutTaken = false;
  let textWanted = options.quiet !== true;
  for (const wanted of options.report) {
    const [format, path] = splitReport(wanted);
    const reporter = await load(format);
    if (path === undefined && stdoutTaken)
      throw new CannotRun("two reports cannot both go to standard output; give one a path (-r format=path)");
    if (reporter.name === "text") textWanted = false;
    if (path !== undefined) {
      outputs.push({ reporter, sink: fileSink(path, inputs), stream: undefined });
    } else {
      stdoutTaken = true;
      outputs.push({ reporter, sink: streamSink(process.stdout), stream: process.stdout });
    }
  }
  if (!textWanted) return;
  const stream = stdoutTaken ? process.stderr : process.stdout;
  outputs.push({ reporter: await load("text"), sink: streamSink(stream), stream });
}

function splitReport(wanted: string): [format: string, path: string | undefined] {
  const at = wanted.indexOf("=");
  if (at < 0) return [wanted, undefined];
  const path = wanted.slice(at + 1);
  if (path === "") throw new CannotRun(`-r ${wanted}: the path is missing`);
  return [wanted.slice(0, at), path === "-" ? undefined : path];
}

function requireTerminal(outputs: readonly Output[]): void {
  const shown = outputs.some(({ reporter, stream }) => reporter.name === "text" && stream?.isTTY === true);
  if (!shown)
    throw new CannotRun(
      "--reveal shows identifiers on a terminal only; use --reveal-to <file.csv> to write them to a file",
    );
}

async function subjectOf(options: CheckArguments): Promise<Subject> {
  const { account, email, phone, person, household, device, ref } = options;
  const anyOption =
    [account, email, phone, person, household, device].some((list) => list.length > 0) || !options.devices;
  if (options.subject === undefined && !anyOption) {
    throw new CannotRun(
      "it must be told who asked: -s <subject file>, or --account, --email, --device … (the bundle is never asked)",
    );
  }
  const withRef = ref === undefined ? {} : { ref };
  const fromOptions = anyOption
    ? subjectFromOptions({
        account,
        email,
        phone,
        person,
        household,
        device,
        noDevices: !options.devices,
        ...withRef,
      })
    : undefined;
  const fromFile =
    options.subject === undefined
      ? undefined
      : await loadSubject(options.subject, { ...withRef, mayBeEmpty: anyOption });
  return mergeSubjects(fromFile, fromOptions);
}

async function passwordsOf(options: CheckArguments): Promise<readonly string[]> {
  if (options.passwordFile === "-" && options.subject === "-")
    throw new CannotRun("--subject and --password-file cannot both be read from standard input");
  return passwordsFrom(options.passwordFile);
}

function quietly(action: () => void): void {
  try {
    action();
  } catch (error) {
    process.stderr.write(`straycheck: a partial file may be left behind: ${messageOf(error)}\n`);
  }
}
