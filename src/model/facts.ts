import type { Claim, Fact, Lowered } from "./evidence.ts";
import type { Fate } from "./fate.ts";
import type { Finding, Level } from "./finding.ts";
import type { Attribution, Basis, Kind } from "./kinds.ts";
import type { Place } from "./place.ts";
import type { Release } from "./release.ts";

/** Why a record could not be attributed. Closed list. */
export const UNDECIDED_REASONS = [
  "nobody-named",
  "untold",
  "interval-border",
  "no-usable-time",
  "ambiguous-link",
  "parties-only",
  "product-not-owned",
  "other-profile",
  "counterparty",
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
  readonly missing: { readonly count: number; readonly examples: readonly string[] };
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
}

/** An entry of which a `manifest.csv` says nothing, or gives no digest. */
export interface Unlisted {
  readonly kind: "not-listed" | "no-digest";
  readonly entry: number;
  readonly manifest: number;
}

/** A digest list that does not agree with the bundle. */
export interface DigestProblem {
  /** The list. */
  readonly entry: number;
  readonly count: number;
  readonly detail: string;
}

/** Everything that is known when the whole bundle was read; rules turn it into findings. */
export interface Facts {
  readonly entries: readonly EntryFacts[];
  readonly judged: readonly JudgedRecords[];
  readonly linkProblems: readonly LinkProblem[];
  readonly digestProblems: readonly DigestProblem[];
  readonly unlisted: readonly Unlisted[];
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
  /** Foreign identifiers in the role of a party or a mention, where no format reports them. */
  readonly sweptMentions: readonly {
    readonly entry: number;
    readonly claim: Claim;
    readonly count: number;
    readonly places: readonly Place[];
  }[];
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
  readonly subject: { readonly told: number; readonly seen: number };
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
