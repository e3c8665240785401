import type { Swept } from "../model/evidence.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { claimOf, type Match } from "./matcher.ts";
import type { SignatureTable } from "./signatures.ts";

/** Foreign identifiers of one entry that the sweep may find; further ones are strangers like the first. */
const MAX_SWEPT = 1024;

/** Collects what the sweep finds in one entry, until it is known what the entry's format reported itself. */
export class SweptTable {
  readonly #found = new Map<string, { readonly match: Match; count: number; readonly places: Place[] }>();

  /** Only foreign identifiers matter: one of the subject attributes nothing. */
  add(match: Match, place: Place): void {
    if (match.outcome !== "foreign") return;
    const key = keyOf(match);
    const known = this.#found.get(key);
    if (known === undefined) {
      if (this.#found.size < MAX_SWEPT) this.#found.set(key, { match, count: 1, places: [place] });
      return;
    }
    known.count += 1;
    known.places.push(place);
    if (known.places.length > MAX_PLACES) known.places.length = MAX_PLACES;
  }

  /** What no parser reported, in whatever role. */
  unseen(table: SignatureTable, weakened: ReadonlySet<string>, limits: Limits): readonly Swept[] {
    // Past the bound reported identifiers have lost their text; the entry is a stranger's already.
    if (this.#found.size === 0 || table.overflow) return [];
    const seen = new Set(table.matches.filter(({ outcome }) => outcome === "foreign").map(keyOf));
    return [...this.#found]
      .filter(([key]) => !seen.has(key) && !weakened.has(key))
      .map(([, { match, count, places }]) => ({
        claim: claimOf(match, roleOf(match.role), "inside"),
        count,
        places: places.slice(0, limits.maxPlaces),
      }));
  }
}

const MAX_PLACES = 20;

function keyOf({ kind, key }: Match): string {
  return `${kind} ${key}`;
}

function roleOf(role: Match["role"]): "owner" | "party" | "reference" | "system" | "catalogue" {
  // What is an owner only beside an account stands beside nothing here.
  return role === "owner-beside-account" || role === "owner-beside-stranger" ? "party" : role;
}
