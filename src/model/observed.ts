import type { StrongKind } from "./kinds.ts";

/** What the values of one field were, in one entry or in several; placeholders and empty values are not counted. */
export interface FieldObservation {
  /** Keys from the root, `[]` for an array; a column is its name. */
  readonly path: readonly string[];
  readonly values: number;
  /** Values that are an identifier of the subject, by its kind. */
  readonly mine: Readonly<Partial<Record<StrongKind, number>>>;
  /** Values that hold one beside something else, between separators. */
  readonly holding: number;
  readonly times: number;
  /** Values that are the name of an entry of the same archive. */
  readonly names: number;
  /** Values that are 64 hex digits. */
  readonly digests: number;
  /** Different values, the first of them. */
  readonly samples: readonly string[];
  /** `samples` are all of them. */
  readonly complete: boolean;
  /** It stands in elements of lists, or in rows. */
  readonly inRecords: boolean;
  /** Records by the field's value; undefined where it has too many different ones, or stands in no record. */
  readonly groups: readonly ValueGroup[] | undefined;
}

/** The records of which a field has one value. */
export interface ValueGroup {
  readonly value: string;
  readonly records: number;
  /** Fields (`path` joined by zeros) that hold an identifier of the subject in at least one of them. */
  readonly mine: readonly string[];
}

/** `path` of an observation as a key. */
export function pathKey(path: readonly string[]): string {
  return path.join("\u0000");
}
