import type { Claim } from "../model/evidence.ts";
import { isDated } from "./customers.ts";
import { isWeak, type Outcome, type Role } from "../model/kinds.ts";
import type { Limits } from "../model/limits.ts";
import { claimAt, isTimed } from "./claims.ts";
import type { Match } from "./matcher.ts";
import { Segments, type When } from "./segments.ts";
import type { Millis } from "../model/time.ts";

/** Stands for untold parties that are no longer told apart. */
export const SEVERAL = "~";

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
  /** How often time had been cut when its days were known: of records before, they cannot tell. */
  readonly cut: number;
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
  /** When the subject's identifiers were theirs. */
  readonly segments: Segments;
  overflow = false;
  readonly #limits: Limits;
  readonly #buckets = new Map<string, Bucket>();
  readonly #lastBuckets = new Map<string, Bucket>();
  readonly #claimIndex = new Map<string, number>();
  readonly #sets = new Map<string, Signature>();
  #foreign = 0;
  /** By match, whose days the registry tells: how often time had been cut by then. */
  readonly #cuts = new Map<number, number>();

  constructor(limits: Limits, segments = new Segments()) {
    this.#limits = limits;
    this.segments = segments;
    this.empty = this.#make([]);
  }

  /** Index of an equal match; foreign ones past `maxForeignIds` fall together. */
  intern(match: Match): number {
    const bucket = this.#bucketOf(match);
    const isKnown = match.known !== undefined && match.known.subject.length + match.known.others.length > 0;
    const key = match.written ?? (isKnown ? match.known?.key : undefined) ?? match.key;
    const index = bucket.byKey.get(key);
    if (index !== undefined) return index;
    if ((match.outcome === "foreign" && match.key !== "") || match.written !== undefined || isKnown) {
      if (this.#foreign >= this.#limits.maxForeignIds)
        return (bucket.general ??= this.intern(this.#general(match)));
      this.#foreign += 1;
    }
    this.matches.push(match);
    if (match.known !== undefined && isDated(match.known))
      this.#cuts.set(this.matches.length - 1, this.segments.cut(match.known));
    bucket.byKey.set(key, this.matches.length - 1);
    return this.matches.length - 1;
  }

  /** Matches that differ in their key only. The last one asked for serves a whole column. */
  #bucketOf(match: Match): Bucket {
    const last = this.#lastBuckets.get(match.field);
    if (last !== undefined && sameBut(last.like, match)) return last;
    const { kind, namespace, role, outcome, mine, field, isByWords, disputed } = match;
    const name = `${kind} ${namespace} ${role} ${outcome} ${mine} ${isByWords} ${disputed ?? ""} ${field}`;
    const bucket = this.#buckets.get(name) ?? { like: match, byKey: new Map(), general: undefined };
    this.#buckets.set(name, bucket);
    this.#lastBuckets.set(field, bucket);
    return bucket;
  }

  with(signature: Signature, match: number): Signature {
    if (signature.lastMatch === match && signature.lastNext !== undefined) return signature.lastNext;
    const known = signature.next?.get(match);
    const next = known ?? this.#extend(signature, match);
    // Most signatures are only ever followed by one other, which needs no map.
    if (known === undefined && signature.lastNext !== undefined) {
      signature.next ??= new Map([[signature.lastMatch, signature.lastNext]]);
      signature.next.set(match, next);
    }
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

  /** Nobody stands in it but by a name or a handle, or nobody at all. */
  isWeak(signature: Signature): boolean {
    return signature.matches.every((index) => {
      const match = this.matches[index];
      return match !== undefined && isWeak(match.kind);
    });
  }

  /** What it claims of owners, and mentions: who takes part in one thing says nothing of another beside it. */
  withoutParties(signature: Signature): Signature {
    const isParty = (index: number): boolean => this.matches[index]?.role === "party";
    return signature.matches.some(isParty)
      ? this.#make(signature.matches.filter((index) => !isParty(index)))
      : signature;
  }

  /** The claims of a record with this signature and these times. Cached where times do not matter. */
  claimsOf(signature: Signature, times: readonly Millis[]): readonly number[] {
    if (signature.claims !== undefined && !signature.isTimed) return signature.claims;
    const matches = signature.matches
      .map((index) => this.matches[index])
      .filter((match) => match !== undefined);
    // An e-mail beside an account that is not the subject's belongs to that account; otherwise it is a party.
    const accounts = matches.filter((match) => match.kind === "account" && match.role === "owner");
    const outcomeOf = (match: Match): Outcome =>
      match.known === undefined ? match.outcome : claimAt(match, "owner", times).outcome;
    const beside = accounts.length > 0 && accounts.every((match) => outcomeOf(match) !== "mine");
    // An untold number of unknown issuer may be another company's (an uploaded bill), and so is the e-mail beside it.
    const stranger =
      beside && accounts.some((match) => outcomeOf(match) === "foreign" || match.namespace !== "");
    const claims = matches.map((match) => {
      return this.#internClaim(claimAt(match, resolveRole(match.role, beside, stranger), times));
    });
    const unique = [...new Set(claims)].sort((a, b) => a - b);
    signature.claims = unique;
    return unique;
  }

  /** The same for what was at one of several times: where they decide otherwise than each other, it is as without any. */
  claimsWhen(signature: Signature, when: When): readonly number[] {
    if (!signature.isTimed || signature.cut > when.cut) return this.claimsOf(signature, []);
    const [first = [], ...others] = when.each.map((times) => this.claimsOf(signature, times));
    const isAlike = others.every((claims) => claims.join(",") === first.join(","));
    return isAlike ? first : this.claimsOf(signature, []);
  }

  #internClaim(claim: Claim): number {
    const key = `${claim.kind} ${claim.namespace} ${claim.role} ${claim.outcome} ${claim.mine} ${claim.tenure}${claim.told ?? ""} ${claim.isByWords} ${claim.isByRegistry ?? ""}${claim.disputed ?? ""} ${claim.field} ${claim.written ?? claim.key}`;
    const known = this.#claimIndex.get(key);
    if (known !== undefined) return known;
    this.claims.push(claim);
    this.#claimIndex.set(key, this.claims.length - 1);
    return this.claims.length - 1;
  }

  #extend(signature: Signature, match: number): Signature {
    if (signature.matches.includes(match)) return signature;
    const full =
      signature.matches.length >= MAX_CLAIMS_PER_RECORD || this.#sets.size >= this.#limits.maxSignatures;
    const value = this.matches[match];
    if (full && value !== undefined && value.key !== "" && value.outcome === "foreign") {
      return this.with(signature, this.intern(this.#general(value)));
    }
    if (full && value?.written !== undefined) return this.with(signature, this.intern(this.#general(value)));
    if (full && value?.outcome === "untold" && value.key !== "" && value.key !== SEVERAL)
      return this.with(signature, this.intern({ ...value, key: SEVERAL }));
    if (this.#sets.size >= 2 * this.#limits.maxSignatures) {
      this.overflow = true;
      return value?.outcome === "foreign" && value.role === "owner" ? this.#make([match]) : signature;
    }
    return this.#make([...signature.matches, match].sort((a, b) => a - b));
  }

  #general(match: Match): Match {
    this.overflow = true;
    const { written: _written, known, ...general } = match;
    const isForeign = known !== undefined && known.others.length > 0 && !isDated(known);
    const outcome = isForeign ? "foreign" : general.outcome;
    return { ...general, outcome, key: "", field: "", intervals: undefined };
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
      isTimed: values.some((match) => match !== undefined && isTimed(match)),
      cut: Math.max(0, ...matches.map((index) => this.#cuts.get(index) ?? 0)),
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

interface Bucket {
  readonly like: Match;
  readonly byKey: Map<string, number>;
  /** What stands for all that came past the limit. */
  general: number | undefined;
}

function sameBut(a: Match, b: Match): boolean {
  return (
    a.kind === b.kind &&
    a.outcome === b.outcome &&
    a.mine === b.mine &&
    a.role === b.role &&
    a.namespace === b.namespace &&
    a.isByWords === b.isByWords &&
    a.disputed === b.disputed
  );
}
