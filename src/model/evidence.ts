import type { Fate } from "./fate.ts";
import type { Kind, Outcome, Role } from "./kinds.ts";
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
  /** foreign: canonical form, `""` where the text was no longer kept ("others"). untold and mine: `""`. */
  readonly key: string;
  readonly field: string;
  /** Only the words of the generic layout say that it is an owner: in a conversation it may be who wrote. */
  readonly isByWords: boolean;
  /** The value lies outside the days (mine, but not then) or cannot be placed in time. */
  readonly tenure: "inside" | "outside" | "border" | "untimed";
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
  /** First places, at most `limits.maxPlaces`. */
  readonly places: readonly Place[];
}

/** A record that names an entry, and the owner identifiers of that record. */
export interface Link {
  readonly target: string;
  readonly claims: readonly number[];
  readonly place: Place;
  readonly size: string | undefined;
  readonly sha256: string | undefined;
  /** Length in seconds. */
  readonly seconds: number | undefined;
}

export interface DigestLine {
  readonly sha256: string;
  readonly path: string;
}

/** An identifier that stands in bytes (or in what was unpacked of them) where no format reported it. */
export interface Swept {
  readonly claim: Claim;
  readonly count: number;
  /** First places, at most `limits.maxPlaces`. */
  readonly places: readonly Place[];
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
  /** Rows that name files no entry of the bundle has, with the first few names. */
  readonly missing: { readonly count: number; readonly examples: readonly string[] };
  readonly recording: boolean;
  /** Names of layouts one of whose own fields or file patterns matched. */
  readonly layouts: readonly string[];
  readonly lowered: readonly Lowered[];
  /** Only a device of the subject can have made this entry; the layout that says so. */
  readonly deviceMade: string | null;
  readonly inherits: readonly AnchorRef[];
  /** Anchors that the entry is, and what it says in the field they rest on: indices into `claims`. */
  readonly anchors: readonly { readonly id: string; readonly claims: readonly number[] }[];
  /** Claims lost their detail past a limit. */
  readonly overflow: boolean;
}
