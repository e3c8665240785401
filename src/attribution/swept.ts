import type { Claim, Swept } from "../model/evidence.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { claimOf } from "./claims.ts";
import type { Match } from "./matcher.ts";
import type { SignatureTable } from "./signatures.ts";

/** Offsets of one identifier that are kept; of more the search tells whose bytes they are. */
const MAX_OFFSETS = 256;

/** Where a value stands in an entry: a place that its format told, or a byte. */
export type SweptAt = Place | number;

/** What is known of an entry's bytes once it was read: which are its own, and what they lie in. */
export interface BytePlaces {
  readonly isOwn: (offset: number) => boolean;
  readonly placeOf: (offset: number) => Place;
}

interface Found {
  match: Match;
  /** In what was decoded. */
  count: number;
  readonly places: Place[];
  readonly offsets: number[];
  offsetsLost: boolean;
}

/** Collects what the sweep finds in one entry, until it is known what the entry's format reported itself. */
export class SweptTable {
  /** Further identifiers than are kept. */
  overflow = false;
  readonly #limits: Limits;
  readonly #found = new Map<string, Found>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Only foreign identifiers matter: one of the subject attributes nothing. */
  add(match: Match, at: SweptAt): void {
    if (match.outcome !== "foreign") return;
    let found = this.#found.get(match.key);
    if (found === undefined) {
      if (this.#found.size >= this.#limits.maxForeignIds) {
        this.overflow = true;
        return;
      }
      found = { match, count: 0, places: [], offsets: [], offsetsLost: false };
      this.#found.set(match.key, found);
    } else if (match.role === "owner") found.match = match;
    if (typeof at !== "number") {
      found.count += 1;
      if (found.places.length < this.#limits.maxPlaces) found.places.push(at);
    } else if (found.offsets.length < MAX_OFFSETS) found.offsets.push(at);
    else found.offsetsLost = true;
  }

  /** Whether anything was found in bytes, of which it matters what they lie in. */
  hasOffsets(isOwn: BytePlaces["isOwn"]): boolean {
    return [...this.#found.values()].some(({ offsets }) => offsets.some(isOwn));
  }

  /**
   * What no parser reported, in whatever role; and owners of whom that cannot be told, because reported identifiers have
   * lost their text, or because it is not known whether one of their places is the entry's own.
   */
  settle(
    table: SignatureTable,
    weakened: ReadonlySet<string>,
    bytes: BytePlaces,
  ): { readonly swept: readonly Swept[]; readonly suspected: readonly Claim[] } {
    const swept: Swept[] = [];
    const suspected: Claim[] = [];
    if (this.#found.size === 0) return { swept, suspected };
    const seen = new Set(table.matches.filter(({ outcome }) => outcome === "foreign").map(({ key }) => key));
    for (const [key, { match, count, places, offsets, offsetsLost }] of this.#found) {
      if (seen.has(key) || weakened.has(key)) continue;
      const claim = claimOf(match, roleOf(match.role), "inside");
      const own = offsets.filter(bytes.isOwn);
      if (table.overflow || (count === 0 && own.length === 0)) {
        if (claim.role === "owner" && (table.overflow || offsetsLost)) suspected.push(claim);
        continue;
      }
      const all = [...places, ...own.slice(0, this.#limits.maxPlaces).map(bytes.placeOf)];
      swept.push({ claim, count: count + own.length, places: all.slice(0, this.#limits.maxPlaces) });
    }
    return { swept, suspected };
  }
}

function roleOf(role: Match["role"]): "owner" | "party" | "reference" | "system" | "catalogue" {
  // What is an owner only beside an account stands beside nothing here.
  return role === "owner-beside-account" || role === "owner-beside-stranger" ? "party" : role;
}
