import type { Bytes } from "../../bytes.ts";
import { METHODS } from "./carve.ts";
import { readEnding, type Ending, type Span } from "./ends.ts";
import { readDirectoryEntry } from "./directory.ts";
import { readLocal } from "./local.ts";
import { SIGNATURE } from "./records.ts";

/**
 * Whether a reader could come to a file by the record at `at`, in a range that belongs to nothing. A program that reads
 * archives holds the signatures of all records among its instructions; what follows them there is no header.
 */
export function couldLeadToFile(
  bytes: Bytes,
  { at, signature }: { readonly at: number; readonly signature: number },
  range: Span,
): boolean {
  switch (signature) {
    case SIGNATURE.local:
      return couldBeLocal(bytes, at, range);
    case SIGNATURE.central: {
      // Before the first entry it takes an end record to come to a directory.
      if (range.start === 0) return false;
      const entry = readDirectoryEntry(bytes, at, range.end);
      return entry !== undefined && METHODS.has(entry.method) && entry.name.length > 0;
    }
    case SIGNATURE.end: {
      const ending = readEnding(bytes, at);
      return ending !== undefined && leadsToDirectory(bytes, ending);
    }
    default:
      // The others are found by way of an end record.
      return false;
  }
}

/** What 7-Zip wants of a local header that it finds by searching (`IsArc_Zip` in its ZipIn.cpp). */
const SEVEN_ZIP = { maxHeaderBytes: 65_536, maxBytesBesideDamage: 512 };

function couldBeLocal(bytes: Bytes, at: number, { start, end }: Span): boolean {
  const local = readLocal(bytes, at);
  if (local === undefined || local.dataStart > end) return false;
  const { name, header, extra } = local;
  // Between entries, readers of a stream take any signature for a header.
  if (start > 0) return METHODS.has(header.method) && name.length > 0;
  // Before the first one only 7-Zip searches: NUL may end a name but not stand in it, and extra fields must be sound.
  const last = name.findLastIndex((byte) => byte !== 0);
  if (name.subarray(0, last + 1).includes(0) || local.dataStart - at > SEVEN_ZIP.maxHeaderBytes) return false;
  const isShort = Math.max(name.length, header.extraBytes) <= SEVEN_ZIP.maxBytesBesideDamage;
  return extra.damage === undefined || (name.length > 0 && isShort);
}

/** Whether a reader that takes this end record comes to a directory, or to an archive without files. */
export function leadsToDirectory(bytes: Bytes, ending: Ending): boolean {
  const { entries, entriesHere, start, directoryAt, directoryBytes, others } = ending;
  if (entries === 0 && entriesHere === 0 && directoryBytes === 0) return true;
  const places = [
    directoryAt,
    start - directoryBytes,
    ...others.flatMap(([at, length]) => [at, start - length]),
  ];
  return places.some((at) => bytes.view(at, 4)?.readUInt32LE(0) === SIGNATURE.central);
}
