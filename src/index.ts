/** The library: `check` gives the report's events, `survey` whose data is in a bundle; everything else helps to call them. */
export { check, type CheckOptions, type Progress } from "./engine/check.ts";
export { survey, type Survey, type SurveyOptions } from "./engine/survey.ts";
export { loadLayout, type LoadedLayout } from "./layouts/index.ts";
export { CannotRun, Interrupted } from "./model/errors.ts";
export { DEFAULT_LIMITS, type Limits } from "./model/limits.ts";
export { DEFAULT_POLICY, type Acceptance, type Policy, type SystemIdentifier } from "./model/policy.ts";
export type * from "./model/people.ts";
export type * from "./model/report.ts";
export type { Subject, SubjectIdentifier } from "./model/subject.ts";
export { parseSubject } from "./cli/subject-file.ts";
export { parsePolicy } from "./policy/index.ts";
