import type { ScoreName } from "../model/incident.ts";

/** A score that a person sets. */
export interface ToldScore {
  readonly value: number;
  readonly by: string;
  readonly reason: string;
}

/** What people tell of the case (`--case`); whatever is missing is marked as a field to fill. Times are ISO 8601 with zone. */
export interface CaseDetails {
  readonly reference?: string;
  readonly controller?: Readonly<Partial<Record<"name" | "address" | "contact", string>>>;
  readonly dpo?: Readonly<Partial<Record<"name" | "email" | "phone", string>>>;
  readonly recipient?: {
    readonly known?: boolean;
    readonly trusted?: boolean;
    readonly deletion?: "confirmed" | "asked" | "refused";
    readonly malicious?: boolean;
  };
  /** Whether the data was encrypted for whoever received it. */
  readonly unintelligible?: boolean;
  /** ISO 3166-1 alpha-2. */
  readonly countries?: readonly string[];
  readonly leadAuthority?: string;
  readonly times?: Readonly<Partial<Record<CaseTime, string>>>;
  readonly categoriesOfPeople?: readonly string[];
  readonly children?: "yes" | "no";
  readonly measures?: Readonly<Partial<Record<"before" | "taken" | "planned", readonly string[]>>>;
  readonly notified?: Readonly<Partial<Record<"authority" | "people", string>>>;
  readonly whyLate?: string;
  readonly whyNotNotified?: string;
  readonly severity?: Readonly<Partial<Record<ScoreName, ToldScore>>>;
}

/** Moments of a case that only people know. */
export const CASE_TIMES = ["built", "released", "opened", "ended"] as const;
export type CaseTime = (typeof CASE_TIMES)[number];

/** What each of them is, as a timeline says it. */
export const CASE_TIME_WORDS: Readonly<Record<CaseTime, string>> = {
  built: "the bundle was built",
  released: "the bundle was released",
  opened: "somebody else opened the bundle",
  ended: "the bundle could no longer be reached",
};
