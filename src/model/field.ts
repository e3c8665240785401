import type { Kind, Role } from "./kinds.ts";

/**
 * What a field of a record means. Made by layouts, used by the gatherer; formats only pass it through.
 * One object per distinct path, so it can be a cache key.
 */
export type FieldUse =
  | IdentifierUse
  | CompositeUse
  | { readonly is: PlainMeaning; readonly field: string }
  | { readonly is: "inline"; readonly field: string };

/**
 * What a value means that is no identifier. `taken`: a time that the file's own tags should tell, too; `hour`: the hour in
 * UTC that an identifier holds; `count`: how many records the named file holds.
 */
export type PlainMeaning =
  "time" | "taken" | "hour" | "names-file" | "thread" | "size" | "count" | "sha256" | "duration";

export interface IdentifierUse {
  readonly is: "identifier";
  /** The field as it is called in reports: its column, key or path. */
  readonly field: string;
  /** `any`: found from the value (e-mail, phone, account of the subject's shape, else a handle). */
  readonly kind: Kind | "any";
  /** Who issued it; empty for the generic layout, which compares by shape instead. */
  readonly namespace: string;
  /**
   * `owner-beside-account`: an owner only in a record that names an account which is not the subject's;
   * otherwise a party (the generic layout's rule for e-mail and phone columns).
   */
  readonly role: Role | "owner-beside-account";
  /** The value must match to be this identifier at all. Undefined: anything that is no placeholder. */
  readonly accepts?: (text: string) => boolean;
  /** The name of the layout that says so. */
  readonly layout: string;
  /**
   * A field that may mean a person or anything (`owner`): only values that look like the subject's own count. `prefixed`: and
   * of them only those that have the subject's prefix, for numbers and codes of that form may be those of things (`uid`).
   */
  readonly hint?: true | "prefixed";
  /** A foreign value is no evidence: what people attach and upload carries other companies' numbers. */
  readonly attached?: true;
  /** A layout that is only detected says that this is no owner: somebody else's value leaves open whose the record is. */
  readonly disputed?: string;
  /** Values of one record that carry the same word are one thing: they must agree, whatever field they stand in. */
  readonly same?: string;
  /** Must agree with the values that carry this word as `same`, but not with others of its own kind. */
  readonly sameAs?: string;
  /** Its values are a register of that name. */
  readonly registers?: string;
  /** Its values must stand in that register, if the bundle has one. */
  readonly registered?: string;
  /** May count for the subject. False for what only a detected layout reads from names. */
  readonly trusted: boolean;
}

/** A field that holds several values (`account#time#model#serial`): each named group has a use of its own. */
export interface CompositeUse {
  readonly is: "composite";
  readonly field: string;
  /**
   * A value has parts only in a run without white space that is at least so many bytes long and holds one of these
   * ASCII literals: formats need not decode any other.
   */
  readonly needs?: { readonly minLength: number; readonly literals: readonly string[] };
  /** No layout knows the field by its name: that it has a use says nothing of how the file is built. */
  readonly isUnknown?: true;
  readonly parts: (text: string) => readonly { readonly use: FieldUse; readonly text: string }[] | undefined;
}

/** What the layouts say of one entry. */
export interface FieldPlan {
  /** `path`: keys from the document's root, `[]` for an array. A table's cell has its column's name as its only key. */
  use(path: readonly string[]): FieldUse | undefined;
  /**
   * Whether a field may mean something that is called so, wherever it stands; quick, and true in doubt. Undefined: any may.
   */
  mayMean?(name: string): boolean;
  /** The elements of the array at `path` are records, whatever they hold. */
  isRecords(path: readonly string[]): boolean;
  /**
   * What the keys of the object at `path` are, where it is a map by identifier (`byCustomer`, `devices`). `isOfMaps`: the
   * values that stand under them hold many things each (`messages: { "chat-17": { "-NxT4": … } }`).
   */
  keyUse(path: readonly string[], isOfMaps?: boolean): FieldUse | undefined;
  /** Identifiers in a line of text: labelled values, and tokens whose syntax a layout knows. */
  line(text: string): readonly LineHit[];
}

/** A value with a syntax that nothing else has, so that it can be found in any bytes. */
export interface TokenShape {
  /** ASCII that every such value holds. */
  readonly literal: string;
  /** Characters of the shortest one. */
  readonly minLength: number;
  /** What a run of characters without white space says, if such a value stands in it. */
  readonly hits: (text: string) => readonly LineHit[];
}

export interface LineHit {
  readonly use: FieldUse;
  readonly text: string;
}
