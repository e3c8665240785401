import { zipOfCase, type FixtureCase } from "../../fixtures/support/fixture-case.ts";
import { writeZip, type ZipEntry } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { survey, type Survey, type SurveyOptions } from "../../src/engine/survey.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import type { PersonView } from "../../src/model/people.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { TODAY, withFile } from "./run-case.ts";

/** Surveys a ZIP of these entries. `subject`: YAML, empty for none. */
export async function surveyed(
  entries: readonly ZipEntry[],
  subject = "",
  more: Partial<SurveyOptions> = {},
): Promise<Survey> {
  return withFile("export.zip", writeZip(entries), (path) =>
    survey({
      bundles: [path],
      ...(subject === "" ? {} : { subject: parseSubject(subject, "subject.yaml", {}) }),
      today: TODAY,
      ...more,
    }),
  );
}

/** Surveys a fixture; `asked`: for the subject that it names. */
export async function surveyOf(fixture: FixtureCase, asked: boolean): Promise<Survey> {
  return withFile("export.zip", zipOfCase(fixture), async (path) =>
    survey({
      bundles: [path],
      today: TODAY,
      ...(asked ? { subject: parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true }) } : {}),
      ...(fixture.policy === undefined ? {} : { policy: parsePolicy(fixture.policy, "policy.yaml", TODAY) }),
      ...(fixture.layout === undefined ? {} : { layouts: [await loadLayout(fixture.layout, "layout.json")] }),
      ...(fixture.vouched === undefined ? {} : { givenBuiltins: fixture.vouched }),
      ...(fixture.limits === undefined ? {} : { limits: { ...DEFAULT_LIMITS, ...fixture.limits } }),
    }),
  );
}

/** One person's share; throws when there is nobody of that handle. */
export function personIn({ people }: Survey, id: string): PersonView {
  const person = people.people.find((one) => one.id === id);
  if (person === undefined) throw new Error(`${id} is not in the survey`);
  return person;
}
