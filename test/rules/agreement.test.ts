import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import type { FindingView } from "../../src/model/report.ts";
import { eventsOf } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

async function findings(name: string, ...rules: readonly string[]): Promise<readonly FindingView[]> {
  const fixture = FIXTURE_CASES.find((one) => one.name === name);
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
  const events = await eventsOf(fixture);
  return events.flatMap((event) =>
    event.type === "finding" && rules.includes(event.finding.rule) ? [event.finding] : [],
  );
}

describe("what a bundle says of itself has to agree", () => {
  it("names both fields of a record that contradict each other, and where", async () => {
    const [found] = await findings("voice-records-disagree", "fields-disagree");
    expect(found).toMatchObject({
      count: 2,
      message:
        "recordKey and utteranceId name a different device each (1 record); the hour that utteranceId holds is not that of the record (1 record)",
      places: [
        "customerHistoryRecords[1].recordKey and utteranceId",
        "customerHistoryRecords[2].utteranceId and time",
      ],
    });
  });

  it("says nothing of records whose keys, serials and hours agree", async () => {
    expect(await findings("voice-records-agree", "fields-disagree", "link-void")).toEqual([]);
  });

  it("names both sides of a conflict", async () => {
    const [found] = await findings("voice-record-key-of-other", "conflict");
    expect(found?.message).toBe(
      "the requester's account (customerId) and another person's account (recordKey) stand as owner",
    );
  });

  it("names the list of devices that leaves one out", async () => {
    const found = await findings("takeout-device-not-registered", "not-registered");
    expect(found.map(({ count, message }) => [count, message])).toEqual([
      [
        1,
        "1 value of deviceTag in 1 record is not in the list of Takeout/Location History (Timeline)/Settings.json",
      ],
    ]);
  });

  it("does not ask for a register that the bundle does not have, nor for what stands in it", async () => {
    expect(await findings("takeout-good", "not-registered")).toEqual([]);
  });

  it("holds the day in a sidecar against the picture's own tags, whatever zone the camera was in", async () => {
    const found = await findings("sidecar-other-day", "link-void");
    expect(found.map(({ entry, message }) => [entry, message])).toEqual([
      [
        "camera/0002.jpg",
        "the row says it was made on 2019-10-22, its own tags say 2017-03-04 (named in camera/0002.jpg.json)",
      ],
    ]);
  });

  it("says which file a shifted row describes", async () => {
    const [first] = await findings("shifted-rows", "link-void");
    expect(first?.message).toMatch(/the row says \d+ bytes, the file has \d+; calls\/1\.wav is like that/);
  });
});

describe("what is missing, and what is too much", () => {
  it("is said of the requester's own files where others' lie", async () => {
    const [found] = await findings("own-missing", "own-missing");
    expect(found?.message).toBe(
      "2 files that the requester's rows name are not there, and under calls/ lie 2 of nobody known",
    );
  });

  it("is not said where nothing strange lies", async () => {
    expect(await findings("missing-files", "own-missing")).toEqual([]);
  });

  it("is promised by rows that name nobody only where others of their table name files that are there", async () => {
    const found = await findings("nobodys-index", "missing-files");
    expect(found.map(({ entry, count, message }) => [entry, count, message])).toEqual([
      ["memos/index.csv", 1, "1 row of it names a file that is not in the bundle, for example 0009.wav"],
    ]);
  });

  it("is told of the number of records that rows announce; a heading more is none", async () => {
    const found = await findings("record-counts", "record-count", "out-of-proportion");
    expect(found.map(({ rule, entry, message }) => [rule, entry, message])).toEqual([
      ["out-of-proportion", "events.csv", "it holds 400 records where a row of manifest.json announces 4"],
      ["record-count", "returns.csv", "a row of manifest.json says 50 records, it holds 30"],
    ]);
  });

  it("is told of items among others, ten times as many as the requester's", async () => {
    const [found] = await findings("among-others", "out-of-proportion");
    expect(found?.message).toBe(
      "200 items of other people or only among others, 20 times as many as the 10 of the requester",
    );
  });

  it("is told of identifiers of the requester that were never seen", async () => {
    const [found] = await findings("identifier-not-seen", "identifier-not-seen");
    expect(found).toMatchObject({
      level: "unproven",
      count: 1,
      message: "identifiers of the subject file that stand nowhere in the bundle: 1 of 2 (account)",
    });
  });
});
