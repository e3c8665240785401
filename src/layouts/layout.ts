import type { PlainMeaning } from "../model/field.ts";
import type { Kind, Role } from "../model/kinds.ts";

/** How sure a layout is of what it says: seen in real exports, written down by the provider, or concluded from names. */
export type Certainty = "measured" | "documented" | "inferred";

/** What a value means that is no identifier. */
export type Meaning = PlainMeaning;

/** Values that a pattern must take and values that it must leave; checked when the layout is loaded. */
export interface Examples {
  readonly accepts?: readonly string[];
  readonly refuses?: readonly string[];
}

/** Who issues identifiers of one kind, and what they look like. */
export interface NamespaceSpec {
  readonly kind: Kind;
  readonly pattern: string;
  readonly issuer?: string;
  readonly source: string;
  readonly certainty?: Certainty;
  readonly examples?: Examples;
}

/** What one named group of a pattern holds. */
export type GroupSpec =
  | {
      readonly kind: Kind | "any";
      readonly namespace?: string | readonly string[];
      readonly role: Role;
      readonly attached?: boolean;
      readonly same?: string;
      readonly sameAs?: string;
      readonly registers?: string;
      readonly registered?: string;
    }
  | { readonly is: Meaning };

/** What one field holds: an identifier, several values that a pattern takes apart, or something else. */
export interface FieldSpec {
  /** `a.b[].c` from the root, `**.c` at any depth; several spellings of one field may share an entry. */
  readonly at: string | readonly string[];
  readonly kind?: Kind | "any";
  /** One or more names from `namespaces`; the first whose pattern takes the value. */
  readonly namespace?: string | readonly string[];
  readonly role?: Role;
  /** A foreign value is no evidence: the serial of the camera that a friend took a picture with. */
  readonly attached?: boolean;
  /** Values of one record that carry the same word are one thing, and must agree. */
  readonly same?: string;
  /** Must agree with the values of its record that carry this word as `same`. */
  readonly sameAs?: string;
  /** Its values are the register of that name. */
  readonly registers?: string;
  /** Its values must stand in the register of that name, if the bundle has one. */
  readonly registered?: string;
  readonly pattern?: string;
  readonly groups?: Readonly<Record<string, GroupSpec>>;
  readonly is?: Meaning | "inline";
  readonly source: string;
  readonly certainty: Certainty;
}

/** A value with a syntax of its own: found anywhere in text (`tokens`) or in the name of an entry (`names`). */
export interface TokenSpec {
  /** How the value is called in reports. */
  readonly field: string;
  readonly pattern: string;
  /** Text without this literal is not searched. */
  readonly contains?: string;
  /** Values that are shorter (in bytes) are not searched. */
  readonly minLength?: number;
  /** Nothing else looks like it: it is also looked for in bytes that no format reads. Needs `contains`. */
  readonly distinctive?: boolean;
  readonly groups: Readonly<Record<string, GroupSpec>>;
  readonly source: string;
  readonly certainty: Certainty;
  readonly examples?: Examples;
}

/** What a layout says of some entries, or of all. */
export interface PartSpec {
  readonly name: string;
  readonly files?: readonly string[];
  readonly fields?: readonly FieldSpec[];
  readonly records?: readonly string[];
  readonly tokens?: readonly TokenSpec[];
  readonly names?: readonly TokenSpec[];
  readonly deviceMade?: boolean;
  /**
   * Records that name nobody are those of the account that the anchor names: one entry of the same archive, and the only
   * one that `files` fits. Counts only for a layout that was given.
   */
  readonly inherits?: { readonly anchor: { readonly files: string; readonly at: string } };
  /** Entries whose paths it fits are one conversation for each value of its group `thread`. */
  readonly threads?: string;
  /** Stored for a later job; nothing reads it yet. */
  readonly promises?: readonly string[];
  readonly examples?: {
    readonly accepts?: Readonly<Record<string, readonly string[]>>;
    readonly refuses?: Readonly<Record<string, readonly string[]>>;
  };
  readonly source?: string;
  readonly certainty?: Certainty;
}

/** A provider's export, described: the content of a `straycheck-layout/1` file. */
export interface Layout {
  readonly layout: "straycheck-layout/1";
  readonly name: string;
  readonly title: string;
  readonly source?: string;
  /** Such exports are not one person's; why, and what needs a person. */
  readonly noSubject?: string;
  readonly namespaces?: Readonly<Record<string, NamespaceSpec>>;
  readonly parts: readonly PartSpec[];
}
