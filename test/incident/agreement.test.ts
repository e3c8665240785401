import { describe, expect, it, vi } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { zipOfCase } from "../../fixtures/support/fixture-case.ts";
import { check } from "../../src/engine/check.ts";
import { survey } from "../../src/engine/survey.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { disagreements, gatherCheck } from "../../src/incident/checked.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { TODAY, withFile } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** Every so many of the fixtures; all of them agree, but take a minute. */
const STEP = 11;
const SOME = FIXTURE_CASES.filter(
  ({ name, limits }, index) => limits === undefined && (index % STEP === 0 || name.startsWith("alexa-2018")),
);

describe("what a case counts and what a check counts", () => {
  it.each(SOME.map((fixture) => [fixture.name, fixture] as const))("agree on %s", async (_, fixture) => {
    await withFile("export.zip", zipOfCase(fixture), async (path) => {
      const options = {
        bundles: [path],
        subject: parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true }),
        today: TODAY,
        ...(fixture.policy === undefined
          ? {}
          : { policy: parsePolicy(fixture.policy, "policy.yaml", TODAY) }),
        ...(fixture.layout === undefined
          ? {}
          : { layouts: [await loadLayout(fixture.layout, "layout.json")] }),
        ...(fixture.vouched === undefined ? {} : { givenBuiltins: fixture.vouched }),
      };
      expect(disagreements(await survey(options), await gatherCheck(check(options)))).toEqual([]);
    });
  });
});
