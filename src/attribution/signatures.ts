import type { Claim } from "../model/evidence.ts";
import type { Role } from "../model/kinds.ts";
import type { Limits } from "../model/limits.ts";
import { claimOf, type Match } from "./matcher.ts";
import { tenureOf } from "./tenure.ts";
import type { Millis } from "../model/time.ts";

/** Distinct claims of one record before they lose their detail. */
const MAX_CLAIMS_PER_RECORD = 64;

/** A set of matches. Records that claim the same share one signature, so they are counted and not kept. */
export interface Signature {
  readonly id: number;
  /** Indices of matches, ascending, each once. */
  readonly matches: readonly number[];
  /** It names an owner, whatever the rest of the record says. */
  readonly hasOwner: boolean;
  /** Its claims depend on the record's times. */
  readonly isTimed: boolean;
  next: Map<number, Signature> | undefined;
  lastMatch: number;
  lastNext: Signature | undefined;
  claims: readonly number[] | undefined;
}

/**
 * Interns matches, signatures and claims of one entry, within bounds: past them foreign identifiers lose their
 * text ("others") and records keep only what kinds of claims they hold. Counts stay exact.
 */
export class SignatureTable {
  readonly matches: Match[] = [];
  readonly claims: Claim[] = [];
  readonly empty: Signature;
  overflow = false;
  readonly #limits: Limits;
  readonly #matchIndex = new Map<string, number>();
  readonly #claimIndex = new Map<string, number>();
  readonly #sets = new Map<string, Signature>();
  #foreign = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.empty = this.#make([]);
  }

  /** Index of an equal match; foreign ones past `maxForeignIds` fall together. */
  intern(match: Match): number {
    const index = this.#matchIndex.get(matchKey(match));
    if (index !== undefined) return index;
    if (match.outcome === "foreign" && match.key !== "") {
      if (this.#foreign >= this.#limits.maxForeignIds) return this.intern(this.#general(match));
      this.#foreign += 1;
    }
    this.matches.push(match);
    this.#matchIndex.set(matchKey(match), this.matches.length - 1);
    return this.matches.length - 1;
  }

  with(signature: Signature, match: number): Signature {
    if (signature.lastMatch === match && signature.lastNext !== undefined) return signature.lastNext;
    const known = signature.next?.get(match);
    const next = known ?? this.#extend(signature, match);
    if (known === undefined) (signature.next ??= new Map()).set(match, next);
    signature.lastMatch = match;
    signature.lastNext = next;
    return next;
  }

  union(a: Signature, b: Signature): Signature {
    if (a.matches.length === 0) return b;
    let result = a;
    for (const match of b.matches) result = this.with(result, match);
    return result;
  }

  /** The claims of a record with this signature and these times. Cached where times do not matter. */
  claimsOf(signature: Signature, times: readonly Millis[]): readonly number[] {
    if (signature.claims !== undefined && !signature.isTimed) return signature.claims;
    const matches = signature.matches.map((index) => this.matches[index]).filter((match) => match !== undefined);
    // An e-mail beside an account that is not the subject's belongs to that account; otherwise it is a party.
    const accounts = matches.filter((match) => match.kind === "account" && match.role === "owner");
    const beside = accounts.length > 0 && accounts.every((match) => match.outcome !== "mine");
    // An untold number of unknown issuer may be another company's (an uploaded bill), and so is the e-mail beside it.
    const stranger = beside && accounts.some((match) => match.outcome === "foreign" || match.namespace !== "");
    const claims = matches.map((match) => {
      const tenure = match.intervals === undefined ? "inside" : tenureOf(match.intervals, times);
      const role = resolveRole(match.role, beside, stranger);
      return this.#internClaim(claimOf(match, role, tenure));
    });
    const unique = [...new Set(claims)].sort((a, b) => a - b);
    signature.claims = unique;
    return unique;
  }

  #internClaim(claim: Claim): number {
    const key = `${claim.kind} ${claim.namespace} ${claim.role} ${claim.outcome} ${claim.mine} ${claim.tenure} ${claim.field} ${claim.key}`;
    const known = this.#claimIndex.get(key);
    if (known !== undefined) return known;
    this.claims.push(claim);
    this.#claimIndex.set(key, this.claims.length - 1);
    return this.claims.length - 1;
  }

  #extend(signature: Signature, match: number): Signature {
    if (signature.matches.includes(match)) return signature;
    const full = signature.matches.length >= MAX_CLAIMS_PER_RECORD || this.#sets.size >= this.#limits.maxSignatures;
    const value = this.matches[match];
    if (full && value !== undefined && value.key !== "" && value.outcome === "foreign") {
      return this.with(signature, this.intern(this.#general(value)));
    }
    if (this.#sets.size >= 2 * this.#limits.maxSignatures) {
      this.overflow = true;
      return value?.outcome === "foreign" && value.role === "owner" ? this.#make([match]) : signature;
    }
    return this.#make([...signature.matches, match].sort((a, b) => a - b));
  }

  #general(match: Match): Match {
    this.overflow = true;
    return { ...match, key: "", field: "", intervals: undefined };
  }

  #make(matches: readonly number[]): Signature {
    const key = matches.join(",");
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const values = matches.map((index) => this.matches[index]);
    const signature: Signature = {
      id: this.#sets.size,
      matches,
      hasOwner: values.some((match) => match?.role === "owner"),
      isTimed: values.some((match) => match?.intervals !== undefined),
      next: undefined,
      lastMatch: -1,
      lastNext: undefined,
      claims: undefined,
    };
    this.#sets.set(key, signature);
    return signature;
  }
}

function resolveRole(role: Match["role"], beside: boolean, stranger: boolean): Role {
  if (role === "owner-beside-account") return beside ? "owner" : "party";
  if (role === "owner-beside-stranger") return stranger ? "owner" : "party";
  return role;
}

function matchKey(match: Match): string {
  return `${match.kind} ${match.namespace} ${match.role} ${match.outcome} ${match.mine} ${match.field} ${match.key}`;
}
