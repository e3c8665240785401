import { subjectYaml } from "../../fixtures/support/people.ts";
import { csvEntry, textEntry, type FixtureEntry } from "../../fixtures/support/text.ts";
import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import type { MechanismView } from "../../src/model/report.ts";
import { eventsOf } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** Rows of a table, one for each owner. */
function table(path: string, owners: readonly string[]): FixtureEntry {
  return csvEntry(
    path,
    ["order_no", "customer_id"],
    owners.map((owner, index) => [`O-${index}`, owner]),
  );
}

async function ofBundle(...entries: readonly FixtureEntry[]): Promise<readonly MechanismView[]> {
  const events = await eventsOf({
    name: "a bundle",
    why: "",
    subject: subjectYaml({ accounts: ["K-700123"] }),
    entries: () => entries,
    expect: { exitCode: 1, never: [] },
  });
  return events.flatMap((event) => (event.type === "mechanism" ? [event.mechanism] : []));
}

const many = (count: number, owner: string): readonly string[] => Array.from({ length: count }, () => owner);

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
    ["shifted-rows", "M9"],
    ["among-others", "M6"],
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

  const own = table("orders.csv", many(40, "K-700123"));

  it.each([
    ["a table that is another's as a whole", [own, table("tickets.csv", many(9, "K-815004"))], "M1"],
    [
      "a single row among four",
      [table("orders.csv", ["K-700123", "K-815004", "K-700123", "K-700123"])],
      "M2",
    ],
    [
      "the people who are numbered before and after",
      [table("orders.csv", [...many(9, "K-700123"), "K-700122", "K-700124", "K-700125"])],
      "M9",
    ],
    [
      "a table in which the requester is one of many",
      [table("orders.csv", ["K-700123", "K-815004", "K-262626", "K-373737", "K-484848", "K-595959"])],
      "M6",
    ],
    [
      "everything but a cover sheet",
      [table("request.csv", ["K-700123"]), table("orders.csv", many(40, "K-815004"))],
      "M10",
    ],
    ["several strangers, and nothing of the requester", [table("a.csv", ["K-815004", "K-262626"])], "M10"],
    ["a letter to somebody else", [own, textEntry("letter.txt", "Customer ID: K-815004\n")], "M14"],
    [
      "a table that is only called hidden",
      [own, table("hidden comments/deleted.csv", many(9, "K-815004"))],
      "M1",
    ],
    ["a number that nobody is given", [own, table("tests.csv", many(3, "K-999999"))], "M17"],
    ["only the requester's", [own], undefined],
    ["a single row of the requester", [table("orders.csv", ["K-700123"])], undefined],
  ])("in a bundle with %s", async (_, entries, id) => {
    expect((await ofBundle(...entries))[0]?.id).toBe(id);
  });
});
