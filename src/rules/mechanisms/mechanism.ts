import type { Facts, JudgedRecords } from "../../model/facts.ts";
import type { Subject } from "../../model/subject.ts";

/** What a mechanism is looked for in. */
export interface Scene {
  readonly facts: Facts;
  readonly subject: Subject;
  /** Records and recordings of other people. */
  readonly strays: readonly JudgedRecords[];
  readonly strayItems: number;
  readonly items: number;
  readonly owners: ReadonlySet<number>;
  readonly folders: readonly Folder[];
  /** Entries that hold something of other people; `path` is the entry's own. */
  readonly files: readonly Folder[];
}

/** A folder of the bundle and everything below it; archives are folders, too. */
export interface Folder {
  /** Ends in a slash; empty for the bundle as a whole. */
  readonly path: string;
  readonly entries: ReadonlySet<number>;
  readonly strayEntries: ReadonlySet<number>;
  readonly items: number;
  readonly strayItems: number;
  readonly ownItems: number;
  readonly owners: ReadonlySet<number>;
}

/** How well a mechanism fits: from 0 to 1, and why in words. Paths in them are masked when they are printed. */
export interface Fit {
  readonly score: number;
  readonly evidence: readonly string[];
}

/** A way in which data of other people gets into a bundle (M1 to M17 of the list of leaks). */
export interface Mechanism {
  readonly id: string;
  readonly title: string;
  /** False: strong signs of it (of a score of 0.6 and more) are also said where nothing strange was found yet. */
  readonly needsStrays?: false;
  /** What to look at next. */
  readonly next: string;
  /** Undefined where nothing speaks for it. */
  find(scene: Scene): Fit | undefined;
}

/** Folders that are told apart; a bundle of more is judged by its uppermost ones. */
const MAX_FOLDERS = 20_000;

/** Puts together what the mechanisms look at. */
export function sceneOf(facts: Facts, subject: Subject): Scene {
  const strays = facts.judged.filter(isStray);
  return {
    facts,
    subject,
    strays,
    strayItems: total(strays),
    items: total(facts.judged),
    owners: ownersOf(strays),
    folders: foldersOf(facts),
    files: filesOf(facts, strays),
  };
}

export function isStray({ attribution }: JudgedRecords): boolean {
  return attribution === "stray" || attribution === "conflict";
}

/** Records and recordings. */
export function total(judged: readonly JudgedRecords[]): number {
  return judged.reduce((sum, { count }) => sum + count, 0);
}

export function ownersOf(judged: readonly JudgedRecords[]): ReadonlySet<number> {
  return new Set(judged.map(({ owner }) => owner).filter((owner) => owner >= 0));
}

/** Everything there is of other people, and nothing else. */
export function isForeign({ items, strayItems }: Folder): boolean {
  return items > 0 && strayItems === items;
}

interface Growing {
  readonly path: string;
  readonly entries: Set<number>;
  readonly strayEntries: Set<number>;
  items: number;
  strayItems: number;
  ownItems: number;
  readonly owners: Set<number>;
}

function growing(path: string): Growing {
  return {
    path,
    entries: new Set(),
    strayEntries: new Set(),
    items: 0,
    strayItems: 0,
    ownItems: 0,
    owners: new Set(),
  };
}

function add(folder: Growing, records: JudgedRecords): void {
  folder.entries.add(records.entry);
  folder.items += records.count;
  if (records.attribution === "own" || records.attribution === "context") folder.ownItems += records.count;
  if (!isStray(records)) return;
  folder.strayEntries.add(records.entry);
  folder.strayItems += records.count;
  if (records.owner >= 0) folder.owners.add(records.owner);
}

function filesOf({ judged, entries }: Facts, strays: readonly JudgedRecords[]): readonly Folder[] {
  const files = new Map<number, Growing>();
  for (const { entry } of strays)
    if (!files.has(entry)) files.set(entry, growing(entries[entry]?.path ?? ""));
  for (const records of judged) {
    const file = files.get(records.entry);
    if (file !== undefined) add(file, records);
  }
  return [...files.values()];
}

function foldersOf({ judged, entries }: Facts): readonly Folder[] {
  const folders = new Map<string, Growing>();
  for (const records of judged) {
    for (const path of foldersAbove(entries[records.entry]?.path ?? "")) {
      let folder = folders.get(path);
      if (folder === undefined) {
        if (folders.size >= MAX_FOLDERS) break;
        folder = growing(path);
        folders.set(path, folder);
      }
      add(folder, records);
    }
  }
  return [...folders.values()];
}

/** From the bundle as a whole down to the folder that the entry lies in. */
function foldersAbove(path: string): readonly string[] {
  const folders = [""];
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1))
    folders.push(path.slice(0, at + 1));
  return folders;
}
