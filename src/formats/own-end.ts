import { isZero, u16, u32 } from "./bytes.ts";

const END_RECORD_BYTES = 22;
const LONGEST_COMMENT_BYTES = 0xffff;
const LOCAL_HEADER = Buffer.from("PK\x03\x04", "latin1");
const END_RECORD = Buffer.from("PK\x05\x06", "latin1");

/**
 * Bytes of a file that its format consumed, when it ends at `end`: without a ZIP that ends with the file, also where the
 * format would have it be its own, and with zeros that do nothing but fill the file up.
 */
export function ownEnd(bytes: Uint8Array, end: number): number {
  const zip = startOfAppendedZip(bytes);
  if (zip !== undefined) return Math.min(zip, end);
  return isZero(bytes, end, bytes.length) ? bytes.length : end;
}

/**
 * Where a ZIP begins that ends with the bytes, undefined when none does. Programs find a ZIP from its end, so it may lie
 * behind, or within, what another format takes for its own.
 */
export function startOfAppendedZip(bytes: Uint8Array): number | undefined {
  if (!endsWithZip(bytes)) return undefined;
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(LOCAL_HEADER, 1);
  return at < 0 ? undefined : at;
}

/** An end record, with a central header or nothing where it says, in the last bytes that programs search for one. */
function endsWithZip(bytes: Uint8Array): boolean {
  const first = Math.max(0, bytes.length - END_RECORD_BYTES - LONGEST_COMMENT_BYTES);
  const last = Buffer.from(bytes.buffer, bytes.byteOffset + first, bytes.length - first);
  for (let at = last.indexOf(END_RECORD); at >= 0; at = last.indexOf(END_RECORD, at + 1)) {
    if (isEndRecord(bytes, first + at)) return true;
  }
  return false;
}

function isEndRecord(bytes: Uint8Array, at: number): boolean {
  const entries = u16(bytes, at + 10, true);
  const directoryBytes = u32(bytes, at + 12, true);
  // The directory of a zip64 lies further ahead, before the records that say where.
  if (entries === 0xffff || directoryBytes === 0xffffffff) return true;
  if (entries === 0) return false;
  const places = [at - directoryBytes, u32(bytes, at + 16, true)];
  return places.some((place) => place >= 0 && u32(bytes, place, true) === 0x02014b50);
}
