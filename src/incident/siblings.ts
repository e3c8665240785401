import type { FindingView, MechanismView } from "../model/report.ts";
import type { PeopleCount } from "../model/people.ts";
import { rangeOf } from "./words.ts";

/** Mechanisms by which two requests that were answered at the same time get mixed. */
const MIXING: ReadonlySet<string> = new Set(["M1", "M2", "M10", "M11", "M12", "M14", "M15"]);

/** Which other requests may be affected, and how to find them: the bundle alone does not know them. */
export function siblingsOf(
  mechanisms: readonly MechanismView[],
  findings: readonly FindingView[],
  count: PeopleCount,
): readonly string[] {
  const mixing = mechanisms.filter(({ id }) => MIXING.has(id)).map(({ id }) => id);
  return [
    ...(count.atLeast > 0
      ? [
          `Look whether any of the people in people.csv (${rangeOf(count)}) asked for their own data: their bundle may hold this requester's data, and lack what is here.`,
        ]
      : []),
    ...(mixing.length > 0
      ? [
          `Check every bundle that was built by the same operator, job or machine on the same day (${mixing.join(", ")}: requests that are answered at one time get mixed): straycheck batch compares them with each other.`,
        ]
      : mechanisms.length > 0
        ? [
            "Check bundles of the same kind that were built since the cause came in: the cause that was found is not of one request alone.",
          ]
        : []),
    "Compare the SHA-256 of the archive with what was released to others: straycheck check --released ledger.jsonl.",
    ...findings.filter(({ rule }) => rule === "released-before").map(({ message }) => message),
    ...mechanisms.map(({ next }) => next),
  ];
}
