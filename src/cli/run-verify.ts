import { basename } from "node:path";
import { CannotRun } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import type { Subject } from "../model/subject.ts";
import {
  envelopeOf,
  verifyingKey,
  verifyReceipt,
  type Demands,
  type Verification,
} from "../receipt/index.ts";
import type { VerifyArguments } from "./commands/verify.ts";
import { mustShareInput } from "./common-options.ts";
import { subjectKeyFrom } from "./receipt-file.ts";
import { givenPolicy } from "./policy-files.ts";
import { streamSink } from "./sinks.ts";
import { subjectFrom, tellsIdentifiers } from "./subject-arguments.ts";
import { readSmallFile, readTextFile } from "./subject/read-text-file.ts";
import { checkRef } from "./subject/ref.ts";

/** Milliseconds. */
const UNITS = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);
const MAX_AGE = /^(\d{1,6})([smhd])$/;

/**
 * Verifies a receipt and prints what came of each step; returns 0, or 1 when a step failed. Throws `CannotRun` for
 * wrong usage and for files that cannot be used.
 */
export async function runVerify(
  archives: readonly string[],
  options: VerifyArguments,
  signal: AbortSignal,
): Promise<number> {
  mustShareInput({
    "--subject": options.subject,
    "--receipt": options.receipt,
    "--key": options.key,
    "--policy": options.policy.find((path) => path === "-"),
    "--subject-key": options.subjectKey,
  });
  const key = verifyingKey(await readSmallFile(options.key), named(options.key));
  const envelope = envelopeOf(await readTextFile(options.receipt), named(options.receipt));
  const demands = await demandsFrom(options, archives);
  const verification = await verifyReceipt(envelope, key, archives, demands, signal);
  const exitCode = verification.isVerified ? 0 : 1;
  if (options.quiet !== true || options.json === true) {
    const text =
      options.json === true ? jsonText(verification, exitCode) : plainText(verification, archives, exitCode);
    await streamSink(process.stdout).write(text);
  }
  return exitCode;
}

async function demandsFrom(options: VerifyArguments, archives: readonly string[]): Promise<Demands> {
  const subject = await demandedSubject(options);
  return {
    subject,
    request: subject?.ref ?? options.ref?.trim() ?? "",
    subjectKey: await subjectKeyFrom(options.subjectKey),
    policy: options.policy.length === 0 ? undefined : (await givenPolicy(options.policy, archives)).policy,
    maxAge: maxAgeOf(options.maxAge),
    ledger: options.released,
    now: new Date(),
  };
}

async function demandedSubject(options: VerifyArguments): Promise<Subject | undefined> {
  const isTold = options.subject !== undefined || tellsIdentifiers(options);
  if (options.anySubject !== true) {
    if (isTold) return subjectFrom(options);
    throw new CannotRun(
      "it must be told whom the archive is released to: -s <subject file>, or --account, --email …; --any-subject does not ask",
    );
  }
  if (isTold) throw new CannotRun("--any-subject contradicts the subject that is told");
  if (options.ref !== undefined) checkRef(options.ref);
  return undefined;
}

function maxAgeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count = "", unit = ""] = MAX_AGE.exec(text) ?? [];
  const millis = Number(count) * (UNITS.get(unit) ?? 0);
  if (millis === 0) throw new CannotRun(`--max-age ${text}: a time such as 24h, 90m or 7d is wanted`);
  return millis;
}

function plainText({ steps, receipt }: Verification, archives: readonly string[], exitCode: number): string {
  const names = printable(archives.map((path) => basename(path)).join(", "));
  const failed = steps.find(({ outcome }) => outcome === "failed");
  const isForAnybody = steps.some(({ name, outcome }) => name === "subject" && outcome === "skipped");
  const whom = isForAnybody ? "; for whom, was not asked" : ", for this person";
  const lines = [
    failed === undefined
      ? `VERIFIED   ${names}: these bytes were checked and clean${whom}.`
      : `NOT VERIFIED   ${names}: hold it. This does not hold: ${failed.name}.`,
    "",
    ...(receipt === undefined
      ? []
      : row("request", "", receipt.request === "" ? "not told" : receipt.request)),
    ...steps.flatMap(({ name, outcome, words }) => row(name, MARKS[outcome], words)),
    ...(receipt === undefined || receipt.givenLayouts.length === 0
      ? []
      : row("layouts", "", `vouched for: ${receipt.givenLayouts.join(", ")}`)),
    "",
    `exit code ${exitCode} (${failed === undefined ? "verified" : `not verified: ${failed.name}`})`,
  ];
  return `${lines.join("\n")}\n`;
}

const MARKS = { passed: "ok", skipped: "-", failed: "FAILED" } as const;
const COLUMNS = 80;

/** A row of the table, its last column as many lines as it takes. Words of files are made safe to print. */
function row(name: string, mark: string, words: string): readonly string[] {
  const head = `  ${name.padEnd(14)}${mark.padEnd(8)}`;
  const lines: string[] = [];
  let line = head;
  for (const word of printable(words).split(" ")) {
    if (line.length > head.length && line.length + word.length > COLUMNS) {
      lines.push(line.trimEnd());
      line = " ".repeat(head.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

function jsonText({ isVerified, steps, receipt, archives }: Verification, exitCode: number): string {
  const document = {
    schema: "straycheck-verification/1",
    verified: isVerified,
    exitCode,
    failed: steps.find(({ outcome }) => outcome === "failed")?.name ?? null,
    steps,
    archives: archives.map(({ path, sha256, bytes }) => ({ name: basename(path), sha256, bytes })),
    receipt:
      receipt === undefined
        ? null
        : {
            archives: receipt.parts,
            request: receipt.request,
            checkedAt: receipt.checkedAt.toISOString(),
            tool: { name: "straycheck", version: receipt.version },
            policy: { digest: receipt.policyDigest, accepted: receipt.accepted },
            givenLayouts: receipt.givenLayouts,
          },
  };
  const safe = (_: string, value: unknown): unknown => (typeof value === "string" ? printable(value) : value);
  return `${JSON.stringify(document, safe, 2)}\n`;
}

function named(path: string): string {
  return path === "-" ? "standard input" : path;
}
