import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../fixtures/index.ts";
import type { FixtureCase } from "../fixtures/support/fixture-case.ts";
import type { ReportEvent } from "../src/model/report.ts";
import { load, REPORTERS } from "../src/reporters/index.ts";
import { eventsOf } from "./support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../fixtures/support/threads-in-process.ts"));

const schema: unknown = JSON.parse(readFileSync("src/reporters/report.schema.json", "utf8"));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema as object);

function one<T extends ReportEvent["type"]>(
  events: readonly ReportEvent[],
  type: T,
): Extract<ReportEvent, { type: T }> {
  const found = events.find((event): event is Extract<ReportEvent, { type: T }> => event.type === type);
  if (found === undefined) throw new Error(`no ${type} event`);
  return found;
}

async function rendered(events: readonly ReportEvent[], format: string, verbose: boolean): Promise<string> {
  const reporter = await load(format);
  async function* stream(): AsyncGenerator<ReportEvent> {
    yield* events;
  }
  const parts = await Array.fromAsync(reporter.render(stream(), { color: 0, columns: 80, verbose }));
  return parts.join("");
}

function checkExpectation(fixture: FixtureCase, events: readonly ReportEvent[]): void {
  const { expect: wanted } = fixture;
  const { verdict } = one(events, "verdict");
  const { totals } = one(events, "totals");
  const entries = events.flatMap((event) => (event.type === "entry" ? [event.entry] : []));
  const rules = events.flatMap((event) => (event.type === "finding" ? [event.finding.rule] : []));
  for (const [path, expected] of Object.entries(wanted.entries ?? {})) {
    // Paths that hold identifiers are masked; their entries are found by what is left of them.
    const entry = entries.find(
      (candidate) =>
        candidate.path === path || (candidate.pathMasked && path.endsWith(candidate.path.slice(-4))),
    );
    expect.soft(entry, path).toMatchObject(expected);
  }
  if (wanted.totals?.records !== undefined) expect.soft(totals.records).toMatchObject(wanted.totals.records);
  if (wanted.totals?.recordings !== undefined)
    expect.soft(totals.recordings).toMatchObject(wanted.totals.recordings);
  if (wanted.owners !== undefined)
    expect.soft(events.filter((event) => event.type === "owner")).toHaveLength(wanted.owners);
  for (const code of wanted.codes ?? []) expect.soft(verdict.codes).toContain(code);
  for (const rule of wanted.rules ?? []) expect.soft(rules).toContain(rule);
  expect(verdict.exitCode, verdict.reasons.join("; ")).toBe(wanted.exitCode);
  for (const tally of [totals.records, totals.recordings]) {
    expect(tally.own + tally.stray + tally.conflict + tally.context + tally.unattributed).toBe(tally.total);
  }
}

describe("every fixture ends as its page says", () => {
  for (const fixture of FIXTURE_CASES) {
    it(`${fixture.name}: ${fixture.why}`, async () => {
      const events = await eventsOf(fixture);
      checkExpectation(fixture, events);
      for (const { name } of REPORTERS) {
        for (const verbose of [false, true]) {
          const text = await rendered(events, name, verbose);
          for (const raw of fixture.expect.never) {
            expect(text.toLowerCase().includes(raw.toLowerCase()), `${name} repeats an identifier`).toBe(
              false,
            );
          }
          if (name === "json") expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
        }
      }
    });
  }
});
