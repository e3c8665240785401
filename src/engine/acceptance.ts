import type { Finding } from "../model/finding.ts";
import type { Policy } from "../model/policy.ts";
import { applyAcceptances, pasteLines, type AppliedAcceptance } from "../policy/index.ts";
import { fateOf, type Ledger, type LedgerRow } from "./ledger.ts";

/** Marks the rows that the policy accepts, and says what became of each of its lines. */
export function accept(ledger: Ledger, policy: Policy, today: string): readonly AppliedAcceptance[] {
  const { accepted, acceptances } = applyAcceptances(policy, unproven(ledger), today);
  for (const [index, row] of ledger.rows.entries()) row.accepted = accepted[index] ?? false;
  return acceptances;
}

/** A note that the policy wants somebody to look at. */
export function forReview(finding: Finding, { review }: Policy): Finding {
  return finding.level === "note" && review.includes(finding.rule)
    ? { ...finding, level: "unproven" }
    : finding;
}

/** What a policy line accepts is still told, but keeps nothing from being clean. */
export function asAccepted(finding: Finding, ledger: Ledger): Finding {
  const isAccepted =
    ledger.rows[finding.row]?.accepted === true && /^(?:unattributed|not-inspected)/.test(finding.rule);
  return isAccepted ? { ...finding, level: "note" } : finding;
}

/** Policy lines that would accept what is not proven. `mask` hides identifiers in paths. */
export function proposals(ledger: Ledger, today: string, mask: (text: string) => string): readonly string[] {
  const all = unproven(ledger);
  const open = all.map((entry, index) =>
    // What no directory lists keeps the bundle from being clean, accepted or not.
    ledger.rows[index]?.accepted === true || ledger.rows[index]?.found !== undefined
      ? { ...entry, why: null }
      : entry,
  );
  // What a person can look at and accept comes first: files that were not read, documents, pictures; never 5,000 rows of a table.
  const weight = ({ why }: { why: string | null }, row: LedgerRow | undefined): number => {
    if (why !== "unattributed") return 0;
    if (row?.recording === true) return fateOf(row).format === "picture" ? 2 : 3;
    return fateFormat(row) === "document" ? 1 : 3;
  };
  const ordered = open.map((entry, index) => ({ entry, weight: weight(entry, ledger.rows[index]) }));
  const worth = ordered.filter((one) => one.weight < 3).toSorted((a, b) => a.weight - b.weight);
  const isWorth = worth.some(({ entry }) => entry.why !== null);
  // A thousand voices must not be accepted by one line.
  return pasteLines(
    (isWorth ? worth : ordered).map(({ entry }) => entry),
    today,
    { kinds: isWorth, all, mask },
  );
}

function fateFormat(row: LedgerRow | undefined): "document" | "structure" {
  const format = row === undefined ? null : fateOf(row).format;
  return format === "text" || format === "pdf" || format === "style-sheet" ? "document" : "structure";
}

function unproven(ledger: Ledger): { path: string; why: string | null }[] {
  return ledger.rows.map((row) => {
    const fate = fateOf(row);
    // A stray or a conflict can never be accepted, whatever else is wrong with the entry.
    if (row.attribution === "stray" || row.attribution === "conflict") return { path: row.path, why: null };
    if (fate.kind === "not-inspected") return { path: row.path, why: `not-inspected:${fate.reason}` };
    return { path: row.path, why: row.unattributed > 0 ? "unattributed" : null };
  });
}
