import { ascii } from "../bytes.ts";
import type { PdfObject } from "./file.ts";
import { PdfFile } from "./file.ts";
import { eachBelow, type Structure } from "./structure.ts";

/** Earlier states of a document that are read; each time somebody saves one behind the other there is one more. */
export const MAX_REVISIONS = 64;

/** Pages of earlier states that are read, of all states together. */
export const MAX_REVISION_PAGES = 1_000;

/** Bytes of earlier states that are read, each with all that comes before it. */
export const MAX_REVISION_BYTES = 512 * 1024 * 1024;

const MARK = "%%EOF";

/** Bytes before an end mark in which the offset of its cross-reference table stands. */
const OFFSET_BYTES = 64;

/** The offset before an end mark, when it is one of a cross-reference table or stream; else undefined. */
export function tableBefore(bytes: Uint8Array, mark: number, header: number): number | undefined {
  const from = Math.max(0, mark - OFFSET_BYTES);
  const offset = /startxref\s+(\d{1,15})\s*$/.exec(ascii(bytes, from, mark - from))?.[1];
  if (offset === undefined) return undefined;
  const leads = [0, header].some((start) => {
    const at = Number(offset) + start;
    return at > 0 && at < mark && /^\s{0,8}(?:xref\s|\d{1,10}\s+\d{1,5}\s+obj)/.test(ascii(bytes, at, 40));
  });
  return leads ? Number(offset) : undefined;
}

/** Ends of the states that a document was in, the last included. (A linearized one has an end mark that is no end.) */
export function revisionEnds(file: PdfFile): number[] {
  const { bytes, header } = file;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const ends: number[] = [];
  const tables = new Set<number>();
  let index = 0;
  for (
    let at = buffer.indexOf(MARK, header, "latin1");
    at >= 0;
    at = buffer.indexOf(MARK, at + 1, "latin1")
  ) {
    while (index < file.objects.length && endOf(file.objects[index]) <= at) index += 1;
    const data = file.objects[index]?.data;
    const isInStream = data !== undefined && at >= data[0] && at < data[1];
    const table = isInStream ? undefined : tableBefore(bytes, at, header);
    if (table === undefined) continue;
    // Some programs write the mark twice.
    if (tables.has(table)) ends.pop();
    tables.add(table);
    ends.push(at + MARK.length);
  }
  const last = ends.length - 1;
  if (last < 0) ends.push(bytes.length);
  else ends[last] = bytes.length;
  return ends;
}

function endOf(object: PdfObject | undefined): number {
  return object?.data?.[1] ?? object?.at ?? 0;
}

/** The document as it was when it ended at `end`. */
export function revisionAt(file: PdfFile, end: number): PdfFile {
  return new PdfFile({
    bytes: file.bytes.subarray(0, end),
    header: file.header,
    objects: file.objects.filter(({ at }) => at < end),
    trailers: file.trailers.filter(({ at }) => at < end),
    problems: [],
    cipher: file.cipher,
  });
}

/** Pages of an earlier state that are not in the last one as they were, notes aside (all strings are read anyway). */
export function changedPages(
  earlier: PdfFile,
  structure: Structure,
  last: PdfFile,
  now: Structure,
): PdfObject[] {
  const kept = new Set(now.pages.map((page) => page.number));
  return structure.pages.filter((page) => {
    if (!kept.has(page.number) || !last.isLatest(page)) return true;
    let isChanged = false;
    const seen = new Set<number>([page.number]);
    eachBelow(earlier, page, (object) => {
      if (isChanged || seen.has(object.number)) return false;
      seen.add(object.number);
      if (!last.isLatest(object)) isChanged = true;
      return !isChanged;
    });
    return isChanged;
  });
}
