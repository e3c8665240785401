import { foreignId, type StrangerIdentifier } from "../../attribution/owners.ts";
import type { Claim } from "../../model/evidence.ts";
import { rankOf } from "../../model/kinds.ts";
import type { Place } from "../../model/place.ts";
import type { CountedRow } from "../decided.ts";
import { isStray } from "../joined.ts";
import { ownerGroups } from "./clusters.ts";

/** Pairs of identifiers that are kept; of further ones it is not told by which records they are tied. */
const MAX_PAIRS = 262_144;

/** Two identifiers that stand together. */
export interface Pair {
  /** `a` as the clusters tell it apart. */
  readonly first: string;
  readonly a: StrangerIdentifier;
  readonly b: StrangerIdentifier;
  records: number;
  /** Row of the entry, and the place in it where they first stand together. */
  readonly entry: number;
  readonly place: Place | undefined;
}

/** In how many records each identifier stands, and which stand together. */
export interface Standing {
  readonly records: ReadonlyMap<string, number>;
  /** By the identifier that they are called by first. */
  readonly pairs: ReadonlyMap<string, readonly Pair[]>;
}

/** Looks at where the identifiers of owners stand; parties of a conversation stand in their messages, each alone. */
export function standing(rows: readonly CountedRow[]): Standing {
  const records = new Map<string, number>();
  const pairs = new Map<string, Pair>();
  for (const one of rows) {
    const { row, judgement } = one;
    const groups = isStray(judgement) ? ownerGroups(one) : [];
    const named = groups.length > 0 ? groups : [judgement.foreign, openOwners(row.claims)];
    const ids = new Set(
      named
        .flat()
        .filter((claim) => keyOf(claim) !== "")
        .map(idOf),
    );
    for (const id of ids) records.set(id, (records.get(id) ?? 0) + row.count);
    for (const group of groups.length > 0 ? groups : [openOwners(row.claims)]) note(pairs, group, one);
  }
  return { records, pairs: Map.groupBy(pairs.values(), ({ first }) => first) };
}

/** The weightiest of a place and each of the others: that ties all of them. */
function note(pairs: Map<string, Pair>, group: readonly Claim[], { row }: CountedRow): void {
  const known = group
    .filter((claim) => keyOf(claim) !== "")
    .toSorted((a, b) => rankOf(b.kind) - rankOf(a.kind));
  const [first, ...others] = known;
  if (first === undefined) return;
  for (const other of others) {
    if (idOf(other) === idOf(first)) continue;
    const key = [idOf(first), idOf(other)].toSorted().join("\n");
    const pair = pairs.get(key);
    if (pair !== undefined) pair.records += row.count;
    else if (pairs.size < MAX_PAIRS)
      pairs.set(key, {
        first: idOf(first),
        a: { kind: first.kind, key: keyOf(first) },
        b: { kind: other.kind, key: keyOf(other) },
        records: row.count,
        entry: row.entry,
        place: row.places[0],
      });
  }
}

function openOwners(claims: readonly Claim[]): readonly Claim[] {
  return claims.filter(({ role, written }) => role === "owner" && written !== undefined);
}

function keyOf(claim: Claim): string {
  return claim.written ?? claim.key;
}

/** An identifier as the clusters tell it apart. */
export function idOf(claim: Claim): string {
  return foreignId({ ...claim, key: keyOf(claim) });
}
