import type { Tally, TotalsView } from "../model/report.ts";
import type { Container } from "../containers/index.ts";
import type { Joined } from "./joined.ts";
import { fateOf, type Ledger } from "./ledger.ts";

/** Records or recordings by attribution. */
export function tallyOf(joined: Joined, unit: "record" | "recording"): Tally {
  const counts = joined.tally[unit];
  return { total: sum(Object.values(counts)), ...counts };
}

/** Everything that is counted. */
export function totalsOf(ledger: Ledger, joined: Joined, containers: readonly Container[]): TotalsView {
  const total = sum(containers.map(({ bytes }) => bytes));
  const unclaimed = sum(containers.map((container) => container.unclaimed));
  const fates = ledger.rows.map(fateOf);
  const inspected = fates.filter((fate) => fate.kind === "inspected").length;
  return {
    entries: {
      total: ledger.rows.length,
      inspected,
      notInspected: ledger.rows.length - inspected,
      furniture: fates.filter((fate) => fate.kind === "inspected" && fate.furniture).length,
      accepted: ledger.rows.filter((row) => row.accepted).length,
    },
    bytes: { total, claimed: total - unclaimed, unclaimed },
    records: tallyOf(joined, "record"),
    recordings: tallyOf(joined, "recording"),
    basis: joined.basis,
    ownersComplete: joined.ownersComplete,
  };
}

/** The sum of numbers. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
