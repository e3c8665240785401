import { foreignId, type StrangerIdentifier } from "../../attribution/owners.ts";
import type { Claim } from "../../model/evidence.ts";
import { isAccountLike } from "../../model/kinds.ts";
import { shapeOf } from "../../model/shape.ts";
import type { Tie } from "./clusters.ts";

/**
 * So many different accounts, addresses or numbers of one form may stand beside an identifier, and all of them be one
 * person's. Beside an address that serves a whole shop, or a tenant's number, stand more: those it does not make one.
 */
const MAX_OF_ONE_PERSON = 3;

/** Which identifiers stand beside which, in one place of one record: to tell who is one from who only shares something. */
export class Besides {
  /** Identifier → form → the others of that form; undefined once there are too many for one person. */
  readonly #others = new Map<string, Map<string, Set<string> | undefined>>();
  readonly #hubs = new Map<string, Claim>();
  /** Of each hub, those whom it stood beside. */
  readonly #around = new Map<string, Set<string>>();

  add(group: readonly Claim[]): void {
    const accounts = accountsOf(group);
    if (accounts.length < 2) return;
    for (const claim of accounts) {
      const id = foreignId(claim);
      const forms = this.#others.get(id) ?? new Map<string, Set<string> | undefined>();
      this.#others.set(id, forms);
      for (const other of accounts) {
        const form = formOf(other);
        if (other === claim || (forms.has(form) && forms.get(form) === undefined)) continue;
        const others = forms.get(form) ?? new Set();
        forms.set(form, others.add(foreignId(other)).size > MAX_OF_ONE_PERSON ? undefined : others);
      }
    }
  }

  /** What of a group is one person's. Everything must have been added before. */
  together(group: readonly Claim[]): readonly Claim[] {
    const accounts = accountsOf(group);
    if (accounts.length < 2) return group;
    const dropped = this.#notOne(accounts);
    if (dropped.size === 0) return group;
    if (dropped.size === accounts.length) {
      const apart = new Set(this.apart(group));
      return group.filter((claim) => !apart.has(claim));
    }
    for (const claim of accounts)
      if (dropped.has(claim))
        this.#share(
          claim,
          accounts.filter((other) => !dropped.has(other)),
        );
    return group.filter((claim) => !dropped.has(claim));
  }

  /** The others whom a record names that is a list of accounts: nothing in it tells one of them from the rest. */
  apart(group: readonly Claim[]): readonly Claim[] {
    const accounts = accountsOf(group);
    if (accounts.length < 2 || this.#notOne(accounts).size < accounts.length) return [];
    return accounts.filter(({ kind }) => kind === "account").slice(1);
  }

  /** What does not belong to the one whom the others are. */
  #notOne(accounts: readonly Claim[]): ReadonlySet<Claim> {
    const hubs = accounts.filter((claim) => this.#isHub(claim, accounts));
    // The addresses in somebody's list of contacts: the list is theirs.
    const listed = accounts.filter((claim) => claim.kind !== "account" && this.#isListed(claim, accounts));
    return new Set([...hubs, ...listed]);
  }

  /** Identifiers that stand beside many people's. */
  ties(peopleOf: (ids: readonly string[]) => ReadonlySet<number>): readonly Tie[] {
    return [...this.#hubs].map(([id, { kind, key }]) => {
      return { kind, key, people: peopleOf([...(this.#around.get(id) ?? [])]) };
    });
  }

  #share(hub: Claim, others: readonly Claim[]): void {
    const id = foreignId(hub);
    this.#hubs.set(id, hub);
    const around = this.#around.get(id) ?? new Set();
    this.#around.set(id, around);
    for (const other of others) around.add(foreignId(other));
  }

  /** It stands beside too many accounts, or, an address or number, beside too many of its own kind. */
  #isHub(claim: Claim, accounts: readonly Claim[]): boolean {
    return accounts.some(
      (other) =>
        other !== claim &&
        (other.kind === "account" || other.kind === claim.kind) &&
        this.#isTooMany(claim, other),
    );
  }

  #isListed(claim: Claim, accounts: readonly Claim[]): boolean {
    return accounts.some((other) => other.kind === "account" && this.#isTooMany(other, claim));
  }

  #isTooMany(claim: Claim, other: Claim): boolean {
    const forms = this.#others.get(foreignId(claim));
    const form = formOf(other);
    return forms?.has(form) === true && forms.get(form) === undefined;
  }
}

function accountsOf(group: readonly Claim[]): readonly Claim[] {
  return group.filter(({ kind, key }) => isAccountLike(kind) && key !== "");
}

/** Who may have issued it, as far as it can be seen: one person seldom has two of one form. */
export function formOf({ kind, key }: StrangerIdentifier): string {
  if (kind === "account") return `account ${shapeOf(key).form}`;
  // `0170 1234567` may be `+49 170 1234567`.
  return kind === "phone" && !key.startsWith("+") ? "phone without its country" : kind;
}
