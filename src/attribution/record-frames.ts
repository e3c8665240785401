import type { ObjectAs } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import { RecordState, UnitFold } from "./units.ts";

// What is open while records are looked for in a stream of objects and arrays.

/** An object outside any array: it may enclose records, and is one itself when it names an owner. */
export interface ObjectFrame {
  readonly kind: "object";
  readonly state: RecordState;
  /** Records that are objects inside this one. */
  readonly objects: UnitFold;
  /** Records that are elements of arrays inside this one. */
  readonly lists: UnitFold;
  /** What objects inside this one claim (arrays not included). */
  nested: Signature;
  /** Links that were emitted before it was opened. */
  readonly linksBefore: number;
  readonly as: ObjectAs | undefined;
  /** Of a table with a caption: what stands above it. */
  readonly head: Signature;
}

export interface ListFrame {
  readonly kind: "list";
  /** The elements as records, should the array qualify. */
  readonly asRecords: UnitFold;
  /** What stands inside the elements, should it not. */
  readonly inner: UnitFold;
  /** One of its elements names an owner itself: from now on all of them are records, also those before. */
  qualified: boolean;
  readonly declared: boolean;
  /** Opened directly inside another array. */
  readonly implicitElement: boolean;
  /** What stands above it, outside of everything. */
  readonly head: Signature;
  /** Elements that are the name of a field and its value. */
  pairs: UnitFold | undefined;
  /** One of these fields names an owner: that of what holds the list. */
  hasMeaning: boolean;
}

export interface ElementFrame {
  readonly kind: "element";
  readonly state: RecordState;
  readonly list: ListFrame;
  inner: UnitFold | undefined;
  isPair: boolean;
}

export type Frame = ObjectFrame | ListFrame | ElementFrame | { readonly kind: "nested" | "absorbed" };

export const NESTED: Frame = { kind: "nested" };
export const ABSORBED: Frame = { kind: "absorbed" };

/** An object outside any array. `linksBefore`: links that were emitted so far. */
export function objectFrame(
  table: SignatureTable,
  limits: Limits,
  linksBefore: number,
  as: ObjectAs | undefined,
  head: Signature,
): ObjectFrame {
  return {
    kind: "object",
    state: new RecordState(table.empty),
    objects: new UnitFold(table, limits),
    lists: new UnitFold(table, limits),
    nested: table.empty,
    linksBefore,
    as,
    head,
  };
}

/** An array. `implicitElement`: it is an element of another one. */
export function listFrame(
  table: SignatureTable,
  limits: Limits,
  declared: boolean,
  implicitElement: boolean,
  head: Signature,
): ListFrame {
  return {
    kind: "list",
    asRecords: new UnitFold(table, limits),
    inner: new UnitFold(table, limits),
    qualified: declared,
    declared,
    implicitElement,
    head,
    pairs: undefined,
    hasMeaning: false,
  };
}
