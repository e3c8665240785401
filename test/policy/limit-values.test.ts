import { describe, expect, it } from "vitest";
import { CannotRun } from "../../src/model/errors.ts";
import { LIMIT_NAMES, LIMIT_RANGES, limitText } from "../../src/model/limit-ranges.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { parsePolicy } from "../../src/policy/policy-file.ts";

function limits(text: string) {
  return parsePolicy(`limits:\n  ${text}\n`, "policy.yaml", "2026-04-17").limits;
}

describe("the limits of a policy", () => {
  it.each([
    ["maxEntryBytes: 128 GiB", 137_438_953_472],
    ["maxEntryBytes: 128gib", 137_438_953_472],
    ["maxEntryBytes: 1.5 TB", 1_500_000_000_000],
    ["maxEntryBytes: 2048 B", 2048],
    ["maxBundleBytes: 256 TiB", 2 ** 48],
    ["entryMemoryMiB: 1 GiB", 1024],
    ["stallMillis: 2 min", 120_000],
    ["parseMillis: 0.5 s", 500],
    ["parseMillis: 24 h", 86_400_000],
    ['maxDepth: "1024"', 1024],
    ["maxLinks: 2000000", 2_000_000],
  ])("take %s", (text, value) => {
    const name = text.split(":")[0];
    expect(Object.entries(limits(text)).filter(([key]) => key === name)).toEqual([[name, value]]);
  });

  it("leave the others as they are", () => {
    expect(limits("maxRatio: 300")).toEqual({ ...DEFAULT_LIMITS, maxRatio: 300 });
    expect(parsePolicy("limits: {}", "policy.yaml", "2026-04-17").limits).toEqual(DEFAULT_LIMITS);
  });

  it.each([
    ["maxEntryByte: 1 GiB", 'line 2: "maxEntryByte" is no key of "limits"; did you mean "maxEntryBytes"?'],
    ["maxEntryBytes: 128", 'line 2: "maxEntryBytes" must be a size with its unit, such as 128 GiB'],
    ["maxEntryBytes: 1 GiB 2", "must be a size with its unit"],
    ["maxEntryBytes: -1 GiB", "must be a size with its unit"],
    ["maxEntryBytes: 1e3 GiB", "must be a size with its unit"],
    ["maxEntryBytes: 0x10 GiB", "must be a size with its unit"],
    ["maxEntryBytes: Infinity", "must be a size with its unit"],
    ["maxEntryBytes: 1 constructor", "must be a size with its unit"],
    ["maxEntryBytes: 0.001 B", "must be a size with its unit"],
    ["maxEntryBytes: 999999999999999 TiB", "must be a size with its unit"],
    ["maxEntryBytes: [1 GiB]", '"maxEntryBytes" must be one value, not a list'],
    ["maxEntryBytes:", '"maxEntryBytes" is empty'],
    ["maxEntryBytes: 0 B", '"maxEntryBytes" must be from 1 KiB to 16 TiB, not "0 B"'],
    ["maxEntryBytes: 17 TiB", '"maxEntryBytes" must be from 1 KiB to 16 TiB, not "17 TiB"'],
    ["entryMemoryMiB: 100 KiB", '"entryMemoryMiB" must be a size with its unit, such as 512 MiB'],
    ["stallMillis: 30", '"stallMillis" must be a time with its unit, such as 30 s (ms, s, min, h)'],
    ["stallMillis: 25 h", '"stallMillis" must be from 100 ms to 24 h'],
    ["maxDepth: 600 levels", '"maxDepth" must be a whole number, not "600 levels"'],
    ["maxDepth: 16.5", '"maxDepth" must be a whole number, not "16.5"'],
    ["maxPlaces: 21", '"maxPlaces" must be from 1 to 20, not "21"'],
    [
      "maxLinks: 10",
      '"maxLinks" can be raised, but not be lower than 2000000: past it things would be overlooked',
    ],
    ["maxValueBytes: 1 KiB", '"maxValueBytes" can be raised, but not be lower than 16 KiB'],
    ["maxLinks: 1\n  maxLinks: 2", 'the key "maxLinks" stands here a second time'],
  ])("end in one sentence for %j", (text, sentence) => {
    expect(() => limits(text)).toThrow(CannotRun);
    expect(() => limits(text)).toThrow(sentence);
  });

  it("are all known, with a range around the built-in value, and are written as they are read", () => {
    expect(LIMIT_NAMES).toEqual(Object.keys(DEFAULT_LIMITS));
    for (const name of LIMIT_NAMES) {
      const { unit, least, most } = LIMIT_RANGES[name];
      expect(least, name).toBeLessThanOrEqual(DEFAULT_LIMITS[name]);
      expect(most, name).toBeGreaterThanOrEqual(DEFAULT_LIMITS[name]);
      for (const value of [least, DEFAULT_LIMITS[name], most])
        expect(limits(`${name}: ${limitText(unit, value)}`)[name]).toBe(value);
    }
  });
});
