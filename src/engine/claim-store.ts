import type { Claim } from "../model/evidence.ts";
import type { Limits } from "../model/limits.ts";

const EMPTY: readonly Claim[] = [];

/** Claims of the whole bundle: equal claims, and equal lists of them, are one object. */
export class ClaimStore {
  /** False once a stranger's identifier was not kept apart. */
  isComplete = true;
  readonly #limits: Limits;
  readonly #claims = new Map<string, Claim>();
  readonly #claimIds = new Map<Claim, number>();
  readonly #lists = new Map<string, readonly Claim[]>();
  readonly #foreign = new Set<string>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** A number for a claim of this store. */
  idOf(claim: Claim): number | undefined {
    return this.#claimIds.get(claim);
  }

  /** Keeps the text of at most `maxForeignIds` strangers' identifiers; the rest are counted as "others". */
  claim(claim: Claim): Claim {
    const key = `${claim.kind}\n${claim.namespace}\n${claim.role}\n${claim.outcome}\n${claim.mine}\n${claim.tenure}${claim.told ?? ""}\n${claim.isByWords}\n${claim.isByRegistry ?? ""}${claim.disputed ?? ""}\n${claim.field}\n${claim.written ?? claim.key}`;
    const known = this.#claims.get(key);
    if (known !== undefined) return known;
    if (claim.outcome === "foreign" && claim.key !== "" && !this.#foreign.has(claim.key)) {
      if (this.#foreign.size >= this.#limits.maxForeignIds) {
        this.isComplete = false;
        return this.claim({ ...claim, key: "", field: "" });
      }
      this.#foreign.add(claim.key);
    }
    if (claim.written !== undefined && !this.#foreign.has(claim.written)) {
      if (this.#foreign.size >= this.#limits.maxForeignIds) {
        this.isComplete = false;
        const { written: _written, ...general } = claim;
        return this.claim({ ...general, field: "" });
      }
      this.#foreign.add(claim.written);
    }
    this.#claims.set(key, claim);
    this.#claimIds.set(claim, this.#claimIds.size);
    return claim;
  }

  /** The claims at these indices, each once. */
  list(indices: readonly number[], claims: readonly Claim[]): readonly Claim[] {
    if (indices.length === 0) return EMPTY;
    const list = [...new Set(indices.map((index) => claims[index]).filter((claim) => claim !== undefined))];
    const key = list.map((claim) => this.#claimIds.get(claim)).join(",");
    const known = this.#lists.get(key);
    if (known !== undefined) return known;
    this.#lists.set(key, list);
    return list;
  }

  /** The claims of a list of this store, each changed. */
  map(list: readonly Claim[], change: (claim: Claim) => Claim): readonly Claim[] {
    const changed = list.map(change);
    if (changed.every((claim, at) => claim === list[at])) return list;
    const claims = changed.map((claim) => this.claim(claim));
    return this.list([...claims.keys()], claims);
  }

  /** Two lists of claims of this store together, each claim once. */
  union(a: readonly Claim[], b: readonly Claim[]): readonly Claim[] {
    if (b.length === 0) return a;
    if (a.length === 0) return b;
    const both = [...a, ...b];
    return this.list([...both.keys()], both);
  }

  /** What is left of a claim whose text is not kept. */
  general(claim: Claim | undefined): readonly Claim[] {
    if (claim === undefined) return EMPTY;
    return this.list([0], [this.claim({ ...claim, key: "", field: "" })]);
  }
}
