import { describe, expect, it, vi } from "vitest";
import { ownMissing } from "../../fixtures/cases/own-missing.ts";
import { INCIDENTS } from "../../fixtures/incidents/index.ts";
import { zipOfCase, type FixtureCase } from "../../fixtures/support/fixture-case.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check } from "../../src/engine/check.ts";
import { survey, type Survey } from "../../src/engine/survey.ts";
import { disagreements, gatherCheck, type Checked } from "../../src/incident/checked.ts";
import { entriesOf, evidenceJson, incidentOf, lettersOf, peopleCsv } from "../../src/incident/index.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import type { IncidentView } from "../../src/model/incident.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { incidentReport } from "../../src/reporters/index.ts";
import { at } from "../support/incidents.ts";
import { TODAY, withFile } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

interface Written {
  readonly found: Survey;
  readonly checked: Checked;
  readonly view: IncidentView;
  /** Everything that would be in the folder. */
  readonly text: string;
}

async function written(fixture: FixtureCase): Promise<Written> {
  return withFile("export.zip", zipOfCase(fixture), async (path) => {
    const options = {
      bundles: [path],
      subject: parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true }),
      today: TODAY,
      ...(fixture.policy === undefined ? {} : { policy: parsePolicy(fixture.policy, "policy.yaml", TODAY) }),
      ...(fixture.layout === undefined ? {} : { layouts: [await loadLayout(fixture.layout, "layout.json")] }),
      ...(fixture.vouched === undefined ? {} : { givenBuiltins: fixture.vouched }),
    };
    const found = await survey(options);
    const checked = await gatherCheck(check(options));
    const view = incidentOf({
      survey: found,
      checked,
      archives: [{ name: "export.zip", bytes: 1, sha256: "ab".repeat(32), files: null }],
      awareAt: at("2026-11-20T09:30Z"),
      now: at("2026-11-21T09:30Z"),
      details: {},
      previous: null,
      options: "-o <folder>",
      optionsDigest: "ab".repeat(32),
    });
    const report = await Array.fromAsync(incidentReport(view, found.people.people));
    const text = [
      ...report,
      ...peopleCsv(view),
      ...evidenceJson(view, entriesOf(found)),
      ...lettersOf(view, {}).map((letter) => letter.text),
    ].join("");
    return { found, checked, view, text };
  });
}

describe("the case of a misdelivery that really happened", () => {
  it.each(INCIDENTS)("has exact counts, its cause, and no identifier: $fixture.name", async (incident) => {
    const { found, checked, view, text } = await written(incident.fixture);
    const { records, recordings } = incident.strangers;
    expect(disagreements(found, checked)).toEqual([]);
    expect(view.records.others).toEqual({ records, recordings });
    // Three cameras without an account may be of one person: a range that holds the truth.
    expect(view.subjects.count.atLeast).toBeLessThanOrEqual(incident.strangers.people);
    expect(view.subjects.count.atMost ?? Infinity).toBeGreaterThanOrEqual(incident.strangers.people);
    expect(view.mechanisms[0]?.id).toBe(incident.mechanism);
    expect(view.severity.score).not.toBeNull();
    for (const raw of incident.fixture.expect.never)
      expect(text.toLowerCase()).not.toContain(raw.toLowerCase());
  });
});

describe("what is missing of the requester's", () => {
  it("is told once, with where it was named and what lies in its place", async () => {
    const { view } = await written(ownMissing);
    expect(view.requester?.missing).toEqual([
      {
        message:
          "calls/index.csv: 2 files that the requester's rows name are not there, and under calls/ lie 2 of nobody known (0003.wav, 0004.wav)",
        count: 2,
        unit: "files",
      },
    ]);
  });
});
