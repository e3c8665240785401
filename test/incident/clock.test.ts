import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockOf, timeLeft, zonedText, zonedTime } from "../../src/incident/clock.ts";
import { at } from "../support/incidents.ts";

describe("a time with its zone", () => {
  it("is read to the minute or second, and written the same for every zone", () => {
    expect(zonedText(at("2026-11-20T09:30+01:00"))).toBe("2026-11-20T09:30:00+01:00");
    expect(zonedText(at("2026-11-20 09:30:15 Z"))).toBe("2026-11-20T09:30:15Z");
    expect(zonedText(at("2026-11-20T09:30-0330"))).toBe("2026-11-20T09:30:00-03:30");
  });

  it("is nothing without a zone, of no such day, or of no such zone", () => {
    for (const text of [
      "2026-11-20T09:30",
      "2026-11-20",
      "2026-02-30T09:30Z",
      "2026-11-20T24:30Z",
      "2026-11-20T09:60Z",
      "2026-11-20T09:30+15:00",
      "2026-11-20T09:30+01:75",
      "1899-11-20T09:30Z",
      "yesterday",
      "",
      "9".repeat(100_000),
    ])
      expect(zonedTime(text)).toBeUndefined();
  });

  it("comes back as what it was", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 946_771_200, max: 4_000_000_000 }),
        fc.integer({ min: -12 * 60, max: 14 * 60 }),
        (seconds, offset) => {
          const time = { millis: seconds * 1000, offset };
          expect(zonedTime(zonedText(time))).toEqual(time);
        },
      ),
    );
  });
});

describe("the 72 hours", () => {
  it("end three days later to the minute, also over a change of the clocks", () => {
    const clock = clockOf(at("2026-10-23T18:00+02:00"), at("2026-10-24T18:00+02:00"));
    expect(clock).toMatchObject({ deadline: "2026-10-26T18:00:00+02:00", minutesLeft: 48 * 60, late: false });
    expect(timeLeft(clock)).toBe("48 h 0 min left");
  });

  it("compare times of different zones", () => {
    const clock = clockOf(at("2026-11-20T09:30+01:00"), at("2026-11-20T08:45Z"));
    expect(clock.minutesLeft).toBe(72 * 60 - 15);
  });

  it("are over one second after them, and not at the last one", () => {
    const awareAt = at("2026-11-20T09:30Z");
    expect(clockOf(awareAt, at("2026-11-23T09:30:00Z")).late).toBe(false);
    const late = clockOf(awareAt, at("2026-11-23T11:35:01Z"));
    expect(late.late).toBe(true);
    expect(timeLeft(late)).toBe("2 h 6 min late");
  });
});
