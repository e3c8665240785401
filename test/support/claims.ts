import type { Claim } from "../../src/model/evidence.ts";
import { KINDS, type Kind, type Outcome, type Role } from "../../src/model/kinds.ts";

const ROLES: readonly Role[] = ["owner", "party", "reference", "catalogue", "system"];
const TENURES = ["inside", "outside", "border", "untimed"] as const;

/** `mine account, foreign email party, untold device border` as claims; the role is owner unless one is written. */
export function claims(text: string): Claim[] {
  return text
    .split(",")
    .filter((one) => one.trim() !== "")
    .map((one) => claimOf(one.trim().split(" ")));
}

function claimOf(words: readonly string[]): Claim {
  const outcome = pick<Outcome>(words, ["mine", "foreign", "untold"]) ?? "untold";
  const kind: Kind = pick(words, KINDS) ?? "account";
  return {
    kind,
    namespace: "",
    role: pick(words, ROLES) ?? "owner",
    outcome,
    mine: outcome === "mine" ? 0 : -1,
    key: outcome === "foreign" ? (words.find((word) => word.startsWith("#")) ?? "X").replace("#", "") : "",
    field: "",
    isByWords: false,
    tenure: pick(words, TENURES) ?? "inside",
  };
}

function pick<T extends string>(words: readonly string[], known: readonly T[]): T | undefined {
  return known.find((one) => words.includes(one));
}
