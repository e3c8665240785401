import { describe, expect, it } from "vitest";
import { Agreement } from "../../src/attribution/agreement.ts";
import { RecordState, type Said } from "../../src/attribution/units.ts";
import { SignatureTable } from "../../src/attribution/signatures.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { doubtOf, HOUR_MILLIS, parseHour, parseTime } from "../../src/model/time.ts";

const empty = new SignatureTable(DEFAULT_LIMITS).empty;

function doubts(fill: (state: RecordState) => void): string | undefined {
  const state = new RecordState(empty);
  fill(state);
  return new Agreement(DEFAULT_LIMITS).check(state, () => ({ unit: "entry" }));
}

function said(field: string, text: string, leads = true): Said {
  return { same: "device", leads, field, kind: "device", text };
}

describe("two fields of one record", () => {
  it("contradict each other when they have no value in common", () => {
    expect(doubts((state) => state.said.push(said("key", "A"), said("utterance", "B")))).toBe(
      "key and utterance of the row name a different device each",
    );
  });

  it("agree when one of several values is the other's", () => {
    expect(
      doubts((state) => state.said.push(said("key", "A"), said("devices", "B"), said("devices", "A"))),
    ).toBe(undefined);
  });

  it("are not compared when neither is part of a key: a product has many serials", () => {
    expect(doubts((state) => state.said.push(said("hub", "A", false), said("sensor", "B", false)))).toBe(
      undefined,
    );
  });
});

describe("the hour that an identifier holds", () => {
  const from = parseHour("2018/07/07/20") ?? 0;

  it.each([
    ["2018-07-07T20:59:59Z", true],
    ["2018-07-07T21:04:00Z", true],
    ["2018-07-07T21:20:00Z", false],
    ["2018-07-06T20:30:00Z", false],
    // No zone is told: it may be any.
    ["2018-07-08 09:30:00", true],
    ["2018-07-09 20:30:00", false],
    // Only a day.
    ["2018-07-08", true],
    ["2018-07-10", false],
  ])("and %s: %s", (text, agrees) => {
    const found = doubts((state) => {
      state.hours.push({ field: "utteranceId", from });
      state.times.push(parseTime(text) ?? 0);
      state.doubt = doubtOf(text);
    });
    expect(found === undefined).toBe(agrees);
  });

  it("is compared with nothing where the record tells no time", () => {
    expect(doubts((state) => state.hours.push({ field: "utteranceId", from }))).toBe(undefined);
    expect(HOUR_MILLIS).toBe(3_600_000);
  });
});
