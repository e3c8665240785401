import type { Subject } from "../model/subject.ts";

/** One request of a batch: who asked, and what is about to be sent to them. */
export interface BatchRequest {
  /** Its number; `line 7` where the row has none. Every request of a batch has another one. */
  readonly ref: string;
  /** The first of its rows. */
  readonly line: number;
  /** The parts of its export. */
  readonly bundles: readonly string[];
  /** Items that this person had deleted: told where they still stand. */
  readonly deleted?: readonly string[];
  /** `problem`: why it cannot be checked, a sentence. */
  readonly who: { readonly subject: Subject } | { readonly problem: string };
}

/** A report of one request. */
export interface ReportFile {
  /** Its name in the report folder. */
  readonly file: string;
  readonly sha256: string;
}

/** A stranger of one bundle. */
export interface StrangerResult {
  readonly id: string;
  readonly records: number;
  readonly recordings: number;
  /** The other requests whose person has one of the stranger's identifiers. */
  readonly requests: readonly string[];
}

/** What came of one request by itself; what only shows across bundles is not in it. */
export interface RequestResult {
  readonly ref: string;
  /** `failed`: it could not be checked (2). `not-checked`: the batch was interrupted before (130). */
  readonly outcome: "clean" | "stray" | "unproven" | "failed" | "not-checked";
  readonly exitCode: 0 | 1 | 2 | 3 | 130;
  readonly codes: readonly string[];
  /** Sentences: of the verdict, or why it failed. */
  readonly reasons: readonly string[];
  /** As the report names it; null for what was never opened. */
  readonly bundle: { readonly name: string; readonly sha256: string | null; readonly bytes: number } | null;
  readonly records: number;
  readonly recordings: number;
  /** Records and recordings that are the requester's. */
  readonly own: number;
  /** Files that the policy accepts although they are not proven. */
  readonly accepted: number;
  readonly strangers: readonly StrangerResult[];
  /** What the ledger of releases says of its bytes. */
  readonly released: readonly string[];
  readonly reports: readonly ReportFile[];
}

/** A result and, packed, what is compared with other bundles. */
export interface Finished {
  readonly result: RequestResult;
  readonly contents: Buffer;
}

/** The result of a request that was not checked to its end. */
export function unfinished(
  ref: string,
  outcome: "failed" | "not-checked",
  reasons: readonly string[],
): Finished {
  const result: RequestResult = {
    ref,
    outcome,
    exitCode: outcome === "failed" ? 2 : 130,
    codes: [],
    reasons,
    bundle: null,
    records: 0,
    recordings: 0,
    own: 0,
    accepted: 0,
    strangers: [],
    released: [],
    reports: [],
  };
  return { result, contents: Buffer.alloc(0) };
}
