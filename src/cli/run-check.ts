import { check, type CheckOptions } from "../engine/check.ts";
import { CannotRun } from "../model/errors.ts";
import type { CheckArguments } from "./commands/check.ts";
import { jobsOf, mustShareInput, passwordsFrom } from "./common-options.ts";
import { readDeleted } from "./deleted-file.ts";
import { givenLayouts } from "./given-layouts.ts";
import { Outputs, quietly } from "./outputs.ts";
import { givenPolicy } from "./policy-files.ts";
import { progressLine } from "./progress.ts";
import { ReceiptFile, receiptKeysFrom } from "./receipt-file.ts";
import { registryFrom } from "./registry-options.ts";
import { revealFile, type RevealedOwners } from "./reveal.ts";
import { firstReleases } from "../receipt/index.ts";
import { subjectFrom } from "./subject-arguments.ts";

const ON_TERMINAL_ONLY =
  "--reveal shows identifiers on a terminal only; use --reveal-to <file.csv> to write them to a file";

/** Runs a check and writes its reports; returns the verdict's exit code. Everything that can be wrong is found first. */
export async function runCheck(
  bundles: readonly string[],
  options: CheckArguments,
  signal: AbortSignal,
): Promise<number> {
  mustShareInput({
    "--subject": options.subject,
    "--password-file": options.passwordFile,
    "--policy": options.policy.find((path) => path === "-"),
    "--key": options.key,
    "--key-password-file": options.keyPasswordFile,
    "--subject-key": options.subjectKey,
    "--registry-key": options.registryKey,
  });
  const subject = await subjectFrom(options);
  const { policy, sources } = await givenPolicy(options.policy, bundles);
  const passwords = await passwordsFrom(options.passwordFile);
  const receiptKeys = await receiptKeysFrom(options);
  const { released: ledger } = options;
  const deleted = options.deleted === undefined ? [] : await readDeleted(options.deleted);
  const { layouts, givenBuiltins, files } = await givenLayouts(
    options.layout,
    sources.flatMap((source) => source.layouts),
  );
  const registry = registryFrom(options);
  const jobs = jobsOf(options.jobs);
  const inputs = [
    ...bundles,
    options.subject,
    ...options.policy,
    options.passwordFile,
    options.deleted,
    ledger,
    options.key,
    options.keyPasswordFile,
    options.subjectKey,
    options.registry,
    options.registryKey,
    ...files,
  ].filter((path) => path !== undefined);
  const outputs = await Outputs.open(options, inputs);
  // A report that fails stops the check behind it, too.
  const failed = new AbortController();
  let people: ReturnType<typeof revealFile> | undefined;
  let receipt: ReceiptFile | undefined;
  try {
    const revealed: Map<string, readonly string[]> = new Map();
    if (options.reveal === true && !outputs.isOnTerminal) throw new CannotRun(ON_TERMINAL_ONLY);
    if (options.revealTo !== undefined) people = revealFile(options.revealTo, inputs);
    const stopped = AbortSignal.any([signal, failed.signal]);
    if (receiptKeys !== undefined)
      receipt = await ReceiptFile.open(receiptKeys, inputs, {
        bundles,
        subject,
        policy,
        passwords: passwords.length > 0,
        deletedItems: deleted.length,
        ...(registry === undefined ? {} : { registry: registry.digest }),
        signal: stopped,
      });
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
      ...(registry && { registry }),
      signal: stopped,
      ...(ledger === undefined
        ? {}
        : { releasedTo: (digests: ReadonlySet<string>) => firstReleases(ledger, digests) }),
      ...(jobs === undefined ? {} : { jobs }),
      ...(receipt === undefined ? {} : { stamps: receipt.stamps }),
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
    const events = receipt?.watched(check(checkOptions)) ?? check(checkOptions);
    const exitCode = await outputs
      .write(events, options.reveal === true ? revealed : undefined)
      .finally(() => progress?.clear());
    await receipt?.seal();
    await outputs.finish();
    people?.finish();
    await receipt?.finish();
    return exitCode;
  } catch (error) {
    failed.abort();
    outputs.abandon();
    quietly(() => people?.abandon());
    quietly(() => receipt?.abandon());
    throw error;
  }
}
