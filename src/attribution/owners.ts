import { isAccountLike, rankOf, type Kind } from "../model/kinds.ts";
import type { Claim } from "../model/evidence.ts";

/** A foreign identifier as it is told apart: kind family and canonical form. */
export function foreignId(claim: Claim): string {
  const family = claim.kind === "email" || claim.kind === "phone" ? "account" : claim.kind;
  return `${family} ${claim.key}`;
}

export interface StrangerIdentifier {
  readonly kind: Kind;
  readonly key: string;
}

/** The one customer whose an identifier is and always was, by the registry; undefined for none or several. */
export type CustomerOf = (identifier: StrangerIdentifier) => number | undefined;

export interface Stranger {
  readonly identifiers: StrangerIdentifier[];
}

/**
 * Groups foreign identifiers into strangers. Edges are stored and clustered at the end, because a device that two
 * strangers used must not make them one: accounts, e-mails and phones seen in one record are one owner; devices,
 * households and people attach to the one account they were seen with, and stand alone when there are several.
 */
export class OwnerGraph {
  readonly #claims = new Map<string, Claim>();
  readonly #parent = new Map<string, string>();
  readonly #neighbours = new Map<string, Set<string>>();

  /**
   * Foreign owner claims of one kind of record, by where they stand: in the record itself, around it, in each row that
   * names it. Only what stands together is one person; a device belongs to an account of the same record wherever that
   * stands. Returns the identifier that stands for the record's owner.
   */
  add(groups: readonly (readonly Claim[])[]): string | undefined {
    const known = groups.map((claims) =>
      claims.map((claim) => {
        const id = foreignId(claim);
        if (!this.#claims.has(id)) this.#claims.set(id, claim);
        if (!this.#parent.has(id)) this.#parent.set(id, id);
        return { id, claim };
      }),
    );
    const accountsOf = (ids: readonly { id: string; claim: Claim }[]): string[] =>
      ids.filter(({ claim }) => isAccountLike(claim.kind) && claim.key !== "").map(({ id }) => id);
    const nearest = known.map(accountsOf).find((accounts) => accounts.length > 0) ?? [];
    for (const ids of known) {
      const accounts = accountsOf(ids);
      for (const id of accounts.slice(1)) this.#union(accounts[0] ?? id, id);
      for (const { id, claim } of ids) {
        if (isAccountLike(claim.kind)) continue;
        const neighbours = this.#neighbours.get(id) ?? new Set();
        const account = accounts[0] ?? nearest[0];
        if (account !== undefined) neighbours.add(account);
        this.#neighbours.set(id, neighbours);
      }
    }
    const own = known.find((ids) => ids.length > 0) ?? [];
    return own.toSorted((a, b) => rankOf(b.claim.kind) - rankOf(a.claim.kind))[0]?.id;
  }

  /** Identifiers that the registry of all customers says are one customer's are one stranger's. After everything was added. */
  joinCustomers(customerOf: CustomerOf): void {
    const first = new Map<number, string>();
    const byRank = [...this.#claims].toSorted(([, a], [, b]) => rankOf(b.kind) - rankOf(a.kind));
    for (const [id, claim] of byRank) {
      const customer = claim.key === "" ? undefined : customerOf(claim);
      if (customer === undefined) continue;
      const known = first.get(customer);
      if (known === undefined) first.set(customer, id);
      else this.#union(known, id);
      // It is theirs, whoever's account it was seen with.
      if (!isAccountLike(claim.kind)) this.#neighbours.delete(id);
    }
  }

  /** The representative of the group an identifier belongs to. Only meaningful once everything was added. */
  groupOf(id: string): string {
    const own = this.#find(id);
    const accounts = new Set([...(this.#neighbours.get(id) ?? [])].map((neighbour) => this.#find(neighbour)));
    const [only] = accounts;
    return accounts.size === 1 && only !== undefined ? only : own;
  }

  /** The groups of the accounts that a device, household or person was seen with: of several it is none's alone. */
  groupsAround(id: string): readonly string[] {
    return [...new Set([...(this.#neighbours.get(id) ?? [])].map((neighbour) => this.#find(neighbour)))];
  }

  /** Identifiers of each group, in the order in which they were first seen. */
  groups(): ReadonlyMap<string, Stranger> {
    const groups = new Map<string, Stranger>();
    for (const [id, claim] of this.#claims) {
      const group = this.groupOf(id);
      const stranger = groups.get(group) ?? { identifiers: [] };
      if (claim.key !== "") stranger.identifiers.push({ kind: claim.kind, key: claim.key });
      groups.set(group, stranger);
    }
    return groups;
  }

  #find(id: string): string {
    let root = id;
    for (
      let parent = this.#parent.get(root);
      parent !== undefined && parent !== root;
      parent = this.#parent.get(root)
    )
      root = parent;
    for (let at = id; at !== root;) {
      const next = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = next;
    }
    return root;
  }

  #union(a: string, b: string): void {
    this.#parent.set(this.#find(b), this.#find(a));
  }
}
