import type { Claim } from "../model/evidence.ts";
import type { Place } from "../model/place.ts";

/** A row that names an entry, resolved. */
export interface ResolvedLink {
  /** Entry whose row it is. */
  readonly from: number;
  readonly claims: readonly Claim[];
  readonly place: Place;
  /** What the row says of the file and the file says otherwise; such a link speaks for nobody. */
  readonly disagrees: string | undefined;
}

export interface LinkTarget {
  readonly links: ResolvedLink[];
  /** A row that names it fits another entry as well. */
  ambiguous: boolean;
}

export interface EntryName {
  readonly part: number;
  readonly path: string;
}

/**
 * Finds the entries that rows mean. A row names files only within its own folder or below, and in its own archive:
 * the path as written from that folder wins; otherwise every entry below whose path ends with it is a candidate.
 */
export class NameIndex {
  readonly #entries: readonly EntryName[];
  readonly #bySegment = new Map<string, number[]>();

  constructor(entries: readonly EntryName[]) {
    this.#entries = entries;
    for (const [index, entry] of entries.entries()) {
      const key = segmentKey(entry.part, entry.path);
      const list = this.#bySegment.get(key);
      if (list === undefined) this.#bySegment.set(key, [index]);
      else list.push(index);
    }
  }

  candidates(from: number, target: string): readonly number[] {
    const row = this.#entries[from];
    if (row === undefined) return [];
    const wanted = normalise(target);
    const folder = normalise(row.path).replace(/[^/]*$/, "");
    const found: number[] = [];
    for (const index of this.#bySegment.get(segmentKey(row.part, wanted)) ?? []) {
      const path = normalise(this.#entries[index]?.path ?? "");
      if (index === from || !path.startsWith(folder)) continue;
      if (path === folder + wanted) return this.#unique(row.part, path, index);
      // A manifest may write paths from the archive's root.
      if (path === wanted || path.endsWith(`/${wanted}`)) found.push(index);
    }
    return found;
  }

  /** Two entries of one path are two candidates: unpacked, only one of them is left. */
  #unique(part: number, path: string, first: number): readonly number[] {
    const same = (this.#bySegment.get(segmentKey(part, path)) ?? []).filter(
      (index) => normalise(this.#entries[index]?.path ?? "") === path,
    );
    return same.length === 0 ? [first] : same;
  }
}

function segmentKey(part: number, path: string): string {
  const normal = normalise(path);
  return `${part} ${normal.slice(normal.lastIndexOf("/") + 1)}`;
}

function normalise(path: string): string {
  return path
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .toLowerCase();
}
