import type { Bytes } from "../../bytes.ts";
import {
  END_BYTES,
  readEndRecord,
  readZip64End,
  SENTINEL_16,
  SENTINEL_32,
  SIGNATURE,
  u64,
  ZIP64_END_BYTES,
  ZIP64_LOCATOR_BYTES,
  type EndRecord,
  type Zip64End,
} from "./records.ts";

/** Bytes of the end in which readers look for the end record: it, its longest comment, and a zip64 locator. */
const TAIL_BYTES = END_BYTES + 0xffff + ZIP64_LOCATOR_BYTES;
const SCAN_BYTES = 1024 * 1024;
const MAX_CANDIDATES = 64;

/** A range `[start, end)` of the archive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What an end record, with its zip64 record, says of the directory, and what is odd about it. */
export interface Ending {
  readonly record: EndRecord;
  readonly zip64: Zip64End | undefined;
  readonly locatorAt: number | undefined;
  /** Where the locator says that the zip64 record is. */
  readonly zip64At: number | undefined;
  /** First byte of the records that end the archive: the directory must end there. */
  readonly start: number;
  /** First byte behind the comment, at most the size of the archive. */
  readonly end: number;
  readonly entries: number;
  readonly entriesHere: number;
  readonly directoryBytes: number;
  /** Where the directory is said to begin, as written. */
  readonly directoryAt: number;
  /** Rule and sentence of each oddity. */
  readonly oddities: readonly { readonly rule: string; readonly detail: string }[];
  /** Directories that another reading of the same records leads to: `[start, bytes]`. */
  readonly others: readonly (readonly [number, number])[];
}

/** Positions of every end record in the last 64 KiB, or in the whole of the bytes where there is none; ascending. */
export function findEndRecords(bytes: Bytes): readonly number[] {
  const near = scan(bytes, Math.max(0, bytes.size - TAIL_BYTES));
  return near.length > 0 || bytes.size <= TAIL_BYTES ? near : scan(bytes, 0);
}

function scan(bytes: Bytes, from: number): readonly number[] {
  const found: number[] = [];
  const overlap = END_BYTES - 1;
  // From the end, so that of too many the last ones are kept.
  for (let end = bytes.size; end > from; end -= SCAN_BYTES) {
    const start = Math.max(from, end - SCAN_BYTES);
    const view = bytes.view(start, Math.min(end + overlap, bytes.size) - start);
    if (view === undefined) break;
    let at = view.lastIndexOf("PK\x05\x06", view.length, "latin1");
    for (; at >= 0; at = at === 0 ? -1 : view.lastIndexOf("PK\x05\x06", at - 1, "latin1")) {
      const position = start + at;
      if (position < end && position + END_BYTES <= bytes.size && found.at(-1) !== position)
        found.push(position);
      if (found.length >= MAX_CANDIDATES) return found.toReversed();
    }
  }
  return found.toReversed();
}

/** Reads the end record at `at` and what belongs to it; undefined when there is none. */
export function readEnding(bytes: Bytes, at: number): Ending | undefined {
  const record = readEndRecord(bytes, at);
  if (record === undefined) return undefined;
  const oddities: { rule: string; detail: string }[] = [];
  const odd = (rule: string, detail: string): void => void oddities.push({ rule, detail });
  const others: [number, number][] = [];
  const declaredEnd = at + END_BYTES + record.commentBytes;
  if (declaredEnd > bytes.size)
    odd("end-record-ambiguous", "its end record speaks of a comment that is longer than the file");
  const locator = readLocator(bytes, at);
  const zip64 = locator === undefined ? undefined : zip64Of(bytes, locator, odd);
  if (locator !== undefined && locator.disks > 1)
    odd("split-archive", `its zip64 locator speaks of ${locator.disks} disks`);
  for (const [name, disk] of [
    ["its own", record.disk],
    ["the directory's", record.directoryDisk],
  ] as const) {
    if (disk !== 0 && !(disk === SENTINEL_16 && zip64 !== undefined))
      odd("split-archive", `its end record gives ${disk} as ${name} disk`);
  }
  const marked = (value: number, sentinel: number, large: number | undefined): number =>
    value === sentinel && large !== undefined ? large : value;
  const entries = marked(record.entries, SENTINEL_16, zip64?.entries);
  const entriesHere = marked(record.entriesHere, SENTINEL_16, zip64?.entriesHere);
  const directoryBytes = marked(record.directoryBytes, SENTINEL_32, zip64?.directoryBytes);
  const directoryAt = marked(record.directoryAt, SENTINEL_32, zip64?.directoryAt);
  if (zip64 !== undefined) {
    const differs = [
      [entries, zip64.entries, "number of entries"],
      [entriesHere, zip64.entriesHere, "number of entries on this disk"],
      [directoryBytes, zip64.directoryBytes, "size of the directory"],
      [directoryAt, zip64.directoryAt, "place of the directory"],
    ].filter(([plain, large]) => plain !== large);
    if (differs.length > 0) {
      const what = differs.map(([, , name]) => name).join(", ");
      odd("zip64-disagrees", `its end record and its zip64 record differ in: ${what}`);
      others.push([zip64.directoryAt, zip64.directoryBytes]);
    }
    if (zip64.disk !== 0 || zip64.directoryDisk !== 0)
      odd("split-archive", `its zip64 record gives ${zip64.disk} and ${zip64.directoryDisk} as disks`);
    if (zip64.end !== zip64.at + ZIP64_END_BYTES)
      odd(
        zip64.end === locator?.at ? "zip64-unusual" : "zip64-disagrees",
        "its zip64 record is longer than the format needs; the rest of it was searched",
      );
  } else if (
    record.directoryBytes === SENTINEL_32 ||
    record.directoryAt === SENTINEL_32 ||
    (record.entries === SENTINEL_16 && locator !== undefined)
  ) {
    odd("zip64-disagrees", "its end record refers to a zip64 record, and there is none");
  }
  return {
    record,
    zip64,
    locatorAt: locator?.at,
    zip64At: locator?.recordAt,
    start: zip64?.at ?? locator?.at ?? at,
    end: Math.min(declaredEnd, bytes.size),
    entries,
    entriesHere,
    directoryBytes,
    directoryAt,
    oddities,
    others,
  };
}

interface Zip64Locator {
  readonly at: number;
  readonly recordAt: number;
  readonly disk: number;
  readonly disks: number;
}

function readLocator(bytes: Bytes, endAt: number): Zip64Locator | undefined {
  const at = endAt - ZIP64_LOCATOR_BYTES;
  const view = bytes.view(at, ZIP64_LOCATOR_BYTES);
  if (view === undefined || view.readUInt32LE(0) !== SIGNATURE.zip64Locator) return undefined;
  return { at, disk: view.readUInt32LE(4), recordAt: u64(view, 8), disks: view.readUInt32LE(16) };
}

/** The zip64 record right before its locator, where most readers take it from, or where the locator points to. */
function zip64Of(
  bytes: Bytes,
  locator: Zip64Locator,
  odd: (rule: string, detail: string) => void,
): Zip64End | undefined {
  const pointed = readZip64End(bytes, locator.recordAt);
  if (pointed?.end === locator.at) return pointed;
  const adjacent = readZip64End(bytes, locator.at - ZIP64_END_BYTES);
  if (adjacent === undefined) {
    odd(
      "zip64-disagrees",
      pointed === undefined
        ? "its zip64 locator points to no zip64 record"
        : "its zip64 record does not stand before its locator",
    );
    return pointed !== undefined && pointed.end <= locator.at ? pointed : undefined;
  }
  // Bytes put before an archive shift everything alike: said once, for the whole archive.
  if (pointed !== undefined) odd("zip64-disagrees", "its zip64 locator points to another zip64 record");
  return adjacent;
}
