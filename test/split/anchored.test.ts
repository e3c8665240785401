import { describe, expect, it, vi } from "vitest";
import { anchorStray } from "../../fixtures/cases/anchor-stray.ts";
import { account, activity } from "../../fixtures/support/anchored.ts";
import type { FixtureCase } from "../../fixtures/support/fixture-case.ts";
import { ANNA, BEN } from "../../fixtures/support/people.ts";
import { jsonEntry, type FixtureEntry } from "../../fixtures/support/text.ts";
import { problemWith } from "../../src/json-schema/index.ts";
import { splitSchema } from "../../src/split/index.ts";
import { splitCase, written } from "../support/split.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const stray = jsonEntry("orders.json", [{ customerId: BEN.account, order: 17 }]);
const note = jsonEntry("other/notes.json", [{ note: "of nobody" }]);
const ACTIVITY = ["activity/searches.json", "activity/visits.csv"];

function withEntries(entries: () => readonly FixtureEntry[]): FixtureCase {
  return { ...anchorStray, entries };
}

describe("what an anchor spoke for before a stray came", () => {
  it("is held, for it may be the stranger's", async () => {
    const { own, held } = written(await splitCase(anchorStray));
    expect([...own.keys()]).toEqual(["account.json"]);
    expect([...held.keys()].sort()).toEqual([...ACTIVITY, "orders.json"]);
  });

  it("is kept where that is asked for and the corrected bundle is clean with it", async () => {
    const split = await splitCase(
      withEntries(() => [account(), ...activity(), stray, note]),
      { keepAnchored: true },
    );
    const { own, held, manifest } = written(split);
    expect(split.exitCode).toBe(0);
    expect([...own.keys()].sort()).toEqual(["account.json", ...ACTIVITY]);
    expect([...held.keys()].sort()).toEqual(["orders.json", "other/notes.json"]);
    expect(manifest.entries.map(({ path, why }) => [path, why])).toEqual([
      ["account.json", "own"],
      ["activity/searches.json", "anchored"],
      ["activity/visits.csv", "anchored"],
      ["orders.json", "stray"],
      ["other/notes.json", "unattributed"],
    ]);
    expect(manifest.totals.records).toEqual({ bundle: 7, own: 5, held: 2 });
    expect(await problemWith(manifest, await splitSchema())).toBeUndefined();
  });

  it("is held all the same where the anchor does not hold either", async () => {
    const two = withEntries(() => [account(), account(ANNA.account, "2019/"), ...activity(), stray]);
    const { own } = written(await splitCase(two, { keepAnchored: true }));
    expect([...own.keys()].sort()).toEqual(["2019/account.json", "account.json"]);
  });
});
