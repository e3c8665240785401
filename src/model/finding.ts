import type { Kind } from "./kinds.ts";
import type { Place } from "./place.ts";

/** `stray` makes the verdict stray, `unproven` keeps it from being clean, `note` changes nothing. */
export type Level = "stray" | "unproven" | "note";

/** Inside the engine: holds raw values. Becomes a masked `FindingEvent` before a reporter sees it. */
export interface Finding {
  readonly rule: string;
  readonly level: Level;
  /** Row of the entry in the ledger; -1 for the bundle as a whole. */
  readonly row: number;
  /** Index into the owners, -1 for none. */
  readonly owner: number;
  readonly identifier: { readonly kind: Kind; readonly key: string } | undefined;
  readonly field: string;
  readonly count: number;
  readonly unit: "records" | "recordings" | "entries" | "bytes" | "rows" | "mentions";
  readonly places: readonly Place[];
  /** What the rule knows of this case beyond its fixed words; may hold untrusted text. */
  readonly detail: string;
}
