import { ascii } from "../bytes.ts";
import { ownEnd, startOfAppendedZip } from "../own-end.ts";
import { tableBefore } from "./revisions.ts";

const MARK = "%%EOF";

/**
 * Where a document ends: after the last `%%EOF` that belongs to it and its line end, -1 without one. A PDF within what
 * follows has a mark of its own; but its offsets count from its own beginning, so they lead nowhere here.
 */
export function endOfPdf(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = Math.max(0, ascii(bytes, 0, 1024).indexOf("%PDF-"));
  const zip = startOfAppendedZip(bytes) ?? bytes.length;
  const valid = lastMark(buffer, (at) => tableBefore(bytes, at, header) !== undefined);
  // Programs repair documents whose offsets are wrong, and so does pdf.js.
  let mark = valid >= 0 ? valid : lastMark(buffer, (at) => at < zip);
  while (mark >= 0 && isObject(bytes, mark + MARK.length)) mark = buffer.indexOf(MARK, mark + 1, "latin1");
  if (mark < 0) return -1;
  return ownEnd(bytes, endOfLine(bytes, mark + MARK.length));
}

/** End marks that are looked at; a document has one for each time it was changed. */
const MAX_MARKS = 65_536;

function lastMark(buffer: Buffer, isOwn: (at: number) => boolean): number {
  let marks = 0;
  for (let at = buffer.lastIndexOf(MARK, buffer.length, "latin1"); at >= 0 && marks < MAX_MARKS;) {
    if (isOwn(at)) return at;
    marks += 1;
    at = at === 0 ? -1 : buffer.lastIndexOf(MARK, at - 1, "latin1");
  }
  return -1;
}

/** What an update of a document begins with. */
function isObject(bytes: Uint8Array, at: number): boolean {
  return /^\s*(?:xref\s|\d{1,10}\s+\d{1,5}\s+obj)/.test(ascii(bytes, at, 80));
}

/** Past the line end, or past all white space when nothing else follows. */
function endOfLine(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && isWhite(bytes[end] ?? 0)) end += 1;
  if (end === bytes.length) return end;
  end = at;
  if (bytes[end] === 0x0d) end += 1;
  if (bytes[end] === 0x0a) end += 1;
  return end;
}

/** White space of PDF: NUL, tab, line feed, form feed, return, space. */
function isWhite(byte: number): boolean {
  return byte === 0 || byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 32;
}
