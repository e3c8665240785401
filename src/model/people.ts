import type { NotInspectedReason } from "./fate.ts";
import type { Kind } from "./kinds.ts";
import type { RunView, TotalsView } from "./report.ts";

/** Kinds of personal data that count on their own in a notification (GDPR Art. 33(3)(a)). Closed list. */
export const DATA_KINDS = [
  "voice",
  "transcripts",
  "pictures",
  "video",
  "location",
  "contacts",
  "messages",
  "purchases",
  "financial",
  "credentials",
  "health",
  "beliefs",
  "smart-home",
  "activity",
  "profile",
  "other",
] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** How much there is of one kind of data. Kinds overlap: a record with a place and a price counts in both. */
export interface KindCount {
  readonly kind: DataKind;
  readonly records: number;
  readonly recordings: number;
  readonly entries: number;
}

/** What is somebody's: counts are exact, in records (rows, objects, messages), recordings (files) and entries. */
export interface Share {
  readonly records: number;
  readonly recordings: number;
  /** Seconds of sound and video of the recordings whose length is known. */
  readonly seconds: number;
  /** Sound and video whose length is not known. */
  readonly untimed: number;
  readonly entries: number;
  readonly kinds: readonly KindCount[];
  /** First and last time told, ISO 8601 in UTC; null where no record tells one. */
  readonly from: string | null;
  readonly to: string | null;
}

/** A cluster of identifiers that the design makes one owner, and what is theirs. Masked. */
export interface PersonView extends Share {
  /** `requester`, or `stranger-1` … by the first place where something of theirs stands. */
  readonly id: string;
  readonly identifiers: readonly {
    readonly kind: Kind;
    readonly masked: string;
    readonly records: number;
  }[];
  /** How the identifiers are tied: pairs seen in one record, and in how many. */
  readonly tiedBy: readonly {
    readonly a: string;
    readonly b: string;
    readonly records: number;
    readonly place: string;
  }[];
  /** Recordings by UTC day. */
  readonly recordingDays: readonly { readonly day: string; readonly recordings: number }[];
}

/** A device, household or profile that several people share; it never makes them one. */
export interface TieView {
  readonly kind: Kind;
  readonly masked: string;
  readonly people: readonly string[];
  readonly records: number;
}

/** How many people besides the requester; `atMost` is null where nothing bounds it. */
export interface PeopleCount {
  readonly atLeast: number;
  readonly atMost: number | null;
  /** Why it cannot be exact, a sentence each; empty where it is. */
  readonly why: readonly string[];
}

/** What is in a bundle and whose it is, without a verdict: `straycheck-people/1`. Masked. */
export interface PeopleView {
  readonly schema: "straycheck-people/1";
  readonly tool: RunView["tool"];
  readonly bundle: RunView["bundle"];
  /** Null without a subject. */
  readonly requester: RunView["subject"] | null;
  readonly totals: TotalsView;
  readonly formats: readonly {
    readonly format: string;
    readonly entries: number;
    readonly bytes: number;
    readonly records: number;
  }[];
  readonly notInspected: readonly {
    readonly reason: NotInspectedReason;
    readonly entries: number;
    readonly bytes: number;
    readonly examples: readonly string[];
  }[];
  readonly count: PeopleCount;
  readonly people: readonly PersonView[];
  readonly ties: readonly TieView[];
  /** What names nobody, or only people who are written about. */
  readonly unnamed: Share;
  /** What is not counted, and other plain words about the limits of the answer. */
  readonly notes: readonly string[];
}
