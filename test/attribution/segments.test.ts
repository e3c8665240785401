import { describe, expect, it } from "vitest";
import { Segments, UNTIMED } from "../../src/attribution/segments.ts";
import { parseTime } from "../../src/model/time.ts";
import { subjectOf } from "../support/entry.ts";

const SUBJECT = subjectOf(`
ref: T
devices:
  - { id: G090LF1181840BFC, from: 2018-03-01, until: 2018-09-30 }
`);

const segments = (): Segments => new Segments(SUBJECT.identifiers);
const times = (...texts: readonly string[]): number[] => texts.map((text) => parseTime(text) ?? Number.NaN);

describe("times of records, as far as the days of an identifier decide", () => {
  it("are one within the days, and another outside", () => {
    const known = segments();
    const inside = known.of(times("2018-05-01"));
    expect(known.of(times("2018-06-01"))).toBe(inside);
    expect(known.of(times("2018-03-01T00:00:00Z"))).toBe(inside);
    expect(known.of(times("2018-09-30T23:59:59Z"))).toBe(inside);
    expect(known.of(times("2018-10-02")).key).not.toBe(inside.key);
  });

  it("tell the day beside an end apart", () => {
    const known = segments();
    const keys = ["2018-02-27", "2018-02-28", "2018-03-01", "2018-10-01", "2018-10-02"].map(
      (text) => known.of(times(text)).key,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("of several times keep one of each", () => {
    const { each } = segments().of(times("2018-05-01", "2018-06-01", "2019-01-01"));
    expect(each).toEqual([times("2018-06-01", "2019-01-01")]);
  });

  it("do not matter to a subject whose identifiers have always been theirs", () => {
    expect(new Segments().of(times("2018-05-01"))).toBe(UNTIMED);
  });

  it("of what encloses records are those of all of them, and none where one of them tells none", () => {
    const known = segments();
    const [inside, outside] = [known.of(times("2018-05-01")), known.of(times("2019-05-01"))];
    expect(known.around([inside, inside])).toEqual(inside);
    expect(known.around([inside, outside]).each).toEqual([times("2018-05-01"), times("2019-05-01")]);
    expect(known.around([inside, UNTIMED])).toBe(UNTIMED);
    expect(known.around([])).toBe(UNTIMED);
  });

  it("are kept past any number where they could decide otherwise", () => {
    const known = segments();
    const kept: number[] = [];
    for (let minute = 0; minute < 1_000; minute++) known.keep(kept, (times("2018-05-01")[0] ?? 0) + minute);
    known.keep(kept, times("2019-05-01")[0] ?? 0);
    expect(kept.length).toBeLessThan(100);
    expect(kept.at(-1)).toBe(times("2019-05-01")[0]);
  });
});
