/** What `verify` looks at, in this order. */
export const STEPS = [
  "key",
  "signature",
  "payload-type",
  "digest",
  "verdict",
  "policy",
  "subject",
  "age",
  "released",
] as const;
export type StepName = (typeof STEPS)[number];

/** A step and what came of it. */
export interface Step {
  readonly name: StepName;
  /** `skipped`: it was not asked for, so it says nothing either way. */
  readonly outcome: "passed" | "skipped" | "failed";
  /** A sentence part. */
  readonly words: string;
}

/** What a step that holds has to say. */
export interface Passed {
  readonly words: string;
  readonly skipped?: boolean;
}

/** A step does not hold; `message` says why. */
export class StepFailed extends Error {}

/** The steps that were taken so far; the first that fails is the last one. */
export class Course {
  readonly steps: Step[] = [];

  /** Takes a step and gives what it came to. Throws `StepFailed` after having noted it. */
  async take<T extends Passed>(name: StepName, action: () => T | Promise<T>): Promise<T> {
    try {
      const passed = await action();
      this.steps.push({ name, outcome: passed.skipped === true ? "skipped" : "passed", words: passed.words });
      return passed;
    } catch (error) {
      if (error instanceof StepFailed) this.steps.push({ name, outcome: "failed", words: error.message });
      throw error;
    }
  }
}
