import { viewWithin, type View } from "../media/parts.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import type { Covered } from "./covered.ts";
import { MAKER_TAGS, type TagTable } from "./tiff-tags.ts";
import { addEntryValue, entryAt, numbersOf, type Entry, type Order } from "./tiff-values.ts";
import type { Walk } from "./walk.ts";

type Maker = keyof typeof MAKER_TAGS;

/** What offsets count from: the head of all tags, or the first byte of the notes. */
type Base = "tags" | "notes";

/** How a maker's notes begin, where their directory stands behind that, what its offsets count from, and whose they are. */
const HEADS: readonly (readonly [mark: RegExp | string, directoryAt: number, base: Base, maker: Maker])[] = [
  ["Nikon\0\x01", 8, "tags", "nikon"],
  [/^OLYMPUS\0/, 12, "notes", "olympus"],
  [/^OM SYSTEM/, 16, "notes", "olympus"],
  [/^(?:OLYMP|CAMER|EPSON|MINOL|AGFA|ISLPW)/, 8, "tags", "olympus"],
  [/^Panasonic\0/, 12, "tags", "panasonic"],
  [/^(?:SONY |VHAB|\0\0SONY)/, 12, "tags", "sony"],
  [/^Apple iOS\0/, 14, "notes", "apple"],
  [/^AOC\0/, 6, "tags", "pentax"],
  [/^PENTAX \0/, 10, "notes", "pentax"],
  [/^(?:QVC|DCI)\0/, 6, "tags", "casio"],
  [/^(?:SIGMA|FOVEON)\0/, 10, "tags", "sigma"],
  [/^LEICA CAMERA AG\0/, 18, "notes", "leica"],
  [/^LEICA\0/, 8, "notes", "leica"],
  [/^(?:RICOH|Ricoh)/, 8, "tags", "ricoh"],
  [/^MOT\0/, 8, "notes", "motorola"],
  [/^(?:SANYO|HOYA)\0/, 8, "tags", "unknown"],
  [/^KYOCERA/, 22, "notes", "unknown"],
];

/** Those without a mark are told by who made the camera. */
const MAKES: readonly (readonly [make: RegExp, maker: Maker])[] = [
  [/^canon/i, "canon"],
  [/^nikon/i, "nikon"],
  [/^(?:sony|hasselblad)/i, "sony"],
  [/^samsung/i, "samsung"],
  [/^(?:pentax|asahi)/i, "pentax"],
  [/^ricoh/i, "ricoh"],
  [/^casio/i, "casio"],
  [/^panasonic|^leica/i, "panasonic"],
];

/** Entries that a directory of a camera's own has at most. */
const MAX_ENTRIES = 1024;

/** Directories within a maker's directory. */
const SUB_DIRECTORIES: ReadonlyMap<number, Maker> = new Map<number, Maker>([
  [0x2010, "olympusEquipment"],
  [0x2020, "unknown"],
  [0x2030, "unknown"],
  [0x2031, "unknown"],
  [0x2040, "unknown"],
  [0x2050, "unknown"],
  [0x3000, "unknown"],
]);

/** Claims bytes for a value; false when there were too many. */
type Take = (from: number, to: number) => boolean;

export interface MakerNote {
  readonly from: number;
  readonly to: number;
  /** Who made the camera, by its tags. */
  readonly make: string;
  readonly little: boolean;
  /** What offsets count from where the notes were copied from another file; undefined for that they were not. */
  readonly original: number | undefined;
}

/**
 * The notes of a camera's maker: a directory of tags, where one is found, and all other bytes as they are. Where its
 * offsets count from is not written down and differs even between the cameras of one maker, and programs that move the
 * notes do not correct them; so it is told by where they lead.
 */
export function addMakerNote(walk: Walk, view: View, path: string, note: MakerNote, covered: Covered): void {
  const { bytes } = view;
  const { from, to } = note;
  const before = walk.parts.parts.length;
  // A whole file of tags behind the mark.
  const nested = nestedTiff(bytes, from, to);
  const shift = nested?.at ?? 0;
  const take: Take = (first, last) => covered.take(first + shift, last + shift);
  if (nested !== undefined) readNested(walk, viewWithin(view, nested.at, to), path, nested.maker, take);
  else {
    const found = directoryOf(bytes, note);
    if (found !== undefined) readDirectory(walk, view, path, found, take);
  }
  // Also where a directory was found: it may say nothing of most of the bytes.
  walk.parts.bytes(view, `${path}${walk.parts.parts.length === before ? "unknown" : "all"}`, from, to);
}

/** The notes of the raw picture that a DNG was made of, and other blocks of Adobe (DNG 1.7, `DNGPrivateData`). */
export function addPrivateData(
  walk: Walk,
  view: View,
  path: string,
  { from, to, make }: { readonly from: number; readonly to: number; readonly make: string },
  covered: Covered,
): void {
  const { bytes } = view;
  let at = from + 6;
  while (at + 8 <= to) {
    const type = ascii(bytes, at, 4);
    const content = at + 8;
    const end = content + u32(bytes, at + 4, false);
    if (end > to) break;
    if (type === "MakN" && end - content > 6) {
      const little = bytes[content] === 0x49;
      const original = content + 6 - u32(bytes, content + 2, false);
      const note = { from: content + 6, to: end, make, little, original };
      addMakerNote(walk, view, `${path}MakerNote/`, note, covered);
    } else walk.parts.bytes(view, `${path}DNGPrivateData/${type}`, content, end);
    at = end + (end % 2 === at % 2 ? 0 : 1);
  }
  walk.parts.bytes(view, `${path}DNGPrivateData`, at, to);
}

function nestedTiff(
  bytes: Uint8Array,
  from: number,
  to: number,
): { readonly at: number; readonly maker: Maker } | undefined {
  const start = ascii(bytes, from, 20);
  if (start.startsWith("Nikon\0\x02") && from + 18 < to) return { at: from + 10, maker: "nikon" };
  return undefined;
}

function readNested(walk: Walk, view: View, path: string, maker: Maker, take: Take): void {
  const little = view.bytes[0] === 0x49;
  const at = u32(view.bytes, 4, little);
  const order = { little, isBig: false };
  if (!isDirectory(view.bytes, at, view.bytes.length, order)) return;
  readDirectory(walk, view, path, { at, base: 0, order, maker }, take);
}

interface Found {
  readonly at: number;
  /** What its offsets count from. */
  readonly base: number;
  readonly order: Order;
  readonly maker: Maker;
}

function directoryOf(bytes: Uint8Array, { from, to, make, little, original }: MakerNote): Found | undefined {
  const start = ascii(bytes, from, 24);
  const orders: readonly Order[] = [
    { little, isBig: false },
    { little: !little, isBig: false },
  ];
  const candidates: (readonly [at: number, base: Base, maker: Maker])[] = [];
  if (/^(?:FUJIFILM|GENERALE)/.test(start))
    candidates.push([from + u32(bytes, from + 8, true), "notes", "fuji"]);
  const head = HEADS.find(([mark]) => (typeof mark === "string" ? start.startsWith(mark) : mark.test(start)));
  if (head !== undefined) candidates.push([from + head[1], head[2], head[3]]);
  const maker = MAKES.find(([pattern]) => pattern.test(make.trim()))?.[1] ?? "unknown";
  candidates.push([from, maker === "samsung" ? "notes" : "tags", maker]);
  for (const [at, base, whose] of candidates) {
    for (const order of orders) {
      if (!isDirectory(bytes, at, to, order)) continue;
      const bases = base === "tags" ? [original ?? 0, from] : [from, 0];
      return { at, base: baseOf(bytes, at, bases, to, order), order, maker: whose };
    }
  }
  return undefined;
}

/** Whether a directory may stand at `at`: most of its entries have a type, and it ends within the notes. */
function isDirectory(bytes: Uint8Array, at: number, to: number, order: Order): boolean {
  const count = u16(bytes, at, order.little);
  if (at + 2 > to || count === 0 || count > MAX_ENTRIES || at + 2 + count * 12 > to) return false;
  let known = 0;
  for (let index = 0; index < count; index += 1)
    if (entryAt(bytes, at + 2 + index * 12, 0, order) !== undefined) known += 1;
  return known * 5 >= count * 4;
}

/** The base from which most values lie within the notes, behind their directory; the first of those that are equal. */
function baseOf(bytes: Uint8Array, at: number, bases: readonly number[], to: number, order: Order): number {
  const entries = entriesAt(bytes, at, 0, order).filter(({ isInline }) => !isInline);
  const end = at + 2 + u16(bytes, at, order.little) * 12;
  const first = Math.min(...entries.map((entry) => entry.from));
  let best = bases[0] ?? 0;
  let most = -1;
  // Last, notes that were moved: their first value stood right behind the directory.
  for (const base of [...bases, at, end + 4 - first]) {
    const inside = entries.filter((entry) => base + entry.from >= end && base + entry.to <= to).length;
    if (inside <= most) continue;
    most = inside;
    best = base;
  }
  return best;
}

function entriesAt(bytes: Uint8Array, at: number, base: number, order: Order): readonly Entry[] {
  const count = Math.min(u16(bytes, at, order.little), MAX_ENTRIES);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = entryAt(bytes, at + 2 + index * 12, base, order);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

function readDirectory(
  walk: Walk,
  view: View,
  path: string,
  { at, base, order, maker }: Found,
  take: Take,
): void {
  const { bytes } = view;
  const tags: TagTable = MAKER_TAGS[maker];
  for (const entry of entriesAt(bytes, at, base, order)) {
    if (entry.from < 0 || entry.to > bytes.length) continue;
    const sub = maker === "olympus" ? SUB_DIRECTORIES.get(entry.tag) : undefined;
    if (sub !== undefined) {
      // Either the directory itself, or where it stands.
      const inside = entry.isInline ? base + (numbersOf(bytes, entry, order.little, 1)[0] ?? 0) : entry.from;
      if (isDirectory(bytes, inside, bytes.length, order)) {
        const name = tags.get(entry.tag)?.name ?? "more";
        readDirectory(walk, view, `${path}${name}/`, { at: inside, base, order, maker: sub }, take);
      }
      continue;
    }
    const isText = entry.type === 2 || entry.type === 129;
    if (!isText && tags.get(entry.tag)?.isKey !== true) continue;
    if (!entry.isInline && !take(entry.from, entry.to)) return;
    addEntryValue(walk, view, path, entry, { tags, keys: "makernote" }, order.little);
  }
}
