import { ascii, u16, u32 } from "../bytes.ts";

/** Bytes of the header of a database (https://www.sqlite.org/fileformat2.html, 1.3). */
export const HEADER_BYTES = 100;

const MAGIC = "SQLite format 3\0";

/** What the first bytes of a database say of the rest. */
export interface DatabaseHeader {
  readonly pageBytes: number;
  /** Bytes of a page that hold data: some programs keep room at its end. */
  readonly usableBytes: number;
  /** As the header says; undefined where it must be taken from the file's length (written before 2010). */
  readonly pages: number | undefined;
  readonly firstFreePage: number;
  readonly freePages: number;
  /** Every so many pages one holds nothing but pointers; 0 for none. */
  readonly pointerMapStep: number;
}

export function isDatabase(head: Uint8Array): boolean {
  return ascii(head, 0, MAGIC.length) === MAGIC;
}

/** Reads the header; undefined when it is cut off or its size of a page is none. */
export function readHeader(head: Uint8Array): DatabaseHeader | undefined {
  if (head.length < HEADER_BYTES || !isDatabase(head)) return undefined;
  const size = u16(head, 16, false);
  const pageBytes = size === 1 ? 65_536 : size;
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0) return undefined;
  const usableBytes = pageBytes - (head[20] ?? 0);
  if (usableBytes < 480) return undefined;
  const pages = u32(head, 28, false);
  const isCounted = pages > 0 && u32(head, 24, false) === u32(head, 92, false);
  return {
    pageBytes,
    usableBytes,
    pages: isCounted ? pages : undefined,
    firstFreePage: u32(head, 32, false),
    freePages: u32(head, 36, false),
    pointerMapStep: u32(head, 52, false) === 0 ? 0 : Math.floor(usableBytes / 5) + 1,
  };
}

/** Where its two bytes stand that say whether changes are kept in a file of their own (2) or not (1). */
export const JOURNAL_MODE_AT = 18;

/** Bytes of a row above which its end may lie in another page than its beginning. */
export function localBytes({ usableBytes }: DatabaseHeader): number {
  return Math.floor(((usableBytes - 12) * 64) / 255) - 23;
}
