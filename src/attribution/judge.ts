import { isWeak, rankOf, type Attribution, type Basis } from "../model/kinds.ts";
import type { Claim } from "../model/evidence.ts";
import type { UndecidedReason } from "../model/facts.ts";
import type { Counterparties } from "../model/policy.ts";

/** What is known of the thread (conversation) a record belongs to, once the whole bundle was read. */
export interface ThreadFacts {
  readonly subjectTakesPart: boolean;
  /** A party of a kind the subject file tells, who is not the subject. */
  readonly foreignTakesPart: boolean;
  /** Several others take part in it, no record names the subject, and none can be taken for theirs that names nobody. */
  readonly isAmongOthers: boolean;
  /** Why it is not certain that the subject takes no part, where nothing else shows it. */
  readonly unsure?: "interval-border" | "no-usable-time" | "parties-only";
}

export interface Case {
  /** Claims in the record (or recording) itself. */
  readonly claims: readonly Claim[];
  /** Claims of the objects that enclose it. */
  readonly scope: readonly Claim[];
  /** Owner claims of the rows that name it. */
  readonly linked: readonly Claim[];
  /** A row that names it fits another entry as well. */
  readonly ambiguousLink: boolean;
  readonly thread: ThreadFacts | undefined;
  /** Only a device of theirs can have made it, and the subject file says they own none. */
  readonly productNotOwned: boolean;
}

export interface Judgement {
  readonly attribution: Attribution;
  readonly basis: Basis | undefined;
  readonly why: UndecidedReason | undefined;
  /** The foreign identifiers it rests on. */
  readonly foreign: readonly Claim[];
  /** What names it disagrees with what it says itself; the latter counted. */
  readonly linkOverruled: boolean;
}

/**
 * Decides whose a record is. Pure: the same case always gives the same judgement (design, *Words*).
 * Evidence against needs less than evidence for: a foreign owner anywhere counts, a mine only in the owner's place.
 */
export function judge(input: Case): Judgement {
  const direct = owners(input.claims);
  const scope = owners(input.scope);
  const { counted: linked, overruled } = countLinks(direct, owners(input.linked));
  const all = [...direct, ...scope, ...linked];

  const foreign = all.filter((claim) => claim.outcome === "foreign");
  const mineRank = highestRank(all, "mine");
  const isInOwnAccount = mineRank > rankOf("person");
  if (isInOwnAccount && foreign.every(isProfile) && all.some((claim) => isProfile(claim) && !isMine(claim)))
    return undecided("other-profile", overruled);
  if (foreign.length > 0) {
    const clears = mineRank >= highestRank(all, "foreign");
    return decided(clears ? "conflict" : "stray", undefined, foreign, overruled);
  }
  // Without the layout it would be somebody else's: what is only detected must not make it the subject's.
  if (all.some((claim) => claim.disputed !== undefined)) return undecided("disputed", overruled);
  if (mineRank >= 0) {
    // Somebody of a higher rank is named whom the subject file says nothing about: it may be anybody.
    if (highestRank(all, "untold") > mineRank) return undecided(untoldReason(all), overruled);
    const basis = has(direct, "mine") ? "direct" : has(linked, "mine") ? "linked" : "inherited";
    if (input.productNotOwned) return undecided("product-not-owned", overruled);
    // That the file is the subject's says not that what others wrote to each other is.
    if (basis === "inherited" && input.thread?.isAmongOthers === true)
      return undecided("parties-only", overruled);
    if (
      basis === "inherited" &&
      others(input.claims).some((claim) => !isWeak(claim.kind) || claim.role === "party")
    )
      return decided("context", basis, [], overruled);
    return decided("own", basis, [], overruled);
  }
  if (input.productNotOwned) return decided("stray", undefined, [], overruled);
  if (input.ambiguousLink) return undecided("ambiguous-link", overruled);
  if (has(all, "untold")) return undecided(untoldReason(all), overruled);
  return judgeParties(input);
}

/** What a policy makes of other people in the subject's own records. */
export function withCounterparties(
  judgement: Judgement,
  claims: readonly Claim[],
  counterparties: Counterparties,
): Judgement {
  const { attribution, linkOverruled } = judgement;
  if (attribution !== "context" || counterparties === "allow" || others(claims).length === 0)
    return judgement;
  if (counterparties === "review") return undecided("counterparty", linkOverruled);
  const foreign = others(claims).filter((claim) => claim.outcome === "foreign");
  return { ...decided("stray", undefined, foreign, linkOverruled), why: "counterparty" };
}

/** The subject's records that rest on less than a policy wants: nobody's. Also those in which others take part. */
export function withLeastBasis(judgement: Judgement, least: Basis): Judgement {
  const { attribution, basis, linkOverruled } = judgement;
  if (basis === undefined || (attribution !== "own" && attribution !== "context")) return judgement;
  return STRENGTH[basis] >= STRENGTH[least] ? judgement : undecided("below-least-basis", linkOverruled);
}

const STRENGTH: Readonly<Record<Basis, number>> = { direct: 2, linked: 1, inherited: 0 };

/** Nobody is named as the owner: the subject must be a party of the record or its thread. */
function judgeParties(input: Case): Judgement {
  const parties = [...input.claims, ...input.scope].filter((claim) => claim.role === "party");
  const subjectSpeaks = parties.some((claim) => claim.outcome === "mine");
  const company = others([...input.claims, ...input.scope]);
  if (subjectSpeaks || input.thread?.subjectTakesPart === true) {
    const strong = parties.some((claim) => claim.outcome === "mine" && !isWeak(claim.kind));
    if (company.length > 0 || !strong) return decided("context", undefined, [], false);
    return decided("own", "direct", [], false);
  }
  const unsure = input.thread?.unsure ?? unsureOf(parties);
  if (unsure !== undefined) return undecided(unsure, false);
  if (input.thread !== undefined && input.thread.foreignTakesPart) {
    const foreign = parties.filter((claim) => claim.outcome === "foreign");
    return decided("stray", undefined, foreign, false);
  }
  return undecided(company.length > 0 ? "parties-only" : "nobody-named", false);
}

/** What a recording says itself beats what names it, unless the row names somebody of a higher rank. */
function countLinks(
  direct: readonly Claim[],
  linked: readonly Claim[],
): { counted: readonly Claim[]; overruled: boolean } {
  const decisive = direct.filter((claim) => claim.outcome !== "untold");
  if (decisive.length === 0) return { counted: linked, overruled: false };
  const said = Math.max(...decisive.map((claim) => rankOf(claim.kind)));
  const counted = linked.filter((claim) => claim.outcome === "foreign" && rankOf(claim.kind) > said);
  const saysMine = has(decisive, "mine");
  const overruled = linked.some((claim) => claim.outcome === (saysMine ? "foreign" : "mine"));
  return { counted, overruled: overruled && counted.length === 0 };
}

function owners(claims: readonly Claim[]): readonly Claim[] {
  return claims.filter((claim) => claim.role === "owner" && !isWeak(claim.kind));
}

/** Parties and mentioned people who are not the subject. */
function others(claims: readonly Claim[]): readonly Claim[] {
  return claims.filter(
    (claim) => (claim.role === "party" || claim.role === "reference") && claim.outcome !== "mine",
  );
}

/** Who of those that share an account: a profile, a voice. */
function isProfile(claim: Claim): boolean {
  return claim.kind === "person";
}

function isMine(claim: Claim): boolean {
  return claim.outcome === "mine";
}

function has(claims: readonly Claim[], outcome: Claim["outcome"]): boolean {
  return claims.some((claim) => claim.outcome === outcome);
}

function highestRank(claims: readonly Claim[], outcome: Claim["outcome"]): number {
  let highest = -1;
  for (const claim of claims) if (claim.outcome === outcome) highest = Math.max(highest, rankOf(claim.kind));
  return highest;
}

function untoldReason(claims: readonly Claim[]): UndecidedReason {
  if (claims.some((claim) => claim.isByRegistry === true && claim.outcome === "untold"))
    return "registry-disagrees";
  return unsureOf(claims) ?? "untold";
}

/** An identifier of the subject that may not have been theirs then. */
function unsureOf(claims: readonly Claim[]): "interval-border" | "no-usable-time" | undefined {
  if (claims.some((claim) => claim.tenure === "border")) return "interval-border";
  return claims.some((claim) => claim.tenure === "untimed") ? "no-usable-time" : undefined;
}

function decided(
  attribution: Attribution,
  basis: Basis | undefined,
  foreign: readonly Claim[],
  linkOverruled: boolean,
): Judgement {
  return { attribution, basis, why: undefined, foreign, linkOverruled };
}

function undecided(why: UndecidedReason, linkOverruled: boolean): Judgement {
  return { attribution: "unattributed", basis: undefined, why, foreign: [], linkOverruled };
}
