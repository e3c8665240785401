import { CannotRun } from "../../../model/errors.ts";
import type { Bytes } from "../../bytes.ts";
import { SliceBytes } from "../../bytes.ts";
import type { Container, Listed, ListingBounds } from "../../container.ts";
import { carve } from "./carve.ts";
import { DirectoryReading } from "./reading.ts";
import { findEndRecords, readEnding, type Ending } from "./ends.ts";
import { Extents } from "./extents.ts";
import { listGaps, type LooksLike } from "./gaps.ts";
import { Observations } from "./observations.ts";
import { locateDirectory } from "./place.ts";
import { SIGNATURE } from "./records.ts";
import { Texts } from "./texts.ts";

export interface ZipOptions {
  readonly bounds: ListingBounds;
  /** There are passwords: encrypted entries are worth a try. */
  readonly canDecrypt: boolean;
  readonly looksLike: LooksLike;
}

/**
 * Reads the raw bytes of a ZIP: every end record, directory, header and descriptor. Each byte belongs to exactly one
 * of them or is carved out as an entry of its own; whatever readers could see differently is an observation.
 * `headers`: the same bytes through a window of their own, because local headers and directory lie far apart.
 * Throws `CannotRun` when there is nothing of a ZIP in the bytes.
 */
export async function mapZip(bytes: Bytes, headers: Bytes, options: ZipOptions): Promise<Container> {
  const observations = new Observations();
  const candidates = findEndRecords(bytes);
  const ending = chooseEnding(bytes, candidates);
  const extents = new Extents();
  const entries: Listed[] = [];
  const texts = new Texts(bytes, observations);
  if (ending === undefined) {
    const found = carve(bytes, 0, bytes.size, extents, options.bounds.maxEntries);
    if (found.length === 0)
      throw new CannotRun("it has no directory at its end and no entry; it is no ZIP, or it was cut off");
    observations.add(
      "directory-missing",
      -1,
      `it has no directory: ${found.length} entries were found by their own headers`,
    );
    entries.push(...found);
  } else {
    for (const { rule, detail } of ending.oddities) observations.add(rule, -1, detail);
    const place = locateDirectory(bytes, headers, ending, observations);
    const reading = new DirectoryReading(bytes, headers, {
      ...options,
      observations,
      extents,
      entries,
      texts,
    });
    // yauzl gets what the end record ends, from where its offsets count.
    const from = Math.max(0, place.shift);
    await reading.readAll(place, ending, new SliceBytes(bytes, from, ending.end - from));
    claimRecords(bytes, ending, place.start, reading.end, extents, texts);
    texts.addArchiveComment(ending);
    const others = candidates.filter((at) => at !== ending.record.at);
    reading.readOthers(others, ending, place);
  }
  claimSpanningMarker(bytes, extents);
  const { gaps, overlaps } = extents.settle(bytes.size);
  for (const { entry, with: other } of overlaps) {
    const what =
      other < 0 ? "the archive's own records" : `those of ${JSON.stringify(entries[other]?.path ?? "")}`;
    observations.add("overlapping-entries", entry, `its bytes overlap ${what}`);
  }
  const unclaimed = listGaps(bytes, gaps, ending === undefined, entries, observations, options.looksLike);
  texts.finish(entries);
  const { notes } = texts;
  return { kind: "zip", bytes: bytes.size, entries, observations: observations.all(), notes, unclaimed };
}

/** The last end record that ends where the archive ends; else the last one of all. */
function chooseEnding(bytes: Bytes, candidates: readonly number[]): Ending | undefined {
  let last: Ending | undefined;
  for (const at of candidates.toReversed()) {
    const ending = readEnding(bytes, at);
    if (ending === undefined) continue;
    if (at + 22 + ending.record.commentBytes === bytes.size) return ending;
    last ??= ending;
  }
  return last;
}

function claimRecords(
  bytes: Bytes,
  ending: Ending,
  start: number,
  end: number,
  extents: Extents,
  texts: Texts,
): void {
  if (end > start) extents.add(start, end, -1);
  const signature = bytes.view(end, 6);
  if (signature?.readUInt32LE(0) === SIGNATURE.digitalSignature) {
    const length = Math.min(signature.readUInt16LE(4), bytes.size - end - 6);
    extents.add(end, end + 6 + length, -1);
    if (length > 0) texts.addRange(end + 6, length, "digital signature");
  }
  const { zip64, locatorAt, record } = ending;
  if (zip64 !== undefined) {
    const isFitting = zip64.end > zip64.at + 56 && zip64.end <= (locatorAt ?? record.at);
    extents.add(zip64.at, isFitting ? zip64.end : zip64.at + 56, -1);
    // Extensible data: room for anything.
    if (isFitting) texts.addRange(zip64.at + 56, zip64.end - zip64.at - 56, "zip64 record");
  }
  if (locatorAt !== undefined) extents.add(locatorAt, locatorAt + 20, -1);
  extents.add(record.at, ending.end, -1);
}

/** `PK00` or `PK\x07\x08` before the first entry: what splitting tools write into an archive of one part. */
function claimSpanningMarker(bytes: Bytes, extents: Extents): void {
  const head = bytes.view(0, 8);
  if (head === undefined || head.readUInt32LE(4) !== SIGNATURE.local) return;
  const marker = head.readUInt32LE(0);
  if (marker === SIGNATURE.spanning || marker === SIGNATURE.descriptor) extents.add(0, 4, -1);
}
