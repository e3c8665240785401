import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import type { MechanismView } from "../../src/model/report.ts";
import { eventsOf } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

async function mechanisms(name: string): Promise<readonly MechanismView[]> {
  const fixture = FIXTURE_CASES.find((one) => one.name === name);
  if (fixture === undefined) throw new Error(`there is no fixture ${name}`);
  const events = await eventsOf(fixture);
  return events.flatMap((event) => (event.type === "mechanism" ? [event.mechanism] : []));
}

describe("how other people's data probably got in", () => {
  it.each([
    ["alexa-2018-small", "M1"],
    ["takeout-2019-named", "M2"],
    ["one-stray-row", "M2"],
    ["resold-device", "M4"],
    ["other-profile", undefined],
    ["thread-by-folder", "M6"],
    ["wrong-subject", "M10"],
    ["xlsx-hidden-sheet", "M13"],
    ["pdf-earlier-revision", "M13"],
    ["calendar-own", undefined],
    ["chat", undefined],
  ])("in %s is %s", async (name, id) => {
    expect((await mechanisms(name))[0]?.id).toBe(id);
  });

  it("says with what it is known, and what to look at next", async () => {
    const [first, ...others] = await mechanisms("alexa-2018-small");
    expect(first?.evidence.join("; ")).toBe(
      "all 24 items under Alexa/ are of one other person, and nothing there is the requester's; " +
        "only a device can have made them, and the requester has none; " +
        "12 of these items and the rows that name them agree with each other",
    );
    expect(first?.next).toContain("It may miss this part".slice(3));
    expect(others).toEqual([]);
  });

  it("does not tell another person's export from a wrong requester", async () => {
    const ids = (await mechanisms("wrong-subject")).map(({ id }) => id);
    expect(ids).toEqual(["M10", "M15"]);
  });
});
