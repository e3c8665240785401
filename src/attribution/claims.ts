import type { Claim } from "../model/evidence.ts";
import type { Role } from "../model/kinds.ts";
import type { Millis } from "../model/time.ts";
import { isDated, whoseAt } from "./customers.ts";
import type { Match } from "./matcher.ts";
import { tenureOf } from "./tenure.ts";

/** Stands for an identifier of the subject that only the registry of all customers tells. */
export const BY_REGISTRY = -1;

/** The claim of a value at the times of its record, by what the subject file says and the registry of all customers. */
export function claimAt(match: Match, role: Role, times: readonly Millis[]): Claim {
  const claim = claimOf(
    match,
    role,
    match.intervals === undefined ? "inside" : tenureOf(match.intervals, times),
  );
  const { known } = match;
  if (known === undefined || (role !== "owner" && role !== "party")) return claim;
  const whose = whoseAt(known, times);
  if (match.outcome === "mine") {
    // The subject file tells no days, and the registry tells that it was somebody else's on others.
    if (role !== "owner" || (whose !== "other" && whose !== "border")) return claim;
    const { mine: _, ...rest } = claim;
    return whose === "border"
      ? { ...rest, outcome: "untold", mine: -1, key: "", tenure: "border" }
      : { ...rest, outcome: "foreign", mine: -1, key: known.key, isByRegistry: true };
  }
  if (match.outcome === "foreign") {
    // The subject file does not list it beside others of its kind, and the registry says that it is theirs.
    return whose === "subject" ? { ...claim, outcome: "untold", key: "", isByRegistry: true } : claim;
  }
  switch (whose) {
    case "subject":
      return { ...claim, outcome: "mine", mine: BY_REGISTRY, key: "", isByRegistry: true };
    case "other":
      // Who only takes part may be the subject by an identifier that nobody told.
      return role === "owner" ? { ...claim, outcome: "foreign", key: known.key, isByRegistry: true } : claim;
    case "border":
    case "untimed":
      return role === "owner" ? { ...claim, tenure: whose } : claim;
    case "several":
    case "nobody":
      return claim;
  }
}

/** Whether its claim depends on when the record was. */
export function isTimed({ intervals, known }: Match): boolean {
  return intervals !== undefined || (known !== undefined && isDated(known));
}

/** A claim as it is counted: the same identifier in the same role and field is one claim. */
export function claimOf(match: Match, role: Role, tenure: Claim["tenure"]): Claim {
  const outside = tenure === "outside";
  const unsure = tenure === "border" || tenure === "untimed";
  const outcome = match.outcome !== "mine" ? match.outcome : outside ? "foreign" : unsure ? "untold" : "mine";
  return {
    kind: match.kind,
    namespace: match.namespace,
    role,
    outcome,
    mine: outcome === "mine" ? match.mine : -1,
    key: outcome === "foreign" || match.outcome === "untold" ? match.key : "",
    field: match.field,
    isByWords: match.isByWords,
    ...(match.disputed === undefined ? {} : { disputed: match.disputed }),
    tenure,
    ...(tenure === "untimed" ? { told: match.mine } : {}),
    ...(match.written === undefined ? {} : { written: match.written }),
  };
}
