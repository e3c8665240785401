import { appendFileSync, existsSync, readdirSync } from "node:fs";
import { afterAll, describe, expect, it, vi } from "vitest";
import { oneStrayRow } from "../../fixtures/cases/one-stray-row.ts";
import { addIncidentCommand } from "../../src/cli/commands/incident.ts";
import type * as surveys from "../../src/engine/survey.ts";
import { ran } from "../support/command-line.ts";
import { workplace } from "../support/command.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const happening = vi.hoisted(() => ({ afterSurvey: () => {} }));
vi.mock("../../src/engine/survey.ts", async (original) => {
  const real = await original<typeof surveys>();
  return {
    ...real,
    survey: async (options: surveys.SurveyOptions) => {
      const found = await real.survey(options);
      happening.afterSurvey();
      return found;
    },
  };
});

const place = workplace();
afterAll(() => place.remove());
const [zip, , subject] = place.fixture(oneStrayRow);

const run = (signal: AbortSignal, ...more: readonly string[]): Promise<unknown> =>
  ran(
    (program, done) => addIncidentCommand(program, signal, done),
    "incident",
    zip,
    "-s",
    subject,
    "--aware-at",
    "2026-11-20T09:30Z",
    "--now",
    "2026-11-21T09:30Z",
    "-o",
    place.path("case"),
    ...more,
  );

describe("there is no case, and nothing of one is left,", () => {
  const before = readdirSync(place.folder).toSorted();

  it("when the user stops it half-way", async () => {
    const stop = new AbortController();
    happening.afterSurvey = () => stop.abort();
    await expect(run(stop.signal, "--reveal-to", place.path("clear.csv"))).rejects.toThrow("interrupted");
    expect(readdirSync(place.folder).toSorted()).toEqual(before);
  });

  it("when somebody else writes a folder of that name meanwhile", async () => {
    happening.afterSurvey = () => place.write("case", "not ours");
    await expect(run(new AbortController().signal)).rejects.toThrow("exists by now");
    expect(readdirSync(place.folder).toSorted()).toEqual([...before, "case"].toSorted());
  });

  it("when the bundle is written to while it is read", async () => {
    happening.afterSurvey = () => appendFileSync(zip, "\n");
    const other = run(new AbortController().signal, "-o", place.path("other"));
    await expect(other).rejects.toThrow("was changed while it was read");
    expect(existsSync(place.path("other"))).toBe(false);
  });
});
