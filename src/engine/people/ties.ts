import { foreignId, type StrangerIdentifier } from "../../attribution/owners.ts";
import type { Claim } from "../../model/evidence.ts";
import { rankOf } from "../../model/kinds.ts";
import type { Place } from "../../model/place.ts";
import type { CountedRow } from "../decided.ts";
import { isStray } from "../joined.ts";
import { ownerGroups } from "./clusters.ts";
import { unownedGroups } from "./unowned.ts";

/** Pairs of identifiers that are kept; of further ones it is not told by which records they are tied. */
const MAX_PAIRS = 262_144;

/** Records and recordings, counted apart. */
export interface InHowMany {
  records: number;
  recordings: number;
}

/** Two identifiers that stand together. */
export interface Pair {
  /** `a` as the clusters tell it apart. */
  readonly first: string;
  readonly a: StrangerIdentifier;
  readonly b: StrangerIdentifier;
  readonly stands: InHowMany;
  /** Row of the entry, and the place in it where they first stand together. */
  readonly entry: number;
  readonly place: Place | undefined;
}

/** In how many records and recordings each identifier stands, and which stand together. */
export interface Standing {
  readonly counts: ReadonlyMap<string, InHowMany>;
  /** By the identifier that they are called by first. */
  readonly pairs: ReadonlyMap<string, readonly Pair[]>;
}

/** Looks at where the identifiers of owners stand; parties of a conversation stand in their messages, each alone. */
export function standing(rows: readonly CountedRow[]): Standing {
  const counts = new Map<string, InHowMany>();
  const pairs = new Map<string, Pair>();
  for (const one of rows) {
    const { row, judgement } = one;
    const groups = isStray(judgement) ? ownerGroups(one) : unownedGroups(one);
    const named = groups.length > 0 ? groups : [judgement.foreign, openOwners(row.claims)];
    const ids = new Set(
      named
        .flat()
        .filter((claim) => keyOf(claim) !== "")
        .map(idOf),
    );
    for (const id of ids) {
      const stands = counts.get(id) ?? { records: 0, recordings: 0 };
      counts.set(id, stands);
      count(stands, one);
    }
    for (const group of groups.length > 0 ? groups : [openOwners(row.claims)]) note(pairs, group, one);
  }
  return { counts, pairs: Map.groupBy(pairs.values(), ({ first }) => first) };
}

function count(stands: InHowMany, { row }: CountedRow): void {
  if (row.unit === "recording") stands.recordings += row.count;
  else stands.records += row.count;
}

/** The weightiest of a place and each of the others: that ties all of them. */
function note(pairs: Map<string, Pair>, group: readonly Claim[], one: CountedRow): void {
  const { row } = one;
  const ranked = group
    .filter((claim) => keyOf(claim) !== "")
    .toSorted((a, b) => rankOf(b.kind) - rankOf(a.kind));
  const [first, ...others] = ranked;
  if (first === undefined) return;
  for (const other of others) {
    if (idOf(other) === idOf(first)) continue;
    const key = [idOf(first), idOf(other)].toSorted().join("\n");
    const known = pairs.get(key);
    if (known === undefined && pairs.size >= MAX_PAIRS) continue;
    const pair = known ?? {
      first: idOf(first),
      a: { kind: first.kind, key: keyOf(first) },
      b: { kind: other.kind, key: keyOf(other) },
      stands: { records: 0, recordings: 0 },
      entry: row.entry,
      place: row.places[0],
    };
    if (known === undefined) pairs.set(key, pair);
    count(pair.stands, one);
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
