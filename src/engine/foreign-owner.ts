import type { Claim } from "../model/evidence.ts";

/** What stands somewhere although no format reports it: a stranger, as the owner. */
export function foreignOwner(kind: Claim["kind"], key: string): Claim {
  return {
    kind,
    namespace: "",
    role: "owner",
    outcome: "foreign",
    mine: -1,
    key,
    field: "",
    isByWords: false,
    tenure: "inside",
  };
}
