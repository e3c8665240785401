import { describe, expect, it } from "vitest";
import { ANNA, ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import type { FixtureCase } from "../../fixtures/support/fixture-case.ts";
import { csvEntry, jsonEntry, textEntry, type FixtureEntry } from "../../fixtures/support/text.ts";
import { shortWav } from "../../fixtures/support/wav.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { eventsOf } from "../support/run-case.ts";

const limits = { ...DEFAULT_LIMITS, maxEvidence: 2 };

function bundle(entries: readonly FixtureEntry[]): FixtureCase {
  return {
    name: "bounds",
    why: "made by the test",
    subject: ANNA_BY_ACCOUNT,
    entries: () => entries,
    expect: { exitCode: 0, never: [] },
  };
}

async function checked(entries: readonly FixtureEntry[]): Promise<{ exitCode: number; records: object }> {
  const events: readonly ReportEvent[] = await eventsOf(bundle(entries), { limits });
  const verdict = events.find((event) => event.type === "verdict");
  const totals = events.find((event) => event.type === "totals");
  return { exitCode: verdict?.verdict.exitCode ?? -1, records: totals?.totals.records ?? {} };
}

const own = (index: number): FixtureEntry =>
  jsonEntry(`own-${index}.json`, [{ customerId: ANNA.account, index }]);

describe("past the bound of evidence", () => {
  it("a good export can still end in 0", async () => {
    const result = await checked(Array.from({ length: 9 }, (_, index) => own(index)));
    expect(result).toMatchObject({ exitCode: 0, records: { total: 9, own: 9 } });
  });

  it("a stranger is still seen and counted", async () => {
    const strays = Array.from({ length: 5 }, (_, index) =>
      jsonEntry(`z-${index}.json`, [{ customerId: BEN.account }]),
    );
    const result = await checked([own(1), own(2), own(3), ...strays]);
    expect(result).toMatchObject({ exitCode: 1, records: { total: 8, own: 3, stray: 5 } });
  });

  it("what names nobody is still unproven", async () => {
    const result = await checked([own(1), own(2), own(3), textEntry("z.txt", "hello\n")]);
    expect(result).toMatchObject({ exitCode: 3, records: { own: 3, unattributed: 1 } });
  });
});

describe("very many rows that name one file", () => {
  it("speak with one voice for each owner", async () => {
    const rows = Array.from({ length: 20_000 }, () => [ANNA.account, "a.wav"]);
    const entries = [
      csvEntry("calls.csv", ["customer_id", "file"], rows),
      { path: "a.wav", bytes: shortWav(1) },
    ];
    const events = await eventsOf(bundle(entries));
    const totals = events.find((event) => event.type === "totals");
    expect(totals?.totals.recordings).toMatchObject({ total: 1, own: 1 });
  });
});

describe("an entry that expands beyond all measure", () => {
  it("is not unpacked, and the rest is read", async () => {
    const bomb = { path: "zeros.bin", bytes: Buffer.alloc(4 * 2 ** 20) };
    const narrow = { ...DEFAULT_LIMITS, ratioFloorBytes: 2 ** 20 };
    const events = await eventsOf(bundle([own(1), bomb]), { limits: narrow });
    const entries = events.flatMap((event) => (event.type === "entry" ? [event.entry] : []));
    expect(entries).toMatchObject([
      { fate: "inspected", attribution: "own" },
      { fate: "not-inspected", reason: "over-limit" },
    ]);
  });
});
