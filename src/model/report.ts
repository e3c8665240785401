import type { NotInspectedReason } from "./fate.ts";
import type { Level } from "./finding.ts";
import type { Attribution, Basis, Kind } from "./kinds.ts";
import type { LimitUnit } from "./limit-ranges.ts";

/** Everything a reporter ever sees: masked, counted, in the order run, verdict, totals, mechanisms, owners, findings, entries, end. */
export type ReportEvent =
  | { readonly type: "run"; readonly run: RunView }
  | { readonly type: "verdict"; readonly verdict: VerdictView }
  | { readonly type: "totals"; readonly totals: TotalsView }
  | { readonly type: "mechanism"; readonly mechanism: MechanismView }
  | { readonly type: "owner"; readonly owner: OwnerView }
  | { readonly type: "finding"; readonly finding: FindingView }
  | { readonly type: "entry"; readonly entry: EntryView }
  | { readonly type: "end"; readonly complete: true };

export interface RunView {
  readonly schema: "straycheck-report/1";
  readonly tool: { readonly name: "straycheck"; readonly version: string };
  readonly bundle: {
    readonly name: string;
    readonly sha256: string | null;
    readonly bytes: number;
    readonly container: string;
    readonly layouts: readonly {
      readonly name: string;
      readonly given: boolean;
      readonly digest: string;
      /** Such exports are not one person's: why, and what needs a person. */
      readonly noSubject?: string;
      /** Fields in which it says less of owners than what is known without it, by their exact path. */
      readonly lowers?: readonly { readonly at: string; readonly means: string }[];
    }[];
  };
  readonly subject: {
    readonly ref: string;
    readonly seen: readonly { readonly kind: Kind; readonly number: number; readonly records: number }[];
    /** How many identifiers of each kind the subject file tells; 0 with `none` true says "owns none". */
    readonly told: readonly { readonly kind: Kind; readonly number: number; readonly none: boolean }[];
  };
  readonly policy: PolicyView;
  readonly registry?: RegistryView;
}

/** The registry of all customers that a check looked everything up in, and what came of it. */
export interface RegistryView {
  /** Names this state of it. */
  readonly digest: string;
  readonly identifiers: number;
  /** Customers in it. */
  readonly owners: number;
  /** Bits by which a hit is confirmed. */
  readonly bits: number;
  /** The customer that the requester is by what the subject file tells; null for none, or for several. */
  readonly requester: number | null;
  /** Customers that the subject file's identifiers are of; more than one: it is not known which one asked. */
  readonly requesters: number;
  /** Records and recordings that name the requester by an identifier which only the registry tells. */
  readonly byRegistry: number;
  /** What looks like an identifier, wherever it stands, and was looked up. */
  readonly tokens: number;
  /** Of these, so distinctive that they stand alone. */
  readonly distinctive: number;
  /** How many of those are somebody's identifier by chance, as expected. */
  readonly chance: number;
  /** Tokens that are somebody's identifier and count for nothing: no second one of the same customer stands beside them. */
  readonly coincidences: number;
}

/** What a policy says and what became of it. What older reports do not tell is optional. */
export interface PolicyView {
  /** sha256 of the policy file, or of the digests of several; null for the built-in defaults. */
  readonly digest: string | null;
  readonly files?: readonly { readonly name: string; readonly digest: string }[];
  /** Entries that are accepted, by whichever lines. */
  readonly acceptedEntries?: number;
  readonly accepted: readonly AcceptedView[];
  readonly counterparties?: "allow" | "review" | "block";
  readonly leastBasis?: Basis;
  /** Rules whose notes the policy wants looked at. */
  readonly review?: readonly string[];
  /** Limits that are not the built-in ones. */
  readonly limits?: readonly {
    readonly name: string;
    readonly unit: LimitUnit;
    readonly value: number;
    readonly builtIn: number;
  }[];
  /** What is odd about the policy itself, a sentence part each. */
  readonly notes?: readonly string[];
}

/** A line of `accept`, and what became of it. */
export interface AcceptedView {
  readonly files: string;
  readonly why: string;
  /** Entries it matches, also when it accepts none of them. */
  readonly entries: number;
  readonly state: "used" | "unused" | "expired" | "exceeded";
  readonly max?: number;
  readonly reason?: string;
  /** Last UTC day on which it holds, `YYYY-MM-DD`. */
  readonly until?: string;
  readonly by?: string;
  readonly source?: { readonly file: string; readonly line: number };
}

export const OUTCOMES = ["clean", "stray", "unproven"] as const;
export type VerdictOutcome = (typeof OUTCOMES)[number];

/** Why the verdict is what it is; closed list, ordered by how much a reader must know it first. */
export const VERDICT_CODES = [
  "subject-not-seen",
  "stray-recordings",
  "stray-records",
  "conflicts",
  "not-inspected",
  "unattributed-recordings",
  "unattributed-records",
  "customers-named",
  "released-before",
  "readers-disagree",
  "unclaimed-bytes",
  "notes-for-review",
  "nothing-own",
  "nothing-to-check",
  "policy-not-applied",
] as const;
export type VerdictCode = (typeof VERDICT_CODES)[number];

export interface VerdictView {
  readonly outcome: VerdictOutcome;
  readonly exitCode: 0 | 1 | 3;
  readonly codes: readonly VerdictCode[];
  readonly reasons: readonly string[];
  /** Lines of a policy that would accept what is not proven, to be looked at and pasted; masked identifiers are `*`. */
  readonly paste: readonly string[];
}

export interface Tally {
  readonly total: number;
  readonly own: number;
  readonly stray: number;
  readonly conflict: number;
  readonly context: number;
  readonly unattributed: number;
}

export interface TotalsView {
  readonly entries: {
    readonly total: number;
    readonly inspected: number;
    readonly notInspected: number;
    readonly furniture: number;
    readonly accepted: number;
  };
  readonly bytes: { readonly total: number; readonly claimed: number; readonly unclaimed: number };
  readonly records: Tally;
  readonly recordings: Tally;
  readonly basis: { readonly direct: number; readonly linked: number; readonly inherited: number };
  /** False when more distinct foreign identifiers were seen than are told apart. */
  readonly ownersComplete: boolean;
}

/** How other people's data may have got into the bundle; the most probable comes first. */
export interface MechanismView {
  /** `M1` to `M17`. */
  readonly id: string;
  readonly title: string;
  readonly evidence: readonly string[];
  /** What to check next. */
  readonly next: string;
}

export interface OwnerView {
  readonly id: string;
  readonly identifiers: readonly { readonly kind: Kind; readonly masked: string }[];
  readonly records: number;
  readonly recordings: number;
  readonly entries: number;
  readonly from: string | null;
  readonly to: string | null;
  /**
   * Recordings by UTC day, the earliest first. Where a recording tells no time, that of the row that names it counts;
   * those without either are in none. The first `MAX_RECORDING_DAYS`.
   */
  readonly recordingDays: readonly { readonly day: string; readonly recordings: number }[];
  /** In a batch: the other requests whose person has an identifier of this stranger. */
  readonly requests?: readonly string[];
  /** With a registry: the customers whose identifiers these were at the time; none: unknown anywhere. */
  readonly registry?: {
    readonly customers: readonly { readonly number: number; readonly identifiers: number }[];
    /** Identifiers that are nobody's in the registry. */
    readonly unknown: number;
  };
}

/** Days of one owner that a report tells: ten years of daily recordings. */
export const MAX_RECORDING_DAYS = 3660;

export interface FindingView {
  readonly rule: string;
  readonly level: Level;
  readonly title: string;
  readonly entry: string | null;
  readonly entryId: string | null;
  readonly owner: string | null;
  readonly identifier: { readonly kind: Kind; readonly masked: string } | null;
  readonly count: number;
  readonly unit: string;
  readonly places: readonly string[];
  readonly message: string;
  readonly fingerprint: string;
}

export interface EntryView {
  readonly id: string;
  readonly path: string;
  readonly pathMasked: boolean;
  readonly bytes: number;
  readonly sha256: string | null;
  readonly format: string | null;
  readonly fate: "inspected" | "not-inspected";
  readonly reason: NotInspectedReason | null;
  readonly detail: string | null;
  /** A policy line accepts what is not proven about this entry. */
  readonly accepted: boolean;
  readonly attribution: Attribution | null;
  readonly recording: boolean;
  readonly records: number;
  /** What helps a person decide (codec, sampling rate, device); never evidence. Null for nothing. */
  readonly facts: Readonly<Record<string, string | number>> | null;
}
