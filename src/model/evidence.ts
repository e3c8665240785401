import type { Fate } from "./fate.ts";
import type { Kind, Outcome, Role, StrongKind } from "./kinds.ts";
import type { Place } from "./place.ts";
import type { Millis } from "./time.ts";

/** One identifier in one role, seen at least once. Equal claims are one object. */
export interface Claim {
  readonly kind: Kind;
  readonly namespace: string;
  readonly role: Role;
  readonly outcome: Outcome;
  /** mine: index into the subject's identifiers. Otherwise -1. */
  readonly mine: number;
  /**
   * foreign: canonical form, `""` where the text was no longer kept ("others"). untold: of parties something that most
   * others do not have, else `""`. mine: `""`.
   */
  readonly key: string;
  readonly field: string;
  /** Only the words of the generic layout say that it is an owner: in a conversation it may be who wrote. */
  readonly isByWords: boolean;
  /** Foreign, in a place that this layout, which is only detected, calls no owner's: whose the record is stays open. */
  readonly disputed?: string;
  /** The value lies outside the days (mine, but not then) or cannot be placed in time. */
  readonly tenure: "inside" | "outside" | "border" | "untimed";
  /** Of `untimed`: index into the subject's identifiers of the one that it would be. */
  readonly told?: number;
  /** Only in a survey, of an untold owner: the canonical form. */
  readonly written?: string;
  /** Only the registry of all customers says so: mine or foreign; or untold, where it and the subject file contradict each other. */
  readonly isByRegistry?: true;
}

/** Records that claim the same, folded. Indices point into `Gathered.claims`. */
export interface Evidence {
  readonly unit: "record" | "recording";
  /** Claims in the record itself. */
  readonly claims: readonly number[];
  /** Claims of the objects that enclose it. */
  readonly scope: readonly number[];
  /** Thread key, empty for none. */
  readonly thread: string;
  readonly count: number;
  readonly from: Millis | undefined;
  readonly to: Millis | undefined;
  /** Times that stand for those of each record, as far as days of the subject's identifiers can decide; else one empty list. */
  readonly when: readonly (readonly Millis[])[];
  /** First places, at most `limits.maxPlaces`. */
  readonly places: readonly Place[];
  /** Only in a survey: kinds of data that each of them holds, a bit each. */
  readonly holds?: number;
}

/** A record that names an entry, and the owner identifiers of that record. */
export interface Link {
  readonly target: string;
  readonly claims: readonly number[];
  readonly place: Place;
  readonly size: string | undefined;
  /** In small hex; or another digest, as its length tells. */
  readonly sha256: string | undefined;
  /** Further digests of the file, as `sha256`. */
  readonly digests?: readonly string[];
  /** Length in seconds. */
  readonly seconds: number | undefined;
  /** How many records the file has. */
  readonly count: string | undefined;
  /** When the row says that it happened. */
  readonly time?: Millis;
  /** When the file was made, as the row says. */
  readonly taken: Millis | undefined;
  /** Devices that the row says made it, in their canonical form. */
  readonly devices: readonly string[];
  /** The row contradicts itself: why, in words. */
  readonly doubt: string | undefined;
  /** The conversation that the row is a message of, empty for none. */
  readonly thread: string;
}

/** How a recording was made, as its tags tell it: when, and with which devices in their canonical form. */
export interface Made {
  readonly taken: readonly Millis[];
  readonly devices: readonly string[];
}

/** Records of one entry two of whose fields contradict each other. */
export interface Disagreement {
  /** The two fields, as they are called in reports. */
  readonly fields: readonly [string, string];
  /** What they are about, in the words of the layout; `time` where the hour of an identifier is another than the record's. */
  readonly about: string;
  readonly count: number;
  /** First places, at most `limits.maxPlaces`. */
  readonly places: readonly Place[];
}

/** Values of one entry that belong to a register, or must stand in one. */
export interface Registered {
  readonly register: string;
  readonly field: string;
  /** The entry is the register; otherwise it uses it. */
  readonly lists: boolean;
  /** Canonical forms, with how often and where first. Empty where there were too many to compare. */
  readonly values: readonly { readonly key: string; readonly count: number; readonly place: Place }[];
}

/** A line of a list of digests. */
export interface DigestLine {
  /** In small hex; which one it is, its length tells. */
  readonly digest: string;
  readonly path: string;
}

/** An identifier that stands in bytes (or in what was unpacked of them) where no format reported it. */
export interface Swept {
  readonly claim: Claim;
  readonly count: number;
  /** First places, at most `limits.maxPlaces`. */
  readonly places: readonly Place[];
}

/** An identifier of another customer, by the registry, that stands where no format reported it. */
export interface NamedCustomer {
  readonly kind: StrongKind;
  /** In its canonical form. */
  readonly key: string;
  /** Numbers of customers in the registry. */
  readonly owners: readonly number[];
  /** It is nobody's any more. */
  readonly isDated: boolean;
  /** A second identifier of the same customer stands beside it. */
  readonly isPaired: boolean;
  readonly count: number;
  /** First places, at most `limits.maxPlaces`. */
  readonly places: readonly Place[];
}

/** What the registry of all customers says of everything in an entry that looks like an identifier. */
export interface TokensKnown {
  readonly named: readonly NamedCustomer[];
  readonly tokens: number;
  /** Of these, so distinctive that they stand alone. */
  readonly distinctive: number;
  /** How many of those are somebody's identifier by chance, as expected. */
  readonly chance: number;
  /** Tokens that are somebody's identifier and count for nothing: no second one of the same customer stands beside them. */
  readonly coincidences: number;
}

/** What encloses files that lie within an entry. */
export interface Enclosure {
  /** Indices into `Gathered.claims`: of the record they lie in, and of what encloses that. */
  readonly claims: readonly number[];
  readonly thread: string;
}

/** Records of an entry that name nobody may rest on an anchor: an entry that says whose account the export is. */
export interface AnchorRef {
  readonly id: string;
  readonly layout: string;
  /** The user gave the layout; otherwise it is only said what could rest on it. */
  readonly given: boolean;
  /** Glob for the anchor and its field, as the layout writes them. */
  readonly files: string;
  readonly field: string;
  /** Folder, with its slash, in which the names begin that the layout gives for the entry; undefined if it names none. */
  readonly root: string | undefined;
}

/** A field of which a layout says less than what is known without it: no owner of that rank. */
export interface Lowered {
  readonly layout: string;
  /** Its `at`, as the layout writes it. */
  readonly at: string;
  /** What the layout says that it is: a role, `time`, `pattern` … */
  readonly means: string;
  /** An exact path is followed; one for any depth is not. */
  readonly followed: boolean;
}

/** Something that helps a person decide; never evidence. */
export type Fact = readonly [name: string, value: string | number];

/** Everything one entry yielded; crosses the thread boundary by structured clone. */
export interface Gathered {
  /** Index into the run's list of entries. */
  readonly row: number;
  readonly fate: Fate;
  readonly sha256: string | null;
  /** Its other digests in hex, those that a file of its archive gives; empty unless everything was read. */
  readonly moreDigests: readonly string[];
  /** Of a recording, where it was wanted: SHA-256 of its coded sound or picture alone. */
  readonly sound?: string;
  /** Uncompressed bytes that were read. */
  readonly bytes: number;
  readonly claims: readonly Claim[];
  readonly evidence: readonly Evidence[];
  readonly links: readonly Link[];
  /** Lines of a digest list; where there are any and all agree with the bundle, the entry is furniture. */
  readonly digests: readonly DigestLine[];
  /** Of the files that lie within it, in their order. */
  readonly enclosures: readonly Enclosure[];
  readonly swept: readonly Swept[];
  /** Foreign owners seen in its bytes of which it cannot be told whether its format reported them: the search tells. */
  readonly suspected: readonly Claim[];
  /** Keys of foreign identifiers that a format reported where they are no evidence. */
  readonly weakened: readonly string[];
  /** A format unpacked or put together text of it that does not stand in its bytes. */
  readonly decoded: boolean;
  /** In the order they were told, one of a name. */
  readonly facts: readonly Fact[];
  readonly disagreements: readonly Disagreement[];
  readonly registered: readonly Registered[];
  /** What the tags of a recording tell of how it was made. */
  readonly made: Made;
  /** Rows that name files no entry of the bundle has, with the first few names; `own`: those that only name the subject. */
  readonly missing: { readonly count: number; readonly own: number; readonly examples: readonly string[] };
  readonly recording: boolean;
  /** Names of layouts one of whose own fields or file patterns matched. */
  readonly layouts: readonly string[];
  readonly lowered: readonly Lowered[];
  /** Only a device of the subject can have made this entry; the layout that says so. */
  readonly deviceMade: string | null;
  /**
   * The conversation that its folder is, as a given layout tells it by the path; empty for none. Records that tell one
   * themselves are of that one.
   */
  readonly folderThread: string;
  readonly inherits: readonly AnchorRef[];
  /** Anchors that the entry is, and what it says in the field they rest on: indices into `claims`. */
  readonly anchors: readonly {
    readonly id: string;
    /** Its path within the archive. */
    readonly path: string;
    readonly claims: readonly number[];
  }[];
  /** Claims lost their detail past a limit. */
  readonly overflow: boolean;
  /** Only with a registry of all customers. */
  readonly known?: TokensKnown;
}
