import type { Bytes } from "../../bytes.ts";
import { decodeName } from "../names.ts";
import { readDirectoryEntry, type DirectoryEntry } from "./directory.ts";
import { readEnding, type Ending } from "./ends.ts";
import { listedEntry } from "./listed.ts";
import { compareLocal, readLocal } from "./local.ts";
import type { Place } from "./place.ts";
import { leadsToDirectory } from "./plausible.ts";
import type { Collected } from "./reading.ts";

/** Where other directories may be. */
export interface Elsewhere {
  /** Positions of the end records that were not chosen. */
  readonly candidates: readonly number[];
  /** The one that was. */
  readonly ending: Ending;
  readonly place: Place;
  /** First byte behind the directory that was read. */
  readonly end: number;
}

/** What makes an entry the same as another one at the same local header. */
function identityOf({ packed, size, method, name }: DirectoryEntry): string {
  return `${packed} ${size} ${method} ${name.toString("latin1")}`;
}

/** Entries that other end records, or other readings of the same one, lead to. */
export function readOthers(
  bytes: Bytes,
  headers: Bytes,
  { candidates, ending, place, end }: Elsewhere,
  { observations, extents, entries, bounds, canDecrypt }: Collected,
): void {
  const others = [...place.others];
  for (const at of candidates) {
    // An archive stored in this one has an end record of its own.
    if (extents.entryAt(at) >= 0) continue;
    const other = readEnding(bytes, at);
    if (other === undefined) continue;
    // The signature among the instructions of a self-extractor: whoever takes it for an end record finds nothing.
    if (at < ending.start && !leadsToDirectory(bytes, other)) continue;
    const where = at > ending.record.at && at < ending.end ? "in its comment" : `at byte ${at}`;
    observations.add("end-record-ambiguous", -1, `it has another end record ${where}`);
    const adjacent = other.start - other.directoryBytes;
    others.push([adjacent, adjacent - other.directoryAt], [other.directoryAt, 0]);
  }
  if (others.length === 0) return;
  const known = new Map<number, string>();
  for (let entry = readDirectoryEntry(bytes, place.start, end); entry !== undefined;) {
    known.set(entry.offset + place.shift, identityOf(entry));
    entry = readDirectoryEntry(bytes, entry.end, end);
  }
  // Many end records may lead to one long directory, each by other offsets.
  let looked = 0;
  for (const [start, shift] of others) {
    let at = start;
    for (;;) {
      if (entries.length >= bounds.maxEntries) return;
      const entry = readDirectoryEntry(bytes, at, bytes.size);
      if (entry === undefined) break;
      looked += 1;
      if (looked > bounds.maxEntries) {
        const detail = `its other directories list more than ${bounds.maxEntries} entries`;
        observations.add("too-many-entries", -1, detail);
        return;
      }
      at = entry.end;
      const offset = entry.offset + shift;
      const identity = identityOf(entry);
      if (known.get(offset) === identity) continue;
      const local = readLocal(headers, offset);
      if (local === undefined) continue;
      const behind = compareLocal(headers, local, entry, () => {});
      const index = entries.length;
      known.set(offset, identity);
      const { path } = decodeName(entry.name, entry.flags, entry.extra);
      const listed = listedEntry(entry, path, local, offset, { bounds, canDecrypt, size: bytes.size });
      entries.push({ ...listed, found: "carved" });
      observations.add("other-directory", index, `only another directory, at byte ${start}, lists it`);
      extents.add(offset, behind, -1);
    }
  }
}
