import { foreignId, OwnerGraph, type CustomerOf, type StrangerIdentifier } from "../../attribution/owners.ts";
import type { Claim } from "../../model/evidence.ts";
import { isAccountLike } from "../../model/kinds.ts";
import type { CountedRow } from "../decided.ts";
import { isStray } from "../joined.ts";
import type { OwnerTotals } from "../owner-totals.ts";
import { isListed, unownedGroups } from "./unowned.ts";
import { REQUESTER, type Clusters, type Tie } from "./clusters.ts";

/** Where an identifier stood that can belong to several. */
type Seen = Map<string, Set<number>>;

/**
 * Clusters beside the one who asked: the strangers of a check, in its numbers, and after them those whom a check leaves
 * open because the subject file tells nothing to compare them with, or because nobody is named as an owner.
 */
export function clustersBeside(
  rows: readonly CountedRow[],
  owners: readonly OwnerTotals[],
  isContact: (one: CountedRow) => boolean,
  customerOf?: CustomerOf,
): Clusters {
  const strangers = new Map<string, number>();
  for (const [number, { stranger }] of owners.entries())
    for (const identifier of stranger.identifiers) strangers.set(idOf(identifier), number);
  const written = new Written();
  const graph = new OwnerGraph();
  const seen: Seen = new Map();
  for (const one of rows) {
    const { claims } = one.row;
    const number = isStray(one.judgement) ? one.owner : isOwn(one) ? REQUESTER : undefined;
    if (number !== undefined)
      for (const claim of written.of(claims))
        if (isAccountLike(claim.kind)) add(seen, foreignId(claim), number);
  }
  const hasOwners = rows.some((one) => isOwn(one) || isOpen(one) || isStray(one.judgement));
  const unowned = (one: CountedRow): readonly (readonly Claim[])[] => {
    const groups = hasOwners && isContact(one) ? [] : unownedGroups(one);
    return hasOwners && isListed(groups) ? [] : groups;
  };
  const asked = rows.map((one): readonly string[] => {
    const ids = isOpen(one)
      ? [graph.add(openGroups(one, written))]
      : unowned(one).map((group) => graph.add([group]));
    return ids.filter((id) => id !== undefined);
  });
  const people: StrangerIdentifier[][] = owners.map(({ stranger }) => [...stranger.identifiers]);
  const numbers = new Map<string, number | undefined>();
  const customers = new Map<number, number>();
  if (customerOf !== undefined) {
    graph.joinCustomers(customerOf);
    for (const [number, identifiers] of people.entries())
      for (const customer of identifiers.map(customerOf))
        if (customer !== undefined) customers.set(customer, number);
  }
  const groups = graph.groups();
  const numberOf = (id: string): number | undefined => {
    const group = graph.groupOf(id);
    if (numbers.has(group)) return numbers.get(group);
    const { identifiers } = groups.get(group) ?? { identifiers: [] };
    const known = new Set(identifiers.flatMap((one) => [...(seen.get(idOf(one)) ?? [])]));
    // Whom the registry of all customers knows as one of the strangers is that one.
    const customer = identifiers.map((one) => customerOf?.(one)).find((one) => one !== undefined);
    let number = known.size === 0 && customer !== undefined ? customers.get(customer) : undefined;
    // What stands in the requester's own records may be theirs: nobody's, until somebody says so.
    if (number !== undefined) people[number]?.push(...identifiers);
    else if (known.size === 0) {
      number = people.length;
      people.push([...identifiers]);
    } else if (known.size === 1 && !known.has(REQUESTER)) {
      [number] = known;
      if (number !== undefined) people[number]?.push(...identifiers);
    }
    numbers.set(group, number);
    return number;
  };
  const parties = new Map<string, number>();
  const partyNumber = (claim: Claim): number => {
    const id = foreignId(claim);
    const known = strangers.get(id) ?? parties.get(id) ?? people.length;
    if (known === people.length) people.push([{ kind: claim.kind, key: claim.key }]);
    parties.set(id, known);
    return known;
  };
  const of = rows.map((one, at): readonly number[] => {
    if (isOwn(one)) return [REQUESTER];
    if (isStray(one.judgement)) return strayOf(one, partyNumber);
    const numbers = (asked[at] ?? []).map(numberOf).filter((number) => number !== undefined);
    return [...new Set(numbers)];
  });
  return { people, of, ties: tiesOf(rows, strangers, people), isComplete: true };
}

function strayOf({ judgement, owner }: CountedRow, partyNumber: (claim: Claim) => number): readonly number[] {
  const first = owner < 0 ? [] : [owner];
  const isOwned = judgement.foreign.some(({ role }) => role === "owner");
  const others = isOwned
    ? []
    : judgement.foreign.filter(
        ({ kind, key, role }) => role === "party" && isAccountLike(kind) && key !== "",
      );
  const conflict = judgement.attribution === "conflict" ? [REQUESTER] : [];
  return [...new Set([...first, ...others.map(partyNumber), ...conflict])];
}

function isOwn({ judgement: { attribution } }: CountedRow): boolean {
  return attribution === "own" || attribution === "context";
}

/** It names an owner of whom the subject file says nothing. */
function isOpen({ judgement: { attribution, why } }: CountedRow): boolean {
  return attribution === "unattributed" && why === "untold";
}

function openGroups({ row, target }: CountedRow, written: Written): readonly (readonly Claim[])[] {
  const groups = [row.claims, row.scope, ...(target?.links.keys() ?? [])];
  return groups.map((claims) => written.of(claims));
}

/** Untold owners as if they were foreign: they are told apart by what was written. */
class Written {
  readonly #known = new Map<Claim, Claim>();

  of(claims: readonly Claim[]): readonly Claim[] {
    return claims.flatMap((claim) => {
      if (claim.written === undefined || claim.role !== "owner") return [];
      const known = this.#known.get(claim) ?? { ...claim, key: claim.written };
      this.#known.set(claim, known);
      return [known];
    });
  }
}

/** Devices and households that stand in records of several strangers. */
function tiesOf(
  rows: readonly CountedRow[],
  strangers: ReadonlyMap<string, number>,
  people: readonly (readonly StrangerIdentifier[])[],
): readonly Tie[] {
  const shared = new Map<string, { readonly claim: Claim; readonly people: Set<number> }>();
  for (const { row, judgement, owner } of rows) {
    if (!isStray(judgement) || owner < 0) continue;
    for (const claim of judgement.foreign) {
      if (isAccountLike(claim.kind) || claim.key === "" || claim.role !== "owner") continue;
      const known = shared.get(foreignId(claim)) ?? { claim, people: new Set<number>() };
      shared.set(foreignId(claim), known);
      const accounts = [...row.claims, ...row.scope].filter(
        (other) => isAccountLike(other.kind) && other.key !== "",
      );
      for (const account of accounts) {
        const number = strangers.get(foreignId(account));
        if (number !== undefined && number < people.length) known.people.add(number);
      }
    }
  }
  return [...shared.values()]
    .filter((one) => one.people.size > 1)
    .map(({ claim: { kind, key }, people: tied }) => ({ kind, key, people: tied }));
}

function idOf({ kind, key }: StrangerIdentifier): string {
  return `${kind === "email" || kind === "phone" ? "account" : kind} ${key}`;
}

function add(map: Seen, key: string, value: number): void {
  map.set(key, (map.get(key) ?? new Set<number>()).add(value));
}
