/** What an identifier identifies. `handle` and `name` are weak: they never decide alone. */
export const KINDS = [
  "account",
  "email",
  "phone",
  "person",
  "household",
  "device",
  "handle",
  "name",
] as const;
export type Kind = (typeof KINDS)[number];

/** Kinds that a subject file can tell and that can make a record own or stray. */
export const STRONG_KINDS = ["account", "email", "phone", "person", "household", "device"] as const;
export type StrongKind = (typeof STRONG_KINDS)[number];

export type Role = "owner" | "party" | "reference" | "catalogue" | "system";

/** What an identifier is against the subject. `untold`: the subject file lists nothing it could be compared with. */
export type Outcome = "mine" | "foreign" | "untold";

/** From the worst to the best, the order in which an entry takes the worst of its records. */
export const ATTRIBUTIONS = ["conflict", "stray", "unattributed", "context", "own"] as const;
export type Attribution = (typeof ATTRIBUTIONS)[number];

/** From the strongest to the weakest. */
export type Basis = "direct" | "linked" | "inherited";

/**
 * How much an identifier weighs: a mine of lower rank never clears a foreign of higher rank.
 * account, email, phone (4) > person (3) > household (2) > device (1) > weak kinds (0).
 */
export function rankOf(kind: Kind): number {
  switch (kind) {
    case "account":
    case "email":
    case "phone":
      return 4;
    case "person":
      return 3;
    case "household":
      return 2;
    case "device":
      return 1;
    case "handle":
    case "name":
      return 0;
  }
}

export function isWeak(kind: Kind): kind is "handle" | "name" {
  return rankOf(kind) === 0;
}

/** Kinds that stand for one person's account with a service; only these may join two identifiers to one owner. */
export function isAccountLike(kind: Kind): boolean {
  return rankOf(kind) === 4;
}
