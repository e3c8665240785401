import { CannotRun } from "../model/errors.ts";
import { number } from "../model/number.ts";
import type { Policy } from "../model/policy.ts";
import type { Subject } from "../model/subject.ts";
import { shortDigest, type ArchiveDigest } from "./archives.ts";
import { firstReleases, writeReleases } from "./released.ts";
import type { ReadReceipt } from "./statement.ts";
import { StepFailed, type Passed } from "./steps.ts";
import { isSubjectOf } from "./subject-digest.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Milliseconds by which the clock of the machine that checked may be ahead of this one. */
const MAX_CLOCK_SKEW = MINUTE;

/** What somebody who is about to release an archive wants of its receipt. */
export interface Demands {
  /** The person it is released to; undefined for whomever the receipt is about. */
  readonly subject: Subject | undefined;
  /** The number of the request that it is released for; empty when none was told. */
  readonly request: string;
  /** The secret that the subject's digest is keyed with. */
  readonly subjectKey?: Buffer | undefined;
  /** The policy that must have been applied; undefined for any. */
  readonly policy?: Policy | undefined;
  /** Milliseconds since the check began; undefined for any. */
  readonly maxAge?: number | undefined;
  /** Path of a ledger of what was released. */
  readonly ledger?: string | undefined;
  readonly now: Date;
}

/** The verdict is clean, and nothing that stands beside it says otherwise. */
export function checkVerdict(receipt: ReadReceipt): Passed {
  const { outcome, exitCode, entries, records, recordings } = receipt;
  if (outcome !== "clean" || exitCode !== 0)
    throw new StepFailed(`the verdict is ${outcome} (exit code ${exitCode}), not clean`);
  if (!isConsistent(receipt)) throw new StepFailed("the receipt's numbers contradict its verdict");
  const accepted =
    entries.accepted === 0 ? "" : `, ${number(entries.accepted)} of them accepted by the policy`;
  return {
    words: `clean: ${counted(entries.total, "file")}${accepted}, ${counted(records.total, "record")}, ${counted(recordings.total, "recording")}`,
  };
}

/** What every clean check holds: the numbers add up, nothing is foreign, and what is missing is accepted by the policy. */
function isConsistent({ codes, entries, records, recordings, firm, accepted }: ReadReceipt): boolean {
  const tallies = [records, recordings];
  const covered = accepted.reduce((sum, line) => sum + line.entries, 0);
  return (
    codes === 0 &&
    tallies.every(
      ({ total, own, stray, conflict, context, unattributed }) =>
        stray + conflict === 0 && own + context + unattributed === total,
    ) &&
    firm > 0 &&
    records.own + recordings.own > 0 &&
    entries.inspected + entries.notInspected === entries.total &&
    entries.notInspected <= entries.accepted &&
    entries.accepted <= covered &&
    (entries.accepted > 0 || records.unattributed + recordings.unattributed === 0)
  );
}

/** The policy is the one that is wanted, and the exceptions that it made still hold. */
export function checkPolicy({ policyDigest, accepted }: ReadReceipt, { policy, now }: Demands): Passed {
  const made = policyDigest === null ? "without a policy" : `with the policy ${shortDigest(policyDigest)}`;
  if (policy !== undefined && policy.digest !== policyDigest)
    throw new StepFailed(
      `the check was made ${made}, not with this one (${shortDigest(policy.digest ?? "")})`,
    );
  const today = now.toISOString().slice(0, 10);
  const ended = accepted.find(({ until }) => until < today);
  if (ended !== undefined)
    throw new StepFailed(
      `the verdict rests on an exception (${ended.files}) that ended on ${ended.until}: check again`,
    );
  return policy === undefined
    ? { words: `any (no --policy); checked ${made}`, skipped: true }
    : { words: `checked ${made}` };
}

/** The person who was checked for is the one whom it is released to. Throws `CannotRun` where the digest's key is missing. */
export async function checkSubject(
  receipt: ReadReceipt,
  { subject, request, subjectKey }: Demands,
): Promise<Passed> {
  if (request !== "" && receipt.request !== "" && request !== receipt.request)
    throw new StepFailed(`the receipt is for the request ${receipt.request}, not for ${request}`);
  if (subject === undefined) return { words: "any (--any-subject): not compared", skipped: true };
  const { subjectDigest: digest } = receipt;
  const isKeyed = digest.algorithm === "hmac-sha256";
  if (isKeyed && subjectKey === undefined)
    throw new CannotRun("the receipt's digest of the subject is keyed: give the key (--subject-key <file>)");
  if (!isKeyed && subjectKey !== undefined)
    throw new StepFailed("the receipt's digest of the subject was made without a key (--subject-key)");
  if (!(await isSubjectOf(digest, subject, subjectKey)))
    throw new StepFailed(
      isKeyed
        ? "another subject was checked for, this one was told otherwise then, or its digest has another key"
        : "another subject was checked for, or this one was told otherwise then",
    );
  return { words: "the one that was checked for" };
}

/** The check is not older than it may be, and not of a time to come. */
export function checkAge({ checkedAt }: ReadReceipt, { now, maxAge }: Demands): Passed {
  const age = now.getTime() - checkedAt.getTime();
  const when = checkedAt.toISOString();
  if (age < -MAX_CLOCK_SKEW)
    throw new StepFailed(`the check began at ${when}, which is yet to come: one of the clocks is wrong`);
  if (maxAge === undefined) return { words: `any (no --max-age); checked ${agoWords(age)}`, skipped: true };
  if (age > maxAge)
    throw new StepFailed(`the check began ${agoWords(age)} (${when}); ${spanWords(maxAge)} is the most`);
  return { words: `checked ${agoWords(age)}; ${spanWords(maxAge)} is the most` };
}

/**
 * Nobody else was given one of the archives; from now on this request was. Writes first and reads again, so that of two
 * who do this at the same time one fails. Throws `CannotRun` for a ledger that cannot be used.
 */
export async function checkReleased(
  ledger: string,
  ref: string,
  archives: readonly ArchiveDigest[],
  now: Date,
): Promise<Passed> {
  const digests = new Set(archives.map(({ sha256 }) => sha256));
  const others = async (): Promise<ReadonlySet<string>> => {
    const known = await firstReleases(ledger, digests);
    for (const { sha256, ref: whose, at } of known.values())
      if (whose !== ref)
        throw new StepFailed(`${shortDigest(sha256)} was released already, for the request ${whose} (${at})`);
    return new Set(known.keys());
  };
  const known = await others();
  const at = now.toISOString();
  const fresh = [...digests].filter((sha256) => !known.has(sha256));
  if (fresh.length === 0) return { words: `for this request already, in ${ledger}` };
  writeReleases(
    ledger,
    fresh.map((sha256) => ({ sha256, ref, at })),
  );
  await others();
  return { words: `to nobody else; noted in ${ledger}` };
}

function agoWords(millis: number): string {
  return `${spanWords(Math.max(0, millis))} ago`;
}

function spanWords(millis: number): string {
  const [size, word] =
    millis >= 2 * DAY
      ? [DAY, "days"]
      : millis >= 2 * HOUR
        ? [HOUR, "hours"]
        : millis >= 2 * MINUTE
          ? [MINUTE, "minutes"]
          : [SECOND, "seconds"];
  const count = Math.floor(millis / size);
  return count === 1 ? `1 ${word.slice(0, -1)}` : `${number(count)} ${word}`;
}

function counted(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? "" : "s"}`;
}
