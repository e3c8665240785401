import type { NotInspectedReason } from "./fate.ts";
import type { Kind } from "./kinds.ts";
import type { OwnerView, RegistryView, RunView, TotalsView } from "./report.ts";

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
    /** In which it stands. */
    readonly records: number;
    readonly recordings: number;
  }[];
  /** With a registry of all customers: whose these identifiers were at the time; no customer: unknown anywhere. */
  readonly registry?: NonNullable<OwnerView["registry"]>;
  /** How the identifiers are tied: pairs seen in one record or recording, and in how many. */
  readonly tiedBy: readonly {
    readonly a: string;
    readonly b: string;
    readonly records: number;
    readonly recordings: number;
    readonly place: string;
  }[];
  /** Records of others that name them as well: messages of a conversation, records that two people claim. */
  readonly takesPart?: number;
  /** Recordings by UTC day. */
  readonly recordingDays: readonly { readonly day: string; readonly recordings: number }[];
}

/** A device, household or profile that several people share; it never makes them one. */
export interface TieView {
  readonly kind: Kind;
  readonly masked: string;
  readonly people: readonly string[];
  /** In which it stands. */
  readonly records: number;
  readonly recordings: number;
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
  /** Different identifiers of people who only take part in others' records, or are written about: they are not counted. */
  readonly mentioned?: number;
  /** Only with a registry of all customers. */
  readonly registry?: RegistryView;
  /** What is not counted, and other plain words about the limits of the answer. */
  readonly notes: readonly string[];
}

/** What one person has in one entry. */
export interface EntryShare {
  /** `EntryView.id` of the entry. */
  readonly entry: string;
  readonly records: number;
  readonly recordings: number;
  readonly kinds: readonly DataKind[];
}

/** Whose request it was, and what of theirs is not there. */
export interface RequestFacts {
  readonly ref: string;
  /** Kinds of identifiers that the subject file tells, and of how many of them nothing was seen. */
  readonly unseen: readonly { readonly kind: Kind; readonly told: number; readonly unseen: number }[];
  /** Rows that only name the requester name files that are not there; `entry`: `EntryView.id` of their table. */
  readonly missing: readonly {
    readonly entry: string;
    readonly path: string;
    readonly files: number;
    readonly examples: readonly string[];
  }[];
}

/** A file in which somebody has a share. Masked. */
export interface PersonEntry extends EntryShare {
  readonly path: string;
  readonly format: string | null;
  readonly sha256: string | null;
}

/** What `straycheck who` tells: everybody, or one person's share of it. */
export interface PeopleReport extends PeopleView {
  /** Null without a subject. */
  readonly request: RequestFacts | null;
  /** Whose share alone this is; null for everybody's. */
  readonly person: string | null;
  /** The files in which that person has a share. */
  readonly files: readonly PersonEntry[];
}
