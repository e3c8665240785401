import { describe, expect, it } from "vitest";
import { contradictionsOf } from "../../src/incident/contradictions.ts";
import { clockOf, zonedTime, type ZonedTime } from "../../src/incident/clock.ts";
import { incident } from "../support/incidents.ts";

const at = (text: string): ZonedTime => zonedTime(text) ?? { millis: 0, offset: 0 };
const clock = clockOf(at("2026-11-20T09:30+01:00"), at("2026-11-21T09:30+01:00"));
const { subjects } = incident();

describe("times that people told", () => {
  it("are fine in their order, with any zones", () => {
    const times = {
      built: "2026-11-20T08:00:00+01:00",
      released: "2026-11-20T07:30:00Z",
      ended: "2026-11-20T12:00:00Z",
    };
    expect(
      contradictionsOf(clock, { times, notified: { authority: "2026-11-21T08:30:00Z" } }, subjects),
    ).toEqual([]);
  });

  it("are questioned where the later is told earlier, or has not come yet", () => {
    const times = {
      built: "2026-11-19T08:00:00Z",
      released: "2026-11-18T08:00:00Z",
      ended: "2027-01-01T00:00:00Z",
    };
    const found = contradictionsOf(
      clock,
      { times, notified: { authority: "2026-11-19T00:00:00Z" } },
      subjects,
    );
    expect(found).toEqual([
      "The bundle was released (2026-11-18T08:00:00Z) before the bundle was built (2026-11-19T08:00:00Z).",
      "The authority was told (2026-11-19T00:00:00Z) before the controller became aware (2026-11-20T09:30:00+01:00).",
      "The bundle could no longer be reached (2027-01-01T00:00:00Z), which is later than this report (2026-11-21T09:30:00+01:00).",
    ]);
  });

  it("are questioned where the data is younger than the moment of which somebody says to have become aware", () => {
    const early = clockOf(at("2016-11-20T09:30Z"), at("2026-11-21T09:30Z"));
    expect(contradictionsOf(early, {}, subjects)).toEqual([
      "The last time in the data (2018-07-30T21:02:11Z) is later than when the controller became aware (2016-11-20T09:30:00Z): plans, a wrong clock, or a slip in --aware-at.",
    ]);
  });
});
