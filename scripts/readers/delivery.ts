/** What a reader hands out of an archive. */
export interface Delivery {
  /** Of files and of empty folders. Bytes that are no UTF-8 stand as the characters U+0080 to U+00FF. */
  readonly names: readonly string[];
  /** sha256 in hex of every regular file that was written or streamed, empty ones left out. */
  readonly contents: readonly string[];
  /** What the reader complained about; it may have delivered something all the same. */
  readonly error?: string;
}

/** Bytes that a reader may write or stream per archive before it is stopped. */
export const MAX_DELIVERED_BYTES = 256 * 1024 * 1024;
/** Milliseconds a reader gets per archive. */
export const READER_MILLIS = 20_000;
/** Names and files of one archive that are kept. */
export const MAX_DELIVERED_NAMES = 200_000;

/** One of the programs with which a recipient may open an archive. */
export interface Reader {
  readonly name: string;
  readonly version: string;
  /** Never rejects: what went wrong is the delivery's `error`. `folder` is the reader's own, empty and to be thrown away. */
  deliver(archivePath: string, folder: string): Promise<Delivery>;
  readonly stop: () => void;
}
