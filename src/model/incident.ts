import type { Attribution } from "./kinds.ts";
import type { KindCount, PeopleCount, PersonView, Share } from "./people.ts";
import type { MechanismView, RunView, TotalsView } from "./report.ts";

/** What must be said of a bundle that leaked, masked: `straycheck-incident/1`. The evidence file is this and the entries. */
export interface IncidentView {
  readonly schema: "straycheck-incident/1";
  readonly tool: RunView["tool"];
  /** The controller's own number of the breach, if it was told. */
  readonly reference: string | null;
  readonly phase: PhaseView;
  readonly clock: ClockView;
  readonly evidence: EvidenceView;
  readonly coverage: CoverageView;
  readonly subjects: SubjectsView;
  readonly records: RecordsView;
  readonly mechanisms: readonly MechanismView[];
  readonly identifiability: IdentifiabilityView;
  readonly severity: SeverityView;
  readonly form: readonly FormSection[];
  /** Null without a subject. */
  readonly requester: RequesterView | null;
  readonly siblings: readonly string[];
  readonly timeline: readonly TimelineEvent[];
  /** Against the phase before; null in the first one. */
  readonly changes: readonly ChangeView[] | null;
  readonly custody: readonly CustodyLine[];
  readonly register: RegisterEntry;
}

/** Art. 33(4): the first notification is phase 1. */
export interface PhaseView {
  readonly number: number;
  readonly previous: { readonly number: number; readonly at: string; readonly sha256: string } | null;
}

/** Art. 33(1). Times are ISO 8601 with the zone that was given. */
export interface ClockView {
  readonly awareAt: string;
  readonly deadline: string;
  readonly now: string;
  /** Minutes from now to the deadline; negative once it has passed. */
  readonly minutesLeft: number;
  readonly late: boolean;
}

export interface ArchiveEvidence {
  /** Of the file or folder, masked. */
  readonly name: string;
  readonly bytes: number;
  /** Of the file; of a folder, of its list of paths, sizes and digests. */
  readonly sha256: string;
  /** Files of a folder; null for an archive. */
  readonly files: number | null;
}

export interface EvidenceView {
  readonly archives: readonly ArchiveEvidence[];
  readonly container: string;
  readonly layouts: RunView["bundle"]["layouts"];
  /** Null for the built-in policy. */
  readonly policyDigest: string | null;
  /** Of the registry of all customers, where one was asked. */
  readonly registryDigest?: string;
  /** SHA-256 of the options that can change an answer, without anything secret. */
  readonly optionsDigest: string;
  /** What was called, without identifiers, passwords or folders. */
  readonly command: string;
  readonly readOnly: string;
  /** How to see that it is so. */
  readonly again: string;
}

export interface CoverageView {
  readonly entries: TotalsView["entries"];
  readonly bytes: TotalsView["bytes"];
  readonly notInspected: readonly {
    readonly reason: string;
    readonly entries: number;
    readonly bytes: number;
    readonly examples: readonly string[];
  }[];
  readonly notes: readonly string[];
}

/**
 * How a person can be told: a registry says which customer they are, their address stands in the bundle, the controller knows
 * the number, or none of that.
 */
export const CONTACTS = ["known-customer", "in-bundle", "by-controller", "inferable"] as const;
export type Contact = (typeof CONTACTS)[number];

export interface AffectedPerson extends Share {
  readonly id: string;
  readonly contact: Contact;
  readonly registry?: NonNullable<PersonView["registry"]>;
}

export interface SubjectsView {
  /** Without a subject the person who asked may be one of them. */
  readonly requesterToldApart: boolean;
  readonly count: PeopleCount;
  readonly people: readonly AffectedPerson[];
  /** Devices, households and profiles that several people share. */
  readonly shared: number;
  readonly unnamed: Share;
}

export interface RecordsView {
  readonly records: TotalsView["records"];
  readonly recordings: TotalsView["recordings"];
  /** Of other people: with a subject what is stray or in conflict, without one what has an owner. */
  readonly others: Pick<Share, "records" | "recordings">;
  /** Perhaps of other people: with a subject what is not attributed, without one what names nobody. */
  readonly perhaps: Pick<Share, "records" | "recordings">;
  /** Of people other than the requester, and of nobody named; each record has one owner, so these are sums over people. */
  readonly kinds: readonly Omit<KindCount, "entries">[];
  readonly seconds: number;
  readonly untimed: number;
  /** Entries with the same bytes; every copy is counted. */
  readonly duplicates: {
    readonly groups: number;
    /** Entries beyond the first of each group. */
    readonly copies: number;
    /** Entries of which no digest is known. */
    readonly undigested: number;
  };
}

/** Where something stands that identifies people; never what it is. */
export interface IdentifiedBy {
  readonly what: string;
  readonly direct: boolean;
  readonly people: number;
  /** Of a kind of data; null of identifiers. */
  readonly records: number | null;
  readonly recordings: number | null;
  readonly places: readonly string[];
}

export interface IdentifiabilityView {
  readonly by: readonly IdentifiedBy[];
  readonly linkage: readonly string[];
}

export const SCORES = ["dpc", "ei", "cb"] as const;
export type ScoreName = (typeof SCORES)[number];

/** What a person decided instead of what was computed. */
export interface Override {
  readonly value: number;
  readonly by: string;
  readonly reason: string;
  /** The phase in which it was told. */
  readonly phase: number;
}

export interface ScoreView {
  readonly name: ScoreName;
  /** Null where there is nothing to score. */
  readonly computed: number | null;
  readonly reasons: readonly string[];
  readonly override: Override | null;
  /** The override, or what was computed. */
  readonly value: number | null;
}

export const SEVERITY_LEVELS = ["low", "medium", "high", "very high"] as const;
export type SeverityLevel = (typeof SEVERITY_LEVELS)[number];

/** ENISA 2013: SE = DPC x EI + CB; below 2 low, below 3 medium, below 4 high, from 4 on very high. */
export interface SeverityView {
  readonly scores: readonly ScoreView[];
  readonly score: number | null;
  readonly level: SeverityLevel | null;
  /** Without overrides. */
  readonly computedScore: number | null;
  readonly computedLevel: SeverityLevel | null;
  readonly flags: readonly string[];
}

export type FieldState = "computed" | "estimated" | "told" | "to-fill";

/** A field of the form; what is `to-fill` has no values, and a hint. */
export interface FormField {
  readonly id: string;
  readonly article: string;
  readonly label: string;
  readonly state: FieldState;
  readonly values: readonly string[];
  readonly hint: string | null;
}

export interface FormSection {
  readonly id: string;
  readonly heading: string;
  readonly fields: readonly FormField[];
}

export interface RequesterView {
  readonly ref: string;
  readonly seen: RunView["subject"]["seen"];
  readonly own: Pick<TotalsView["records"], "own" | "context"> & {
    readonly recordings: number;
    /** Entries in which all is the requester's; the evidence file lists them as `own`. */
    readonly entries: number;
  };
  /** What speaks for files or records of theirs that are not there. */
  readonly missing: readonly { readonly message: string; readonly count: number; readonly unit: string }[];
}

export interface TimelineEvent {
  readonly at: string;
  readonly what: string;
  readonly source: "bundle" | "told" | "clock";
}

export interface ChangeView {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** A line of the custody log; the first is what this program did, the others are for people to fill. */
export interface CustodyLine {
  readonly at: string | null;
  readonly handler: string | null;
  readonly title: string | null;
  readonly phone: string | null;
  readonly action: string | null;
  readonly location: string | null;
}

/** Art. 33(5): facts, effects and remedial action of every breach, notified or not. Null is for a person to fill. */
export interface RegisterEntry {
  readonly reference: string | null;
  readonly awareAt: string;
  readonly phase: number;
  readonly facts: readonly string[];
  readonly effects: readonly string[];
  readonly remedialAction: readonly string[] | null;
  readonly severity: { readonly score: number | null; readonly level: SeverityLevel | null };
  readonly authorityNotifiedAt: string | null;
  readonly peopleNotifiedAt: string | null;
  readonly whyNotNotified: string | null;
}

/** An entry in the evidence file. */
export interface EntryEvidence {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly format: string | null;
  readonly fate: "inspected" | "not-inspected";
  readonly reason: string | null;
  /** Null without a subject. */
  readonly attribution: Attribution | null;
  readonly records: number;
}
