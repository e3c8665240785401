import type { NotInspectedReason } from "../model/fate.ts";

/** Where an entry's bytes lie in its container. Plain data: it crosses to the worker that reads them. */
export type Locator =
  | {
      readonly in: "zip";
      /** First byte of the packed data. */
      readonly start: number;
      readonly packed: number;
      /** Uncompressed bytes, as declared. */
      readonly size: number;
      readonly crc: number;
      readonly method: number;
      /** What an encrypted entry needs besides the password; undefined for plain ones. */
      readonly encryption?: Encryption | undefined;
    }
  /** Bytes as they stand; several ranges are read one after the other with a newline between them. */
  | { readonly in: "ranges"; readonly ranges: readonly Range[]; readonly size: number }
  /** Raw DEFLATE of unknown length at `start`, at most `packed` bytes: it ends where its last block ends. */
  | { readonly in: "deflate"; readonly start: number; readonly packed: number; readonly size: number }
  /** The gzip members at `start`; `size` was counted when they were listed. */
  | { readonly in: "gzip"; readonly start: number; readonly packed: number; readonly size: number }
  /** Bytes that were taken out of where they stand and are kept here: texts of headers, an attachment of a PDF. */
  | { readonly in: "kept"; readonly bytes: Uint8Array; readonly size: number }
  /** Bytes written as text in a mail or a page. `size`: at most; how many they are shows when they are decoded. */
  | {
      readonly in: "encoded";
      readonly start: number;
      readonly packed: number;
      readonly encoding: TransferEncoding;
      readonly size: number;
    }
  /** A file of a folder. */
  | { readonly in: "folder"; readonly path: string; readonly size: number };

export type TransferEncoding = "base64" | "quoted-printable";

/** How an entry of a ZIP is encrypted. */
export interface Encryption {
  readonly kind: "zipcrypto" | "aes";
  /** First byte of the local header: decoders of whole entries start there. */
  readonly header: number;
  readonly flags: number;
  /** DOS time of the local header: the check byte of ZipCrypto when the checksum follows the data. */
  readonly time: number;
  /** Of the extra field 0x9901: AE-1 or AE-2, and 1 to 3 for keys of 128, 192, 256 bits. */
  readonly aes?: { readonly version: number; readonly strength: number } | undefined;
}

/** `[first byte, bytes]`. */
export type Range = readonly [start: number, length: number];

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
  /**
   * How it was found if no directory lists it: `carved` out of bytes that belong to no entry (nothing can name it),
   * `notes` are comments and extra fields (nobody's record unless they name somebody), `again` are bytes of other
   * entries as some reader sees them (judged there, not here).
   */
  readonly found?: "carved" | "notes" | "again";
  /** It is to be listed as this kind of container, whatever its first bytes are. */
  readonly archive?: ContainerKind;
}

/** Something about the container itself. `rule` is the id of a rule in `rules/`. */
export interface Observation {
  readonly rule: string;
  /** Index of the entry, -1 for the container. */
  readonly entry: number;
  readonly detail: string;
}

/** Text that shows up in the container beside its entries, and is searched for strangers. */
export interface Note {
  /** Index of the entry, -1 for the container. */
  readonly entry: number;
  /** What it is, as it stands in a sentence: `the archive's comment`. */
  readonly where: string;
  readonly text: string;
}

/** `parts`: what a format found in an entry that is no archive: attachments, members of documents, bytes behind its end. */
export type ContainerKind = "zip" | "folder" | "tar" | "gzip" | "parts";

export interface Container {
  readonly kind: ContainerKind;
  readonly bytes: number;
  readonly entries: readonly Listed[];
  readonly observations: readonly Observation[];
  readonly notes: readonly Note[];
  /** Bytes that belong to no entry and no record of the container. */
  readonly unclaimed: number;
}

/** What listing a container may cost. */
export interface ListingBounds {
  readonly maxEntries: number;
  readonly maxDirectoryBytes: number;
  /** Uncompressed bytes that measuring a stream without a directory (gzip) may produce. */
  readonly maxBytes: number;
  readonly maxEntryBytes: number;
  readonly maxRatio: number;
  readonly ratioFloorBytes: number;
}
