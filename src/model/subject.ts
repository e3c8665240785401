import type { StrongKind } from "./kinds.ts";

/** One identifier of the person who asked. `key` is the canonical form that is compared. */
export interface SubjectIdentifier {
  readonly kind: StrongKind;
  readonly written: string;
  readonly key: string;
  /** First and last UTC day on which it was theirs (`YYYY-MM-DD`, both included). */
  readonly from?: string;
  readonly until?: string;
}

/** The person who asked, told from outside the bundle. */
export interface Subject {
  readonly ref: string;
  readonly identifiers: readonly SubjectIdentifier[];
  /** Kinds of which the subject file says "none": `devices: []` or `--no-devices`. */
  readonly none: readonly StrongKind[];
  readonly names: readonly string[];
}
