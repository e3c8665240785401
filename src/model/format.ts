import type { FieldPlan, FieldUse } from "./field.ts";
import type { Limits } from "./limits.ts";
import type { Place } from "./place.ts";

/** The bytes of one entry, already bounded by its lease. */
export interface ByteSource {
  /** Uncompressed bytes, as the container declares them (a claim until the last byte was read). */
  readonly size: number;
  /** Can be called once. Chunks are valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
  /** The files of an entry that is a ZIP of its own (Office documents); instead of `chunks`. Undefined for others. */
  members?(): Promise<readonly Member[]>;
}

/**
 * A file within an entry that is a ZIP. One whose last chunk was taken is the format's to speak for; all others become
 * entries of their own.
 */
export interface Member {
  /** Untrusted text; may repeat. */
  readonly name: string;
  /** Uncompressed bytes, as declared. */
  readonly size: number;
  /** Can be called once. Throws `NotInspected` when its bytes are not what the archive declares. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A file that lies in an entry without being listed: an attachment, an embedded picture. */
export interface Embedded {
  /** Its name as written there, empty for none. Untrusted. */
  readonly name: string;
  readonly content: EmbeddedContent;
}

export type EmbeddedContent =
  /** The bytes themselves (kept, so they must not be a view of a chunk). */
  | { readonly is: "bytes"; readonly bytes: Uint8Array }
  /** Where they stand in the entry, `[first byte, bytes]`, and how they are written there. */
  | {
      readonly is: "range";
      readonly range: readonly [start: number, length: number];
      readonly encoding: "none" | "base64" | "quoted-printable";
    };

/**
 * What an object is besides. `entry`: its key is no name but an identifier or a number (`"messages": {"-NxT4": {…}}`), so it is
 * one of many, as the elements of an array are. `head`: fields that count for the tables below them, as lines do. `captioned`:
 * a table with what belongs to it alone.
 */
export type ObjectAs = "entry" | "head" | "captioned";

/**
 * What a format reports: structure, never meaning. Synchronous, because an async layer per record costs twenty
 * times more (architecture, 2). Every `open` is matched by a `close`.
 */
export interface Sink {
  /** Tells the sink how to say where it stands. Called rarely; must be cheap to set, may be slow to call. */
  locate(here: () => Place): void;
  /** An object (a JSON object, a row of a table). */
  openObject(as?: ObjectAs): void;
  closeObject(): void;
  /**
   * An array or a table. `records`: a layout says its elements are records. `inline`: its elements belong to the enclosing
   * object. `hasHead`: what stands above it, outside of everything, counts for its elements.
   */
  openList(records: boolean, inline: boolean, hasHead?: boolean): void;
  closeList(): void;
  /** A value in the innermost open object or list. */
  value(use: FieldUse, text: string): void;
  /**
   * The innermost open object is the name of a field and its value (`{"name": "customerId", "value": "…"}`): what the
   * field means where the list of such pairs stands, undefined for nothing.
   */
  pair(use: FieldUse | undefined, text: string): void;
  /** A line of running text. */
  text(line: string): void;
  /**
   * Text that does not stand in the entry's bytes as it is (unpacked, decoded, put together), once and whole, whether or
   * not anything was reported of it as a value: the sweep looks through it.
   */
  decoded(text: string): void;
  /**
   * A value that stands in the entry's bytes as it is, but with nothing between it and the next one, so that only a reader of
   * the format knows where it begins and ends; or the value of a cell that stands elsewhere. The sweep finds it without this;
   * undefined where nothing looks identifiers up.
   */
  readonly glued?: ((text: string) => void) | undefined;
  /** A file within the entry: becomes an entry of its own, and what encloses it here counts for it. */
  embedded(file: Embedded): void;
  /** Something that helps a person decide (codec, sampling rate, device); never evidence. */
  fact(name: string, value: string | number): void;
  /** Something was there that is data although no identifier was seen in it (a non-empty document, a sound). */
  content(): void;
  /** The entry is a recording (sound, video, photograph). */
  recording(): void;
  /** A line of a digest list: the file at `path` has this digest (lower-case hex). Agreeing lists are furniture. */
  digest(digest: string, path: string): void;
  /** The entry is furniture: no record. */
  furniture(): void;
}

/** How sure a format is that the bytes are its own: 0 not at all, 1 by the name only, 2 by text that looks like it, 3 by a signature. */
export type Confidence = 0 | 1 | 2 | 3;

export interface ReadContext {
  readonly plan: FieldPlan;
  readonly limits: Limits;
  /** The entry's name: only a hint, never a proof. */
  readonly name: string;
  /** To be called now and then by a format that reads long without asking for bytes: it is not stuck. */
  readonly progress?: () => void;
  /** Where it is wanted: takes the digest of a recording's coded sound or picture, without what is said of it. */
  readonly sound?: (digest: string) => void;
  /** Places of records tell their spans, where the format knows them. */
  readonly spans?: boolean;
}

/** What `docs/formats.md` says of a format; parts of sentences in Markdown, without a full stop at their end. */
export interface FormatWords {
  /** What files it is for: `Mail (EML) and mailboxes (MBOX)`. */
  readonly title: string;
  /** What about the bytes tells it. */
  readonly recognised: string;
  readonly reads: string;
  /** What is in such files and is not read, and what the report says then. */
  readonly leaves: string;
  /** The npm package that parses it; null for own code. */
  readonly library: string | null;
}

/** Turns bytes into structure. Knows no person and no layout. Throws `NotInspected` rather than guess. */
export interface Format {
  readonly name: string;
  /** Parses in one call that cannot be interrupted: killed after `limits.parseMillis`. */
  readonly killable: boolean;
  /** It is a ZIP, and read by its `members`. */
  readonly readsMembers?: true;
  readonly about?: FormatWords;
  /** The innermost part of the format in which a byte lies, as its places name it; for what the sweep finds. */
  unitAt?(bytes: Uint8Array, offset: number): string | undefined;
  sniff(head: Uint8Array, name: string): Confidence;
  /** Returns how many bytes it consumed; what follows is `trailing-data`. */
  read(source: ByteSource, context: ReadContext, out: Sink): Promise<number>;
}
