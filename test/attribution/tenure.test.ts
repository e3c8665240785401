import { describe, expect, it } from "vitest";
import { intervalsOf, tenureOf } from "../../src/attribution/tenure.ts";
import type { SubjectIdentifier } from "../../src/model/subject.ts";

function device(from?: string, until?: string): SubjectIdentifier {
  const days = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
  return { kind: "device", written: "D", key: "D", ...days };
}

const SUMMER = [device("2018-03-01", "2018-09-30")];
const TWICE = [device("2016-01-01", "2016-12-31"), device("2018-01-01", "2018-12-31")];
const SINCE = [device("2018-03-01")];
const UNTIL = [device(undefined, "2018-09-30")];

const TABLE: readonly (readonly [string, readonly SubjectIdentifier[], readonly string[], string])[] = [
  ["the first millisecond", SUMMER, ["2018-03-01T00:00:00Z"], "inside"],
  ["the last millisecond", SUMMER, ["2018-09-30T23:59:59.999Z"], "inside"],
  ["just before", SUMMER, ["2018-02-28T23:59:59Z"], "border"],
  ["just after", SUMMER, ["2018-10-01T00:00:00Z"], "border"],
  ["a day before", SUMMER, ["2018-02-27T23:59:59Z"], "outside"],
  ["a day after", SUMMER, ["2018-10-02T00:00:00Z"], "outside"],
  ["no time", SUMMER, [], "untimed"],
  ["one inside, one outside", SUMMER, ["2018-05-01T00:00:00Z", "2019-05-01T00:00:00Z"], "outside"],
  ["one inside, one at the border", SUMMER, ["2018-05-01T00:00:00Z", "2018-10-01T12:00:00Z"], "border"],
  ["in each of two intervals", TWICE, ["2016-05-01T00:00:00Z", "2018-05-01T00:00:00Z"], "inside"],
  ["between two intervals", TWICE, ["2017-05-01T00:00:00Z"], "outside"],
  ["long after an open beginning", SINCE, ["2099-01-01T00:00:00Z"], "inside"],
  ["before an open beginning", SINCE, ["2017-01-01T00:00:00Z"], "outside"],
  ["long before an open end", UNTIL, ["1991-01-01T00:00:00Z"], "inside"],
];

describe("tenure", () => {
  it.each(TABLE)("of %s", (_name, told, times, expected) => {
    expect(tenureOf(intervalsOf(told) ?? [], times.map(Date.parse))).toBe(expected);
  });

  it("does not matter for what is told once without days", () => {
    expect(intervalsOf([...SUMMER, device()])).toBeUndefined();
  });
});
