import { describe, expect, it, vi } from "vitest";
import { INCIDENTS } from "../fixtures/incidents/index.ts";
import { eventsOf } from "./support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../fixtures/support/threads-in-process.ts"));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("misdeliveries that really happened", () => {
  it.each(INCIDENTS)("$fixture.name is held: $fixture.why", async ({ fixture, mechanism, strangers }) => {
    const events = await eventsOf(fixture);
    const verdict = events.find((event) => event.type === "verdict")?.verdict;
    const totals = events.find((event) => event.type === "totals")?.totals;
    const owners = events.flatMap((event) => (event.type === "owner" ? [event.owner] : []));
    const mechanisms = events.flatMap((event) => (event.type === "mechanism" ? [event.mechanism.id] : []));
    expect(verdict?.exitCode, verdict?.reasons.join("; ")).toBe(1);
    expect(verdict?.codes).toEqual(expect.arrayContaining([...(fixture.expect.codes ?? [])]));
    if (fixture.expect.totals?.records !== undefined)
      expect(totals?.records).toMatchObject(fixture.expect.totals.records);
    expect({
      people: owners.length,
      records: sum(owners.map(({ records }) => records)),
      recordings: sum(owners.map(({ recordings }) => recordings)),
    }).toEqual(strangers);
    expect(mechanisms[0]).toBe(mechanism);
    const text = JSON.stringify(events).toLowerCase();
    for (const raw of fixture.expect.never) expect(text).not.toContain(raw.toLowerCase());
  });
});
