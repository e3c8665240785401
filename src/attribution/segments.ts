import type { SubjectIdentifier } from "../model/subject.ts";
import type { Millis } from "../model/time.ts";
import type { Known } from "./customers.ts";
import { bordersOf, intervalsOf } from "./tenure.ts";

/**
 * When something was: times by which the days of each identifier of the subject decide alike. One list for a record (of
 * several times all count together, none means that it tells no time); several lists for what encloses records.
 */
export interface When {
  readonly key: string;
  readonly each: readonly (readonly Millis[])[];
  /** How often time had been cut when it was made: of days that came later it cannot tell on which side it lies. */
  readonly cut: number;
}

/** It tells no time. */
export const UNTIMED: When = { key: "", each: [[]], cut: 0 };

/** Days that the registry of all customers tells, past which it tells none: each makes more kinds of records. */
const MAX_CUTS = 4096;

/** Different times of the records in one object, past which it tells none. */
const MAX_TIMES_INSIDE = 64;
/** Times of one record that are kept whatever they are. */
const MAX_TIMES = 64;

/** Cuts time at the days on which an identifier of the subject begins or ceases to be theirs. */
export class Segments {
  #borders: readonly Millis[];
  #cuts = 0;
  readonly #known = new Map<string, When>();
  /** Of the last time that was asked for: its segment, and where that begins and ends. */
  #last = { index: -1, from: Infinity, to: -Infinity };
  #lastWhen: When | undefined;

  constructor(identifiers: readonly SubjectIdentifier[] = []) {
    const borders = identifiers.flatMap((identifier) => bordersOf(intervalsOf([identifier]) ?? []));
    this.#borders = [...new Set(borders)].toSorted((a, b) => a - b);
  }

  /** Days that are only known now. Returns how often time was cut by then; never, past the bound. */
  cut(known: Known): number {
    const borders = bordersOf([...known.subject, ...known.others]).filter(
      (border) => !this.#borders.includes(border),
    );
    if (borders.length === 0) return this.#cuts;
    if (this.#cuts >= MAX_CUTS) return Infinity;
    this.#borders = [...this.#borders, ...borders].toSorted((a, b) => a - b);
    this.#known.clear();
    this.#lastWhen = undefined;
    this.#last = { index: -1, from: Infinity, to: -Infinity };
    this.#cuts += 1;
    return this.#cuts;
  }

  /** The times of one record. Records of equal ones share an answer; `UNTIMED` where the subject tells no days. */
  of(times: readonly Millis[]): When {
    if (this.#borders.length === 0 || times.length === 0) return UNTIMED;
    const [first = 0, ...others] = times;
    const index = this.#segmentOf(first);
    const isOne = others.every((time) => this.#segmentOf(time) === index);
    if (isOne && this.#lastWhen?.key === this.#nameOf(index)) return this.#lastWhen;
    const bySegment = new Map(times.map((time) => [this.#segmentOf(time), time]));
    const segments = [...bySegment.keys()].toSorted((a, b) => a - b);
    const key = segments.map((segment) => this.#nameOf(segment)).join("+");
    const known = this.#known.get(key) ?? { key, each: [[...bySegment.values()]], cut: this.#cuts };
    this.#known.set(key, known);
    this.#lastWhen = known;
    return known;
  }

  /** What encloses records of these times; one that tells no time makes it tell none. */
  around(inside: Iterable<When>): When {
    if (this.#borders.length === 0) return UNTIMED;
    const all = new Map<string, readonly Millis[]>();
    let cut = Infinity;
    for (const when of inside) {
      cut = Math.min(cut, when.cut);
      for (const [at, one] of when.key.split(" ").entries()) all.set(one, when.each[at] ?? []);
    }
    if (all.size === 0 || all.size > MAX_TIMES_INSIDE || all.has("")) return UNTIMED;
    return { key: [...all.keys()].join(" "), each: [...all.values()], cut };
  }

  /** Adds a time to those of a record: past `MAX_TIMES` only where it could decide otherwise than the others. */
  keep(times: Millis[], time: Millis): void {
    if (times.length < MAX_TIMES) times.push(time);
    else if (this.#borders.length > 0) {
      const segment = this.#segmentOf(time);
      if (!times.some((other) => this.#segmentOf(other) === segment)) times.push(time);
    }
  }

  /** By where it begins: more borders may come. */
  #nameOf(segment: number): string {
    return `${this.#borders[segment - 1] ?? "-"}`;
  }

  /** How many borders lie at or before it. */
  #segmentOf(time: Millis): number {
    const last = this.#last;
    if (time >= last.from && time < last.to) return last.index;
    const above = this.#borders.findIndex((border) => border > time);
    const index = above < 0 ? this.#borders.length : above;
    this.#last = {
      index,
      from: this.#borders[index - 1] ?? -Infinity,
      to: this.#borders[index] ?? Infinity,
    };
    return index;
  }
}
