import type { Signature } from "./signatures.ts";
import type { RecordState, UnitFold } from "./units.ts";

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
}

export interface ElementFrame {
  readonly kind: "element";
  readonly state: RecordState;
  readonly list: ListFrame;
  inner: UnitFold | undefined;
}

export type Frame = ObjectFrame | ListFrame | ElementFrame | { readonly kind: "nested" | "absorbed" };

export const NESTED: Frame = { kind: "nested" };
export const ABSORBED: Frame = { kind: "absorbed" };
