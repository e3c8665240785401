import type { Millis } from "../model/time.ts";
import type { Claim } from "../model/evidence.ts";
import type { Place } from "../model/place.ts";

/** A row that names an entry, resolved. */
export interface ResolvedLink {
  /** Entry whose row it is. */
  readonly from: number;
  readonly claims: readonly Claim[];
  readonly place: Place;
}

export interface LinkTarget {
  /** One for each list of claims: a million rows that say the same of a file are one voice. */
  readonly links: Map<readonly Claim[], ResolvedLink>;
  /** A row that names it fits another entry as well. */
  ambiguous: boolean;
  /** The earliest time of the rows that name it. */
  time?: Millis;
}

export interface EntryName {
  /** Number of the archive that it lies in. */
  readonly archive: number;
  /** Its path in there. */
  readonly name: string;
}

/**
 * Finds the entries that rows mean. A row names files only within its own folder or below, and in its own archive:
 * the path as written from that folder wins; otherwise every entry below whose path ends with it is a candidate.
 */
export class NameIndex {
  readonly #entries: readonly { readonly archive: number; readonly path: string }[];
  readonly #byPath = new Map<string, number[]>();
  readonly #bySegment = new Map<string, number[]>();
  #steps = 0;

  constructor(entries: readonly EntryName[]) {
    this.#entries = entries.map(({ archive, name }) => ({ archive, path: normalise(name) }));
    for (const [index, { archive, path }] of this.#entries.entries()) {
      add(this.#byPath, `${archive} ${path}`, index);
      add(this.#bySegment, segmentKey(archive, path), index);
    }
  }

  /** At most two entries: more than one is not unique, whatever the others are. */
  candidates(from: number, target: string): readonly number[] {
    const row = this.#entries[from];
    if (row === undefined) return [];
    const wanted = normalise(target);
    const folder = row.path.replace(/[^/]*$/, "");
    // Two entries of one path are two candidates: unpacked, only one of them is left.
    const exact = (this.#byPath.get(`${row.archive} ${folder}${wanted}`) ?? []).filter(
      (index) => index !== from,
    );
    if (exact.length > 0) return exact.slice(0, 2);
    const found: number[] = [];
    for (const index of this.#bySegment.get(segmentKey(row.archive, wanted)) ?? []) {
      this.#steps += 1;
      // A hundred thousand rows and files of one name: nobody reads such a bundle, and it must not take for ever.
      if (this.#steps > MAX_STEPS) return [];
      const path = this.#entries[index]?.path ?? "";
      if (index === from || !path.startsWith(folder)) continue;
      // A manifest may write paths from the archive's root.
      if (path === wanted || path.endsWith(`/${wanted}`)) found.push(index);
      if (found.length === 2) break;
    }
    return found;
  }
}

/** Comparisons of one run; past it rows speak for no file, which then stays unattributed. */
const MAX_STEPS = 50_000_000;

function add(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else list.push(index);
}

function segmentKey(archive: number, path: string): string {
  return `${archive} ${path.slice(path.lastIndexOf("/") + 1)}`;
}

function normalise(path: string): string {
  return path
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .normalize("NFC")
    .toLowerCase();
}
