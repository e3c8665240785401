import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoTime, parseTime } from "../../src/model/time.ts";

const READ: readonly (readonly [string, string])[] = [
  ["2018-05-01", "2018-05-01T00:00:00Z"],
  ["2018/05/01 06:20", "2018-05-01T06:20:00Z"],
  ["2018-05-01T06:20:31Z", "2018-05-01T06:20:31Z"],
  ["2018-05-01T06:20:31.123Z", "2018-05-01T06:20:31.123Z"],
  ["2018-05-01T06:20:31,123456789Z", "2018-05-01T06:20:31.123Z"],
  ["2018-05-01 06:20:31 UTC", "2018-05-01T06:20:31Z"],
  ["2018-05-01T06:20:31+02:00", "2018-05-01T04:20:31Z"],
  ["2018-05-01T06:20:31-0330", "2018-05-01T09:50:31Z"],
  [" 2018-05-01T06:20:31Z ", "2018-05-01T06:20:31Z"],
  ["1525155631", "2018-05-01T06:20:31Z"],
  ["1525155631000", "2018-05-01T06:20:31Z"],
];

describe("times", () => {
  it.each(READ)("%j is %s", (text, expected) => {
    const millis = parseTime(text);
    expect(millis === undefined ? undefined : isoTime(millis)).toBe(expected);
  });

  it.each([
    "",
    "03/04/2018",
    "May 1, 2018",
    "2018-13-01",
    "2018-05-32",
    "2018-05-01T25:00:00Z",
    "1",
    "12345",
    "1525155631000000",
    "0001-01-01",
    "9999-12-31",
    "20180501",
    "2018-05-01T06:20:31ZZ",
  ])("%j is no usable time", (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it("come back from what isoTime writes", () => {
    const range = { min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) - 1 };
    fc.assert(
      fc.property(fc.integer(range), (millis) => {
        expect(parseTime(isoTime(millis))).toBe(millis);
      }),
    );
  });
});
