import { NarrowRuns, WideRuns } from "../printable-runs.ts";
import { u16, u32 } from "../bytes.ts";
import { HEADER_BYTES, type DatabaseHeader } from "./header.ts";

/** Characters in a row that make text of bytes that belong to no row any more. */
const MIN_CHARACTERS = 4;

const INNER_INDEX = 2;
const INNER_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;

/** What stands in a database outside its rows. */
export interface Residue {
  /** A page is pointed at twice, by pages in use or not: following the pointers could take for ever. */
  readonly isTangled: boolean;
  /** Pages that hold something of no row, wholly or in part. */
  readonly pages: number;
}

/** Reads a page, numbered from 1; the bytes are valid until the next call. */
export type ReadPage = (page: number) => Uint8Array;

/**
 * Gives the text that stands where no row is: in free pages, and in the gaps that deleted rows left in the others.
 * `beat` is called every few pages.
 */
export function eachResidue(
  header: DatabaseHeader,
  pages: number,
  readPage: ReadPage,
  give: (text: string, offset: number) => void,
  beat: () => void,
): Residue {
  const free = freePages(header, pages, readPage);
  const targets = new Uint8Array(pages + 1);
  let isTangled = false;
  let found = 0;
  for (let page = 1; page <= pages; page += 1) {
    if (page % 256 === 0) beat();
    const bytes = readPage(page);
    const at = page === 1 ? HEADER_BYTES : 0;
    for (const child of children(bytes, at)) {
      if (child === 0 || child > pages) continue;
      if (targets[child] === 1) isTangled = true;
      targets[child] = 1;
    }
    if (isPointerMap(header, page)) continue;
    const offset = (page - 1) * header.pageBytes;
    let isResidue = false;
    const runs = (from: number, to: number): void => {
      if (to - from < MIN_CHARACTERS) return;
      const part = bytes.subarray(from, to);
      const counted = (text: string, at: number): void => {
        isResidue = true;
        give(text, at);
      };
      new NarrowRuns(MIN_CHARACTERS, Infinity, counted).scan(part, true, offset + from);
      new WideRuns(MIN_CHARACTERS, Infinity, counted).scan(part, true, offset + from);
    };
    if (free.has(page)) runs(0, bytes.length);
    else eachGap(bytes, at, header.usableBytes, runs);
    if (isResidue) found += 1;
  }
  return { isTangled, pages: found };
}

function isPointerMap({ pointerMapStep }: DatabaseHeader, page: number): boolean {
  return pointerMapStep > 0 && page >= 2 && (page - 2) % pointerMapStep === 0;
}

/** The free pages, by the list of them that begins in the header. */
export function freePages(header: DatabaseHeader, pages: number, readPage: ReadPage): ReadonlySet<number> {
  const free = new Set<number>();
  let trunk = header.firstFreePage;
  while (trunk > 0 && trunk <= pages && !free.has(trunk)) {
    free.add(trunk);
    const bytes = readPage(trunk);
    const leaves = Math.min(u32(bytes, 4, false), Math.floor(header.usableBytes / 4) - 2);
    for (let leaf = 0; leaf < leaves; leaf += 1) {
      const page = u32(bytes, 8 + 4 * leaf, false);
      if (page > 1 && page <= pages) free.add(page);
    }
    trunk = u32(bytes, 0, false);
  }
  return free;
}

/**
 * The parts of a page of rows that no row takes: between the pointers and the first cell, and the freed blocks, whose first
 * four bytes say where the next one is (`isBlock`).
 */
export function eachGap(
  bytes: Uint8Array,
  at: number,
  usableBytes: number,
  give: (from: number, to: number, isBlock: boolean) => void,
): void {
  const type = bytes[at];
  if (type !== LEAF_TABLE && type !== LEAF_INDEX && type !== INNER_TABLE && type !== INNER_INDEX) return;
  const isLeaf = type === LEAF_TABLE || type === LEAF_INDEX;
  const pointersEnd = at + (isLeaf ? 8 : 12) + 2 * u16(bytes, at + 3, false);
  const first = u16(bytes, at + 5, false);
  const contentStart = first === 0 ? 65_536 : first;
  if (contentStart > usableBytes || pointersEnd > contentStart) return;
  give(pointersEnd, contentStart, false);
  let block = u16(bytes, at + 1, false);
  // The blocks come in ascending order, so this ends.
  while (block >= contentStart && block + 4 <= usableBytes) {
    const next = u16(bytes, block, false);
    const size = u16(bytes, block + 2, false);
    give(block + 4, Math.min(block + size, usableBytes), true);
    if (next <= block) break;
    block = next;
  }
}

/** Pages that an inner page points at. */
function* children(bytes: Uint8Array, at: number): Iterable<number> {
  const type = bytes[at];
  if (type !== INNER_TABLE && type !== INNER_INDEX) return;
  yield u32(bytes, at + 8, false);
  const cells = u16(bytes, at + 3, false);
  for (let cell = 0; cell < cells; cell += 1) {
    const pointer = at + 12 + 2 * cell;
    if (pointer + 2 > bytes.length) return;
    yield u32(bytes, u16(bytes, pointer, false), false);
  }
}
