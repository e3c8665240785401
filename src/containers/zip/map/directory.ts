import type { Bytes } from "../../bytes.ts";
import type { Listed } from "../../container.ts";
import { applyZip64, noExtra, readExtra, type Zip64Values } from "./extra.ts";
import type { Central } from "./local.ts";
import { CENTRAL_BYTES, readCentralHeader, SIGNATURE, u64 } from "./records.ts";

/** A header of the directory and where its variable parts lie. */
export interface DirectoryEntry extends Central {
  /** Offset of the header. */
  readonly at: number;
  readonly end: number;
  /** How the zip64 field fits what the header refers to. */
  readonly zip64Fit: "exact" | "short" | "long" | "agrees";
}

/** Bytes of a directory that are looked at in one go. */
const READ_BYTES = 4096;

/** The directory header at `at`; undefined when there is none, or the bytes end within it. */
export function readDirectoryEntry(bytes: Bytes, at: number, limit: number): DirectoryEntry | undefined {
  const room = limit - at;
  if (room < CENTRAL_BYTES) return undefined;
  const first = bytes.view(at, Math.min(READ_BYTES, room));
  if (first === undefined || first.readUInt32LE(0) !== SIGNATURE.central) return undefined;
  const header = readCentralHeader(first);
  const length = CENTRAL_BYTES + header.nameBytes + header.extraBytes + header.commentBytes;
  if (length > room) return undefined;
  const view = length <= first.length ? first : bytes.view(at, length);
  if (view === undefined) return undefined;
  // A view lasts until the next one only.
  const nameEnd = CENTRAL_BYTES + header.nameBytes;
  const variable = Buffer.from(view.subarray(CENTRAL_BYTES, nameEnd + header.extraBytes));
  const name = variable.subarray(0, header.nameBytes);
  const extra = header.extraBytes === 0 ? noExtra() : readExtra(variable.subarray(header.nameBytes), name);
  const zip64 = applyZip64(extra.zip64, header);
  return {
    ...header,
    size: zip64.size,
    packed: zip64.packed,
    offset: zip64.offset,
    name,
    extra,
    at,
    end: at + length,
    zip64Fit: zip64.fit === "long" && repeats(extra.zip64, zip64) ? "agrees" : zip64.fit,
  };
}

/**
 * A zip64 field with more in it than the header refers to, in which each value stands where it would if the header
 * referred to all of them, and is the entry's: some writers always add it, Go adds the offset to the sizes.
 */
function repeats(field: Buffer | undefined, entry: Zip64Values): boolean {
  if (field === undefined) return true;
  return [entry.size, entry.packed, entry.offset].every(
    (value, index) => field.length < index * 8 + 8 || u64(field, index * 8) === value,
  );
}

/** Type of a file by the attributes that Unix writers leave, 0 for none. */
export function unixType({ madeBy, external }: Pick<Central, "madeBy" | "external">): number {
  const host = madeBy >>> 8;
  return host === 3 || host === 19 ? (external >>> 16) & 0o170000 : 0;
}

export const UNIX_TYPE = { link: 0o120000, file: 0o100000, folder: 0o040000 } as const;

/** The bounds that decide whether an entry is read. */
export interface EntryBounds {
  readonly maxEntryBytes: number;
  readonly maxRatio: number;
  readonly ratioFloorBytes: number;
}

/** Why an entry cannot be read, as far as the directory tells. */
export function whyUnreadable(
  entry: Central,
  method: number,
  dataStart: number | undefined,
  archiveBytes: number,
  bounds: EntryBounds,
): Listed["unreadable"] {
  const { packed, size } = entry;
  if (dataStart === undefined) return { reason: "damaged", detail: "its local header is missing or damaged" };
  const type = unixType(entry);
  if (type === UNIX_TYPE.link) return { reason: "link", detail: "it is a symbolic link" };
  // What came through a pipe or a socket keeps that type, and is unpacked as a file all the same: it is read.
  if (type !== 0 && type !== UNIX_TYPE.file && type !== UNIX_TYPE.folder && size === 0)
    return { reason: "special-file", detail: "it is no regular file" };
  if (!(dataStart + packed <= archiveBytes))
    return { reason: "damaged", detail: "its data lies outside of the archive" };
  if (method === 0 && packed !== size && (entry.flags & 1) === 0) {
    const detail = `it is stored, but declares ${packed} packed and ${size} unpacked bytes`;
    return { reason: "size-mismatch", detail };
  }
  if (size > bounds.maxEntryBytes)
    return {
      reason: "over-limit",
      detail: `${size === Infinity ? "more" : size} bytes; ${bounds.maxEntryBytes} is the limit`,
    };
  // DEFLATE cannot expand beyond 1,032 to 1: a larger claim is a lie and reserves nothing.
  if (method === 8 && size > 1032 * packed + 64)
    return { reason: "size-mismatch", detail: `it declares ${size} bytes from ${packed}` };
  if (size > bounds.ratioFloorBytes && size > bounds.maxRatio * packed) {
    const detail = `it expands ${Math.round(size / packed)} times; ${bounds.maxRatio} is the limit`;
    return { reason: "over-limit", detail };
  }
  return undefined;
}
