import type { StrongKind } from "../model/kinds.ts";
import type { Place } from "../model/place.ts";
import type { KnownToken } from "./token-table.ts";

/** An identifier of another customer that stands in an entry. */
export interface TokenHit {
  readonly kind: StrongKind;
  readonly key: string;
  /** Numbers of customers in the registry. */
  readonly owners: readonly number[];
  readonly isDated: boolean;
  /** A second identifier of the same customer stands beside it. */
  isPaired: boolean;
  count: number;
  places: Place[];
  offsets: number[];
}

/** A token that is somebody's, and where it stands. */
export interface Recent {
  readonly token: KnownToken;
  readonly at: number | Place;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** A value that stands elsewhere as well, where nobody can tell what belongs together. */
  readonly isGlued: boolean;
}

/** What counts, where a line break ends a record or where it does not. */
export class TokenBook {
  readonly found = new Map<string, TokenHit>();
  readonly #limits: TokenLimits;
  readonly #counted = new WeakSet<Recent>();
  /** Keys that stand in values which are read twice. */
  readonly #glued = new Set<string>();
  /** How many tokens count, by their key. */
  readonly counted = new Map<string, number>();

  constructor(limits: TokenLimits) {
    this.#limits = limits;
  }

  count(one: Recent, owners: readonly number[], isPaired: boolean): void {
    const { kind, key, isDated } = one.token;
    let hit = this.found.get(key);
    if (hit === undefined) {
      if (this.found.size >= this.#limits.maxForeignIds) return;
      hit = {
        kind,
        key,
        owners: [...new Set(owners)],
        isDated,
        isPaired,
        count: 0,
        places: [],
        offsets: [],
      };
      this.found.set(key, hit);
    }
    hit.isPaired ||= isPaired;
    if (this.#counted.has(one)) return;
    this.#counted.add(one);
    this.counted.set(key, (this.counted.get(key) ?? 0) + 1);
    if (one.isGlued && !this.#glued.has(key)) {
      this.#glued.add(key);
      hit.places = hit.places.filter(({ unit }) => unit === "name");
      hit.offsets = [];
      hit.count = hit.places.length;
    }
    // It is counted where the format says that it stands.
    if (!one.isGlued && this.#glued.has(key)) return;
    hit.count += 1;
    if (typeof one.at === "number") {
      if (hit.offsets.length < this.#limits.maxPlaces) hit.offsets.push(one.at);
    } else if (hit.places.length < this.#limits.maxPlaces) hit.places.push(one.at);
  }
}

/** How many hits are told apart, and places of each. */
export interface TokenLimits {
  readonly maxPlaces: number;
  readonly maxForeignIds: number;
}
