import type { Evidence } from "../model/evidence.ts";
import type { Place } from "../model/place.ts";
import { UNTIMED } from "./segments.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import type { Unit } from "./units.ts";

/** Turns what was folded of one entry into evidence. `all`: what the entry's own name says, which counts for all of it. */
export class EvidenceMaker {
  readonly #table: SignatureTable;
  readonly #all: Signature;
  readonly #maxPlaces: number;

  constructor(table: SignatureTable, all: Signature, maxPlaces: number) {
    this.#table = table;
    this.#all = all;
    this.#maxPlaces = maxPlaces;
  }

  record(unit: Unit): Evidence {
    const { count, from, to, places, thread } = unit;
    // What the entry's name says against it counts for every record in it, as an enclosing object's would.
    const scope = this.#table.claimsWhen(this.#table.union(unit.scope, this.#all), unit.when);
    const { claims, when, holds } = unit;
    const kinds = holds === 0 ? {} : { holds };
    return { unit: "record", claims, scope, thread, count, from, to, when: when.each, places, ...kinds };
  }

  document(document: Signature, thread: string, holds: number): Evidence {
    const claims = this.#table.claimsOf(this.#table.union(document, this.#all), []);
    const place: Place = { unit: "entry" };
    return {
      unit: "record",
      claims,
      scope: [],
      thread,
      count: 1,
      from: undefined,
      to: undefined,
      when: UNTIMED.each,
      places: [place],
      ...(holds === 0 ? {} : { holds }),
    };
  }

  /** `places`: where the identifiers stand that decide; none where only its name or what encloses it says whose it is. */
  recording(
    units: readonly Unit[],
    document: Signature,
    places: readonly Place[],
    documentHolds: number,
  ): Evidence {
    let own = this.#table.union(document, this.#all);
    let holds = documentHolds;
    for (const unit of units) holds |= unit.holds;
    for (const unit of units) own = this.#table.union(this.#table.union(own, unit.own), unit.scope);
    const times = units.flatMap((unit) => [unit.from, unit.to]).filter((time) => time !== undefined);
    const from = times.length === 0 ? undefined : Math.min(...times);
    const to = times.length === 0 ? undefined : Math.max(...times);
    const claims = this.#table.claimsOf(own, times);
    const fallback: Place[] = [{ unit: "entry" }];
    return {
      unit: "recording",
      claims,
      scope: [],
      thread: "",
      count: 1,
      from,
      to,
      when: UNTIMED.each,
      places: places.length > 0 ? places.slice(0, this.#maxPlaces) : fallback,
      ...(holds === 0 ? {} : { holds }),
    };
  }
}
