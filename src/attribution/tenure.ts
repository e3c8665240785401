import type { SubjectIdentifier } from "../model/subject.ts";
import type { Millis } from "../model/time.ts";

const DAY: Millis = 86_400_000;

/** Where a time lies against the days on which an identifier was the subject's. */
export type Tenure = "inside" | "outside" | "border" | "untimed";

export interface Interval {
  readonly from: Millis;
  /** First millisecond after the last day. */
  readonly end: Millis;
}

/** The days of one identifier; undefined when it has always been theirs. */
export function intervalsOf(identifiers: readonly SubjectIdentifier[]): readonly Interval[] | undefined {
  if (identifiers.some((identifier) => identifier.from === undefined && identifier.until === undefined))
    return undefined;
  return identifiers.map((identifier) => ({
    from: identifier.from === undefined ? -Infinity : Date.parse(`${identifier.from}T00:00:00Z`),
    end: identifier.until === undefined ? Infinity : Date.parse(`${identifier.until}T00:00:00Z`) + DAY,
  }));
}

/** Times from which on `tenureOf` answers otherwise than just before. */
export function bordersOf(intervals: readonly Interval[]): readonly Millis[] {
  return intervals
    .flatMap(({ from, end }) => [from - DAY, from, end, end + DAY])
    .filter((border) => Number.isFinite(border));
}

/**
 * Of several times all must lie inside. Clocks and time zones differ: up to one day beyond an end is the border,
 * which is neither theirs nor a stranger's.
 */
export function tenureOf(intervals: readonly Interval[], times: readonly Millis[]): Tenure {
  if (times.length === 0) return "untimed";
  let border = false;
  for (const time of times) {
    if (intervals.some((interval) => time >= interval.from && time < interval.end)) continue;
    if (intervals.some((interval) => time >= interval.from - DAY && time < interval.end + DAY)) border = true;
    else return "outside";
  }
  return border ? "border" : "inside";
}
