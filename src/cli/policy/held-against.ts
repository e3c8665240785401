import type { Acceptance, Policy } from "../../model/policy.ts";
import { applyAcceptances, expiryOf, placeText } from "../../policy/index.ts";
import type { StoredEntries } from "./stored-entries.ts";

/** Characters of a file's glob in a line. */
const MAX_SHOWN = 60;

/** A report that acceptances are held against. */
export interface StoredReport {
  readonly name: string;
  readonly stored: StoredEntries;
}

/** What became of a policy's acceptances in stored reports, a sentence each. */
export interface Held {
  /** Lines that accept nothing in any of the reports, or too much in one. */
  readonly bad: readonly string[];
  /** What is to be known beside them. */
  readonly notes: readonly string[];
}

/** Applies a policy's acceptances to what stored reports say of their entries. Expired lines are told elsewhere. */
export function heldAgainst(policy: Policy, reports: readonly StoredReport[], today: string): Held {
  if (reports.length === 0) return { bad: [], notes: [] };
  const all = reports.map(({ name, stored }) => ({ name, matched: matchedIn(policy, stored, today) }));
  const bad: string[] = [];
  for (const [index, acceptance] of policy.accept.entries()) {
    if (expiryOf(acceptance, today)?.state === "expired") continue;
    const exceeded = all.filter(({ matched }) => (matched[index] ?? 0) > acceptance.max);
    for (const { name, matched } of exceeded)
      bad.push(
        `${acceptanceText(acceptance)} is exceeded in ${name}: ${matched[index] ?? 0} files match, its max is ${acceptance.max}`,
      );
    if (all.every(({ matched }) => (matched[index] ?? 0) === 0))
      bad.push(`${acceptanceText(acceptance)} is unused in ${namesOf(reports)}`);
  }
  const notes = reports.flatMap(({ name, stored }) => [
    `${name}: ${policy.digest === stored.policy.digest && policy.digest !== null ? "was checked with this policy" : "was checked with another policy, or none"}`,
    ...(stored.masked > 0 && !knows(policy, stored)
      ? [`${name}: ${stored.masked} of its paths are masked, and match no line that names them`]
      : []),
  ]);
  return { bad, notes };
}

/** `acme.yaml, line 4: docs/letter.pdf (unattributed)`. */
export function acceptanceText({ files, why, source }: Acceptance): string {
  const shown = files.length <= MAX_SHOWN ? files : `${files.slice(0, MAX_SHOWN - 1)}…`;
  return `${source === undefined ? "" : `${placeText(source)}: `}${shown} (${why})`;
}

/** How many entries each line matches. The check itself knows better than its masked report. */
function matchedIn(policy: Policy, stored: StoredEntries, today: string): readonly number[] {
  if (knows(policy, stored)) return stored.policy.matched;
  return applyAcceptances(policy, stored.entries, today).acceptances.map(({ entries }) => entries);
}

function knows(policy: Policy, { policy: { digest, matched } }: StoredEntries): boolean {
  return policy.digest !== null && policy.digest === digest && matched.length === policy.accept.length;
}

function namesOf(reports: readonly StoredReport[]): string {
  return reports.length === 1 ? (reports[0]?.name ?? "") : `each of the ${reports.length} reports`;
}
