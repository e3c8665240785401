import type { Disagreement } from "../model/evidence.ts";
import { canonical, isPlaceholder } from "../model/identifier.ts";
import type { Limits } from "../model/limits.ts";
import type { Place } from "../model/place.ts";
import { HOUR_MILLIS, isoTime, type Millis } from "../model/time.ts";
import type { RecordState, Said } from "./units.ts";

/** Pairs of fields that are told apart; layouts declare a handful. */
const MAX_PAIRS = 64;
/** Values of one record that are compared. */
export const MAX_SAID = 64;
/** A service writes its record some seconds after what it records (measured: 1.2 to 5.2); clocks differ by minutes. */
const SLACK: Millis = 10 * 60_000;

/** Two fields of a record that contradict each other, and what about. */
interface Contradiction {
  readonly fields: readonly [string, string];
  readonly about: Disagreement["about"];
  readonly detail: string;
}

/** Holds the fields of each record against one another where a layout says that they mean the same thing. */
export class Agreement {
  readonly #limits: Limits;
  readonly #found = new Map<
    string,
    { count: number; readonly one: Contradiction; readonly places: Place[] }
  >();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** The record is complete. Returns why its rows must not speak for files; undefined where nothing contradicts. */
  check(state: RecordState, here: () => Place): string | undefined {
    const isHeld = state.said.length > 1 && state.said.some(({ leads }) => leads);
    if (!isHeld && state.hours.length === 0) return undefined;
    const found = [...contradictions(state.said), ...strangeHours(state)];
    // Each record counts once, whatever else is wrong with it.
    for (const one of found.slice(0, 1)) {
      const key = `${one.about} ${one.fields.join("\u0000")}`;
      const known = this.#found.get(key) ?? { count: 0, one, places: [] };
      if (known.count === 0 && this.#found.size >= MAX_PAIRS) continue;
      this.#found.set(key, known);
      known.count += 1;
      if (known.places.length < this.#limits.maxPlaces) known.places.push(here());
    }
    state.said.length = 0;
    state.hours.length = 0;
    return found[0]?.detail;
  }

  finish(): readonly Disagreement[] {
    return [...this.#found.values()].map(({ count, one: { fields, about }, places }) => ({
      fields,
      about,
      count,
      places,
    }));
  }
}

/** Fields that have no value in common although both say of what they are values. */
function* contradictions(said: readonly Said[]): Generator<Contradiction> {
  // Many products have several serials; only what is a part of a key is known to be that of the others.
  for (const same of new Set(said.filter(({ leads }) => leads).map((one) => one.same))) {
    const fields = new Map<string, { readonly leads: boolean; readonly keys: Set<string> }>();
    for (const { same: about, field, leads, kind, text } of said) {
      const key = about !== same || isPlaceholder(text) ? undefined : canonical(kind, text);
      if (key === undefined) continue;
      const known = fields.get(field) ?? { leads, keys: new Set() };
      fields.set(field, known);
      known.keys.add(key);
    }
    const leading = [...fields].find(([, { leads }]) => leads);
    if (leading === undefined) continue;
    for (const [field, { keys }] of fields) {
      if (field === leading[0] || [...keys].some((key) => leading[1].keys.has(key))) continue;
      yield {
        fields: [leading[0], field],
        about: same,
        detail: `${leading[0]} and ${field} of the row name a different ${same} each`,
      };
    }
  }
}

/** Hours in identifiers that none of the record's times lies in or near. */
function* strangeHours({ hours, times, doubt }: RecordState): Generator<Contradiction> {
  if (times.length === 0) return;
  const slack = SLACK + doubt;
  for (const { field, from } of hours) {
    if (times.some((time) => time >= from - slack && time < from + HOUR_MILLIS + slack)) continue;
    yield {
      fields: [field, "time"],
      about: "time",
      detail: `the row was recorded at ${isoTime(times[0] ?? 0)}, its ${field} is of ${isoTime(from)}`,
    };
    return;
  }
}
