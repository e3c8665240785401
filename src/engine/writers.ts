import type { Claim } from "../model/evidence.ts";
import { isAccountLike } from "../model/kinds.ts";
import type { ClaimStore } from "./claim-store.ts";

/**
 * What a message of a conversation claims. A conversation has many writers: an account that is an owner by the words of the
 * generic layout alone (`user_id`) may be who wrote, and a device beside it (`device_id`) what they wrote it with. Whose
 * the message is, the conversation then decides as a whole.
 */
export function asMessage(claims: readonly Claim[], store: ClaimStore): readonly Claim[] {
  const written = store.map(claims, asWriter);
  const isOfOthers = written.some((claim) => isTold(claim, "foreign"));
  const isOfSubject = written.some((claim) => isTold(claim, "mine"));
  if (!isOfOthers && !isOfSubject) return written;
  return store.map(written, (claim) => {
    const isThing = claim.kind === "device" || claim.kind === "household";
    if (!isThing || claim.role !== "owner" || !claim.isByWords || claim.outcome === "mine") return claim;
    // A stranger's device under the subject's own account stays what it is.
    const isWriters = isOfOthers || (claim.outcome === "untold" && claim.tenure === "inside");
    return isWriters ? { ...claim, role: "party" } : claim;
  });
}

function asWriter(claim: Claim): Claim {
  const isOther = claim.role === "owner" && claim.outcome === "foreign" && claim.tenure === "inside";
  return isOther && claim.isByWords && isAccountLike(claim.kind) ? { ...claim, role: "party" } : claim;
}

/** Somebody who takes part: an account, an address or a number. */
function isTold(claim: Claim, outcome: Claim["outcome"]): boolean {
  return isAccountLike(claim.kind) && claim.role !== "reference" && claim.outcome === outcome;
}
