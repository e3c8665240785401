import type { Claim, Disagreement, Fact, Gathered, Lowered } from "./evidence.ts";
import type { Fate } from "./fate.ts";
import type { Finding, Level } from "./finding.ts";
import type { Attribution, Basis, Kind } from "./kinds.ts";
import type { Place } from "./place.ts";
import type { Release } from "./release.ts";

/** Why a record could not be attributed. Closed list. */
export const UNDECIDED_REASONS = [
  "nobody-named",
  "untold",
  "registry-disagrees",
  "interval-border",
  "no-usable-time",
  "ambiguous-link",
  "parties-only",
  "product-not-owned",
  "other-profile",
  "counterparty",
  "disputed",
  "below-least-basis",
] as const;
export type UndecidedReason = (typeof UNDECIDED_REASONS)[number];

/** Records of one entry that were judged alike. */
export interface JudgedRecords {
  readonly entry: number;
  readonly unit: "record" | "recording";
  readonly attribution: Attribution;
  readonly basis: Basis | undefined;
  readonly why: UndecidedReason | undefined;
  /** Index of the stranger, -1 for none. */
  readonly owner: number;
  /** Foreign identifiers it rests on, the weightiest first. */
  readonly foreign: readonly Claim[];
  /** Of a conflict: the requester's identifiers that stand against them. */
  readonly mine: readonly Claim[];
  /** How a stray or conflict is known: by itself, by a row that names it, by what encloses it. */
  readonly against: Basis | undefined;
  /** Owner identifiers that cannot be compared: kind and field, each once. */
  readonly untold: readonly Claim[];
  /** Entries whose rows name this one. */
  readonly namedBy: readonly number[];
  /** The layout that says only a device can have made the entry. */
  readonly deviceMade: string | null;
  /** Number of the conversation it is part of, by first place; -1 for none. */
  readonly thread: number;
  readonly linkOverruled: boolean;
  /** The sweep found it, where no format reports it. */
  readonly swept: boolean;
  readonly count: number;
  readonly places: readonly Place[];
}

export interface EntryFacts {
  readonly path: string;
  readonly fate: Fate;
  /** A policy line accepts what is not proven about it. */
  readonly accepted: boolean;
  /** Rows that name files which are not there. */
  readonly missing: Gathered["missing"];
  readonly overflow: boolean;
  /** Of recordings: what they were made with. */
  readonly facts: readonly Fact[];
}

/** A row says something of a file that the file contradicts, or names more than one. */
export interface LinkProblem {
  readonly kind: "void" | "ambiguous";
  /** The entry that is named. */
  readonly entry: number;
  readonly from: number;
  readonly place: Place;
  readonly detail: string;
  /** Another entry that rows name, whose size or digest this row gives. */
  readonly describes?: number;
}

/** An entry of which a `manifest.csv` says nothing, or gives no digest; or a payload file that its bag does not list. */
export interface Unlisted {
  readonly kind: "not-listed" | "no-digest" | "not-in-bag";
  readonly entry: number;
  readonly manifest: number;
}

/** A row gives another number of records than the file holds that it names. */
export interface CountProblem {
  /** The entry that is named. */
  readonly entry: number;
  readonly from: number;
  readonly place: Place;
  readonly says: number;
  readonly holds: number;
}

/** Why the anchor of a layout speaks for nothing; those first that came nearest to holding. Closed list. */
export const ANCHOR_FAULTS = [
  "other-folder",
  "stray",
  "several",
  "not-inspected",
  "unproven",
  "silent",
  "elsewhere",
  "absent",
] as const;
export type AnchorFault = (typeof ANCHOR_FAULTS)[number];

/** Records of one archive that could rest on the anchor of a layout that was given, if it held. */
export interface UnusedAnchor {
  readonly layout: string;
  /** Globs of the layout for the anchor; several where no file fits any of them. */
  readonly files: readonly string[];
  /** In which the anchor names the account, as the layout writes it. */
  readonly field: string;
  readonly why: AnchorFault;
  /** The first entry that holds such records. */
  readonly entry: number;
  /** Entries that fit the globs: in another archive for `elsewhere`, none for `absent`. */
  readonly entries: readonly number[];
  readonly records: number;
}

/** A digest list that does not agree with the bundle. */
export interface DigestProblem {
  /** The list. */
  readonly entry: number;
  readonly count: number;
  readonly detail: string;
}

/** An identifier of another customer in what is not theirs. */
export interface RegistryMention {
  readonly entry: number;
  readonly kind: Kind;
  readonly key: string;
  /** Numbers of customers in the registry. */
  readonly owners: readonly number[];
  /** In what names nobody, and an identifier that only the company gives away: it may be theirs. */
  readonly isOpen: boolean;
  /** If it is open: only some records of the entry name nobody, and it may stand in another. */
  readonly isPartly: boolean;
  readonly count: number;
  readonly places: readonly Place[];
}

/** Everything that is known when the whole bundle was read; rules turn it into findings. */
export interface Facts {
  readonly entries: readonly EntryFacts[];
  readonly judged: readonly JudgedRecords[];
  readonly linkProblems: readonly LinkProblem[];
  readonly digestProblems: readonly DigestProblem[];
  readonly unlisted: readonly Unlisted[];
  /** Records two of whose fields contradict each other. */
  readonly disagreements: readonly (Disagreement & { readonly entry: number })[];
  /** Values that must stand in a register of the bundle and do not. */
  readonly unregistered: readonly {
    readonly entry: number;
    /** The entry that is the register, or the first of them. */
    readonly register: number;
    readonly field: string;
    readonly values: number;
    readonly count: number;
    readonly places: readonly Place[];
  }[];
  readonly countProblems: readonly CountProblem[];
  /** With the first entry that has the field. */
  readonly lowered: readonly (Lowered & { readonly entry: number })[];
  /** Identifiers in names and comments (entry -1: of the bundle as a whole). */
  readonly foreignNames: readonly {
    readonly entry: number;
    readonly kind: Kind;
    readonly key: string;
    readonly where: string;
  }[];
  /** Of the containers: rule id, entry (-1 for the container), sentence. */
  readonly observations: readonly {
    readonly rule: string;
    readonly entry: number;
    readonly detail: string;
  }[];
  /** Records that could rest on an anchor of a layout that was detected, but not given. */
  readonly couldInherit: readonly {
    readonly layout: string;
    /** Entry that is the anchor. */
    readonly anchor: number;
    readonly records: number;
  }[];
  readonly unusedAnchors: readonly UnusedAnchor[];
  /** Foreign identifiers in the role of a party or a mention, where no format reports them. */
  readonly sweptMentions: readonly {
    readonly entry: number;
    readonly claim: Claim;
    readonly count: number;
    readonly places: readonly Place[];
  }[];
  /** Customers, by the registry, whose identifiers stand where no format reports them, and who are only mentioned. */
  readonly registryMentions?: readonly RegistryMention[];
  /** Items that the subject had deleted and that are still there; `item`: its number in the list, from 1. */
  readonly deletedItems: readonly {
    readonly entry: number;
    readonly item: number;
    readonly count: number;
    readonly places: readonly Place[];
  }[];
  /** Releases of the same bytes to other requests. */
  readonly released?: readonly Release[];
  /** Identifiers of the subject that were seen, and how many the subject file tells. */
  readonly subject: {
    readonly told: number;
    readonly seen: number;
    /** Of each kind of which not all were seen. */
    readonly unseen: readonly { readonly kind: Kind; readonly told: number; readonly unseen: number }[];
  };
}

/** The words of a rule, apart from its logic. */
export interface RuleWords {
  /** Up to 60 characters, without a full stop. */
  readonly title: string;
  /** What it means and what to do, for a person who sees it for the first time. */
  readonly help: string;
}

/** Turns facts into findings. Pure. */
export interface Rule {
  readonly id: string;
  readonly level: Level;
  readonly words: RuleWords;
  find(facts: Facts): Iterable<Omit<Finding, "rule" | "level">>;
}
