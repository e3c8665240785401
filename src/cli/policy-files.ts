import { realpathSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { CannotRun } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { mergePolicies, parsePolicyFile, type MergedPolicy, type PolicyFile } from "../policy/index.ts";
import { complaint, didYouMean, shown } from "../policy/complaint.ts";
import { RULES } from "../rules/index.ts";
import { readTextFile } from "./subject/read-text-file.ts";

/** Policy files that one run may be given. */
const MAX_POLICIES = 32;

/** What the files of `--policy` say together. */
export interface GivenPolicy extends MergedPolicy {
  readonly sources: readonly PolicyFile[];
}

/**
 * Reads the files of `--policy`, held against today in UTC, and merges them; the built-in defaults without one. Throws
 * `CannotRun`, also for a file that is given twice, and for one that is, or lies in, one of `bundles`: who made the
 * bundle must not say what may be overlooked in it.
 */
export async function givenPolicy(
  paths: readonly string[],
  bundles: readonly string[] = [],
): Promise<GivenPolicy> {
  refuseTwice(paths);
  for (const path of paths) for (const bundle of bundles) refuseWithin(path, bundle);
  const sources: PolicyFile[] = [];
  for (const path of paths) sources.push(await readPolicyFile(path, today()));
  return { ...mergePolicies(sources), sources };
}

/** Throws `CannotRun` for a file that is given twice, and for too many. */
export function refuseTwice(paths: readonly string[]): void {
  if (paths.length > MAX_POLICIES) throw new CannotRun(`more than ${MAX_POLICIES} policy files are given`);
  const seen = new Set<string>();
  for (const path of paths) {
    const place = realPlace(path);
    if (seen.has(place)) throw new CannotRun(`${printable(path)}: this policy file is given twice`);
    seen.add(place);
  }
}

/** Reads one policy file, `-` from standard input, and looks whether its rules are there. Throws `CannotRun`. */
export async function readPolicyFile(path: string, day: string): Promise<PolicyFile> {
  const file = parsePolicyFile(await readTextFile(path), path === "-" ? "standard input" : path, day);
  const notes = RULES.filter(({ level }) => level === "note").map(({ id }) => id);
  for (const { value, source } of file.review) {
    if (notes.includes(value)) continue;
    const problem = RULES.some(({ id }) => id === value)
      ? `"${value}" in "review" is no note: it keeps a bundle from being clean anyway`
      : `${shown(value)} in "review" is no rule${didYouMean(value, notes.toSorted())}`;
    throw complaint(source.file, source.line, problem);
  }
  return file;
}

/** Today in UTC, `YYYY-MM-DD`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function refuseWithin(path: string, bundle: string): void {
  if (path === "-") return;
  const policy = realPlace(path);
  const place = realPlace(bundle);
  if (policy === place || isSameFile(policy, place))
    throw new CannotRun(`${printable(path)}: the policy is the bundle itself`);
  if (policy.startsWith(place.endsWith(sep) ? place : place + sep))
    throw new CannotRun(
      `${printable(path)}: the policy lies in the bundle that it is about; what is released must not say how it is checked`,
    );
}

function realPlace(path: string): string {
  if (path === "-") return path;
  try {
    return realpathSync(path);
  } catch {
    // Who reads it says what is wrong with it.
    return resolve(path);
  }
}

function isSameFile(a: string, b: string): boolean {
  try {
    const [one, other] = [statSync(a, { bigint: true }), statSync(b, { bigint: true })];
    return one.ino !== 0n && one.ino === other.ino && one.dev === other.dev;
  } catch {
    return false;
  }
}
