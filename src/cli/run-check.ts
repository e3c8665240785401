import { check, type CheckOptions } from "../engine/check.ts";
import { BUILTIN_NAMES, checkNames, loadLayout, type LoadedLayout } from "../layouts/index.ts";
import { CannotRun } from "../model/errors.ts";
import { DEFAULT_POLICY, type Policy } from "../model/policy.ts";
import type { Subject } from "../model/subject.ts";
import { parsePolicy } from "../policy/index.ts";
import type { CheckArguments } from "./commands/check.ts";
import { jobsOf, passwordsFrom } from "./common-options.ts";
import { readDeleted } from "./deleted-file.ts";
import { Outputs, quietly } from "./outputs.ts";
import { progressLine } from "./progress.ts";
import { revealFile, type RevealedOwners } from "./reveal.ts";
import { loadSubject } from "./subject-file.ts";
import { readTextFile } from "./subject/read-text-file.ts";
import { mergeSubjects, subjectFromOptions } from "./subject/subject-options.ts";

const ON_TERMINAL_ONLY =
  "--reveal shows identifiers on a terminal only; use --reveal-to <file.csv> to write them to a file";

/** Runs a check and writes its reports; returns the verdict's exit code. Everything that can be wrong is found first. */
export async function runCheck(
  bundles: readonly string[],
  options: CheckArguments,
  signal: AbortSignal,
): Promise<number> {
  const subject = await subjectOf(options);
  const policy = await policyOf(options.policy);
  const passwords = await passwordsOf(options);
  const deleted = options.deleted === undefined ? [] : await readDeleted(options.deleted);
  const { layouts, givenBuiltins } = await layoutsFrom(options.layout);
  const jobs = jobsOf(options.jobs);
  const inputs = [
    ...bundles,
    options.subject,
    options.policy,
    options.passwordFile,
    options.deleted,
    ...options.layout,
  ].filter((path) => path !== undefined);
  const outputs = await Outputs.open(options, inputs);
  // A report that fails stops the check behind it, too.
  const failed = new AbortController();
  let people: ReturnType<typeof revealFile> | undefined;
  try {
    const revealed: Map<string, readonly string[]> = new Map();
    if (options.reveal === true && !outputs.isOnTerminal) throw new CannotRun(ON_TERMINAL_ONLY);
    if (options.revealTo !== undefined) people = revealFile(options.revealTo, inputs);
    const progress =
      options.progress && options.quiet !== true && process.stderr.isTTY
        ? progressLine(process.stderr)
        : undefined;
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
    const exitCode = await outputs
      .write(check(checkOptions), options.reveal === true ? revealed : undefined)
      .finally(() => progress?.clear());
    await outputs.finish();
    people?.finish();
    return exitCode;
  } catch (error) {
    failed.abort();
    outputs.abandon();
    quietly(() => people?.abandon());
    throw error;
  }
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

async function policyOf(path: string | undefined): Promise<Policy> {
  if (path === undefined) return DEFAULT_POLICY;
  return parsePolicy(await readTextFile(path), path, new Date().toISOString().slice(0, 10));
}

async function layoutsFrom(
  wanted: readonly string[],
): Promise<{ layouts: LoadedLayout[]; givenBuiltins: string[] }> {
  const layouts: LoadedLayout[] = [];
  const givenBuiltins: string[] = [];
  for (const one of wanted) {
    if (BUILTIN_NAMES.includes(one)) givenBuiltins.push(one);
    else if (/[./\\]/.test(one)) layouts.push(await loadLayout(await readTextFile(one), one));
    else
      throw new CannotRun(
        `there is no layout "${one}"; there are ${BUILTIN_NAMES.join(", ")}, or give a file (./${one}.json)`,
      );
  }
  checkNames(
    layouts.map(({ name }) => name),
    givenBuiltins,
  );
  return { layouts, givenBuiltins };
}
