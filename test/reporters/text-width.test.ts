import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clip, fit, hanging, safe, visibleWidth, wrap } from "../../src/reporters/text-width.ts";

describe("the width of text", () => {
  test("counts columns, not characters", () => {
    expect(visibleWidth("abc")).toBe(3);
    expect(visibleWidth("音声")).toBe(4);
    expect(visibleWidth("e\u0301")).toBe(1);
    expect(visibleWidth("🫨")).toBe(2);
    expect(visibleWidth("\u001b[31mred\u001b[39m")).toBe(3);
  });

  test("cuts the middle of a path and keeps both ends", () => {
    expect(fit("Alexa/audio/2018-05-01/recording-000001.wav", 20)).toBe("Alexa/aud…000001.wav");
    expect(fit("short.wav", 20)).toBe("short.wav");
    expect(fit("音".repeat(20), 9)).toBe("音音…音音");
  });

  test("escapes before it measures, and flattens towers of marks", () => {
    expect(safe("a\u001b[2Jb")).toBe("a\\u{1b}[2Jb");
    expect(safe(`a${"\u0301".repeat(100)}`)).toBe(`a${"\u0301".repeat(4)}`);
    expect(safe("x".repeat(100_000)).length).toBeLessThan(5000);
  });

  test("never gives more columns than asked for", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 40 }), (text, width) => {
        expect(visibleWidth(fit(text, width))).toBeLessThanOrEqual(width);
        expect(visibleWidth(clip(safe(text), width))).toBeLessThanOrEqual(width);
        for (const line of wrap(safe(text), width)) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("loses no word when it wraps", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const bare = (words: string): string => words.replaceAll(" ", "");
        expect(bare(wrap(safe(text), width).join(""))).toBe(bare(safe(text)));
      }),
    );
  });

  test("puts the following lines under the first word", () => {
    expect(hanging("NEXT  ", "one two three", 14)).toEqual(["NEXT  one two", "      three"]);
  });

  test("keeps colour codes when it clips", () => {
    expect(clip("\u001b[31mabcdef\u001b[39m", 4)).toBe("\u001b[31mabc…\u001b[39m");
  });
});
