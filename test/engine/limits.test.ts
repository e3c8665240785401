import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { LIMIT_NAMES, LIMIT_RANGES } from "../../src/model/limit-ranges.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/model/limits.ts";
import { DEFAULT_POLICY } from "../../src/model/policy.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { checked } from "../support/checked.ts";
import { eventsOf, TODAY } from "../support/run-case.ts";

// Without threads of its own; what limits do to them is held by workers.test.ts.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** All of them would take half a minute. */
const EVERY = 9;
const CASES = FIXTURE_CASES.filter(
  ({ limits, policy }, index) => limits === undefined && policy === undefined && index % EVERY === 0,
);

/** All limits at an end of what a policy may set; only time and memory as they are, which are about this machine. */
function limitsAt(end: "least" | "most", changes: Partial<Limits> = {}): Limits {
  const ends = Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMIT_RANGES[name][end]]));
  const { stallMillis, parseMillis, entryMemoryMiB } = DEFAULT_LIMITS;
  return { ...DEFAULT_LIMITS, ...ends, stallMillis, parseMillis, entryMemoryMiB, ...changes };
}

async function outcomeOf(fixture: (typeof CASES)[number], limits: Limits): Promise<string> {
  const events = await eventsOf(fixture, { policy: { ...DEFAULT_POLICY, limits } });
  return events.find((event) => event.type === "verdict")?.verdict.outcome ?? "";
}

describe("the limits that a policy sets", () => {
  it("change no verdict when all are raised as far as they can be", { timeout: 60_000 }, async () => {
    for (const fixture of CASES)
      expect(await outcomeOf(fixture, limitsAt("most")), fixture.name).toBe(
        await outcomeOf(fixture, DEFAULT_LIMITS),
      );
  });

  it("make nothing clean that is not, however low they are", { timeout: 60_000 }, async () => {
    const room = { maxEntries: DEFAULT_LIMITS.maxEntries, maxBundleBytes: DEFAULT_LIMITS.maxBundleBytes };
    for (const fixture of CASES) {
      const usual = await outcomeOf(fixture, DEFAULT_LIMITS);
      for (const limits of [limitsAt("least"), limitsAt("least", room)])
        expect(["unproven", usual], fixture.name).toContain(await outcomeOf(fixture, limits));
    }
  });

  it("hold in the check, give way to those that a program gives, and are a reason in the ledger", async () => {
    const policy = parsePolicy("limits: { maxEntryBytes: 1 KiB }", "policy.yaml", TODAY);
    const entries = [
      { path: "own.csv", bytes: Buffer.from(`customer_id\n${"A1QX7M3K9T2B5D\n".repeat(100)}`) },
    ];
    const subject = "ref: R-1\naccounts: [A1QX7M3K9T2B5D]\n";
    const low = await checked(subject, entries, { policy, limits: policy.limits });
    expect(low.entries["own.csv"]).toMatchObject({ fate: "not-inspected", reason: "over-limit" });
    expect(low.exitCode).toBe(3);
    expect((await checked(subject, entries, { policy })).exitCode).toBe(0);
  });
});
