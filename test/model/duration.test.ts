import { describe, expect, it } from "vitest";
import { secondsOf } from "../../src/model/duration.ts";

describe("the length of a recording that a row tells", () => {
  it.each([
    ["0:07", "duration", 7],
    ["01:02:03,5", "Dauer", 3723.5],
    ["PT1M7.5S", "duration", 67.5],
    ["7.25", "duration_seconds", 7.25],
    ["7", "Dauer (s)", 7],
    ["7250", "durationMs", 7.25],
    ["7250", "duration_ms", 7.25],
    ["7250", "duration in milliseconds", 7.25],
  ])("is read from %s in %s", (text, field, seconds) => {
    expect(secondsOf(text, field)).toBe(seconds);
  });

  it.each([
    ["7", "duration"],
    ["PT", "duration"],
    ["long", "duration_seconds"],
    ["-7", "duration_seconds"],
    ["", "duration_seconds"],
  ])("is not known from %s in %s", (text, field) => {
    expect(secondsOf(text, field)).toBeUndefined();
  });
});
