import type { NotInspectedReason } from "../model/fate.ts";

/** Where an entry's bytes lie. Plain data: it crosses to the worker that reads them. */
export type Locator =
  | {
      readonly in: "zip";
      /** Offset of the local header. */
      readonly offset: number;
      readonly packed: number;
      readonly size: number;
      readonly crc: number;
      readonly method: number;
      readonly flags: number;
      /** Bytes of the name in the central directory, as Latin-1, to compare with the local header's. */
      readonly rawName: string;
    }
  | { readonly in: "folder"; readonly path: string; readonly size: number };

/** An entry as its container lists it. */
export interface Listed {
  /** Untrusted text; may repeat. */
  readonly path: string;
  readonly kind: "file" | "directory";
  /** Uncompressed bytes, as declared. */
  readonly size: number;
  readonly packed: number;
  readonly locator: Locator;
  /** It is known already that it cannot be read. */
  readonly unreadable?: { readonly reason: NotInspectedReason; readonly detail: string };
  /** The byte behind its data in the archive, where it is known although the entry will not be opened. */
  readonly end?: number | undefined;
}

/** Something about the container itself that keeps its content from being proven. */
export interface Observation {
  readonly rule: "directory-damaged" | "unsafe-path" | "too-many-entries";
  /** Index of the entry, -1 for the container. */
  readonly entry: number;
  readonly detail: string;
}

/** A region of the container's bytes that belongs to its own bookkeeping. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

export interface Container {
  readonly kind: "zip" | "folder";
  readonly path: string;
  readonly bytes: number;
  readonly entries: readonly Listed[];
  readonly observations: readonly Observation[];
  /** The archive's comment, empty for none. */
  readonly comment: string;
  /** Directory and end records; undefined where bytes are not accounted for (a folder). */
  readonly regions: readonly Region[] | undefined;
}
