import { describe, expect, test, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { eventsOf } from "../support/run-case.ts";
import { surveyOf } from "../support/surveyed.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

describe.each(FIXTURE_CASES.map((fixture) => [fixture.name, fixture] as const))("%s", (_, fixture) => {
  test("with a subject the strangers of a check come first, under their numbers, with the same counts", async () => {
    const found = await surveyOf(fixture, true);
    const events = await eventsOf(fixture);
    const owners = events.flatMap((event) => (event.type === "owner" ? [event.owner] : []));
    const totals = events.find((event) => event.type === "totals")?.totals;
    const counts = ({
      id,
      records,
      recordings,
    }: {
      id: string;
      records: number;
      recordings: number;
    }): unknown => [id, records, recordings];
    const strangers = found.people.people.filter(({ id }) => id !== "requester");
    // A survey asks no registry.
    if (fixture.limits === undefined && fixture.registry === undefined) {
      expect(strangers.slice(0, owners.length).map(counts)).toEqual(owners.map(counts));
      expect(found.people.totals).toEqual(totals);
    }
    expect(found.people.count.atLeast).toBeLessThanOrEqual(found.people.count.atMost ?? Infinity);
  });

  test("without one every record is somebody's or nobody's, and no identifier is told", async () => {
    const found = await surveyOf(fixture, false);
    const { people, totals, unnamed, count } = found.people;
    expect(people.some(({ id }) => id === "requester")).toBe(false);
    expect(count.atLeast).toBeLessThanOrEqual(count.atMost ?? Infinity);
    const shares = [...people, unnamed].reduce((sum, one) => sum + one.records + one.recordings, 0);
    expect(shares).toBe(totals.records.total + totals.recordings.total);
    const told = JSON.stringify([found.people, found.entries, found.policy]);
    for (const never of fixture.expect.never ?? []) expect(told).not.toContain(never);
    for (const identifiers of found.raw.values())
      for (const { key } of identifiers) if (key.length >= 8) expect(told.includes(key) ? key : "").toBe("");
  });
});
