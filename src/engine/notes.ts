import type { Claim, Evidence } from "../model/evidence.ts";

/**
 * What comments, extra fields and padding say: they can make something stray, never own, and of what names nobody
 * foreign there is no record (design, Words).
 */
export function onlyAgainst(
  found: { readonly evidence: readonly Evidence[] },
  claims: readonly Claim[],
): { evidence: readonly Evidence[]; furniture: boolean } {
  const isForeign = (index: number): boolean => {
    const claim = claims[index];
    return claim?.outcome === "foreign" && claim.role === "owner";
  };
  const evidence = found.evidence
    .filter((one) => one.claims.some(isForeign) || one.scope.some(isForeign))
    .map((one) => ({ ...one, claims: one.claims.filter(isForeign), scope: one.scope.filter(isForeign) }));
  return { evidence, furniture: evidence.length === 0 };
}
