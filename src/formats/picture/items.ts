import { brotliDecompressSync, inflateSync } from "node:zlib";
import { viewWithin, type View } from "../media/parts.ts";
import { endOfText } from "../media/tag-text.ts";
import { boxAt, type Box } from "../boxes.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import { Covered } from "./covered.ts";
import { walkTiff } from "./tiff.ts";
import type { Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

/** Content of a `meta` box, behind its version. */
export interface Items {
  readonly from: number;
  readonly to: number;
}

/** Items that are coded pixels, or say how pixels of other items are put together. */
const PIXELS = /^(?:hvc1|hvt1|hev1|lhv1|av01|a1op|avc1|vvc1|evc1|j2k1|unci|mski|grid|iovl|iden|tmap)$/;

/** Items of one file, and stretches that they lie in; a picture in tiles has some hundreds. */
const MAX_ITEMS = 65_536;
const MAX_STRETCHES = 262_144;

interface Item {
  readonly type: string;
  /** Of `mime` items. */
  readonly content: string;
  readonly encoding: string;
  readonly isProtected: boolean;
}

interface Location {
  /** 0: offsets are of the file, 1: of the `idat` box. */
  readonly method: number;
  readonly stretches: readonly (readonly [from: number, length: number])[];
}

/** Items that are tags are read; the others are pixels. What no item claims in `mdat` is looked through as it is. */
export function addItems(
  walk: Walk,
  view: View,
  prefix: string,
  lists: readonly Items[],
  media: readonly (readonly [from: number, to: number])[],
  hasMovie: boolean,
): void {
  const { bytes } = view;
  const covered = new Covered(bytes.length, bytes.length * 4);
  for (const { from, to } of lists) {
    const boxes = boxesOf(bytes, from, to);
    const data = boxes.find((box) => box.type === "idat");
    const kinds = readKinds(bytes, boxes);
    for (const [id, location] of readLocations(walk, bytes, boxes)) {
      addItem(walk, view, `${prefix}item ${id}`, kinds.get(id), location, data, covered);
    }
  }
  const places = [...media, ...lists.flatMap((list) => idatOf(bytes, list))].toSorted((a, b) => a[0] - b[0]);
  if (hasMovie) {
    for (const [from, to] of places) walk.parts.sound(view, `${prefix}pixels`, from, to);
    return;
  }
  const gaps = [...covered.gaps()];
  let next = 0;
  for (const [from, to] of places) {
    while (next < gaps.length && (gaps[next]?.[1] ?? 0) <= from) next += 1;
    for (let index = next; index < gaps.length && (gaps[index]?.[0] ?? to) < to; index += 1) {
      const [first, last] = gaps[index] ?? [to, to];
      walk.parts.bytes(view, `${prefix}between items`, Math.max(first, from), Math.min(last, to));
    }
  }
}

function idatOf(bytes: Uint8Array, { from, to }: Items): readonly (readonly [from: number, to: number])[] {
  return boxesOf(bytes, from, to)
    .filter((box) => box.type === "idat")
    .map((box) => [box.content, box.end] as const);
}

function boxesOf(bytes: Uint8Array, from: number, to: number): readonly Box[] {
  const boxes: Box[] = [];
  let at = from;
  for (let box = boxAt(bytes, at, to); box !== undefined && box.end <= to && box.end > at; box = boxAt(bytes, at, to)) {
    boxes.push(box);
    at = box.end;
    if (boxes.length >= MAX_ITEMS) break;
  }
  return boxes;
} // prettier-ignore

/** `iinf` (ISO 14496-12, 8.11.6): what each item is. */
function readKinds(bytes: Uint8Array, boxes: readonly Box[]): ReadonlyMap<number, Item> {
  const kinds = new Map<number, Item>();
  const list = boxes.find((box) => box.type === "iinf");
  if (list === undefined) return kinds;
  const isShort = bytes[list.content] === 0;
  for (const box of boxesOf(bytes, list.content + (isShort ? 6 : 8), list.end)) {
    const version = bytes[box.content] ?? 0;
    if (box.type !== "infe" || version < 2) continue;
    const idBytes = version === 2 ? 2 : 4;
    const at = box.content + 4;
    const id = idBytes === 2 ? u16(bytes, at, false) : u32(bytes, at, false);
    const type = ascii(bytes, at + idBytes + 2, 4);
    const name = at + idBytes + 6;
    const content = endOfText(bytes, name, box.end) + 1;
    const encoding = endOfText(bytes, content, box.end) + 1;
    const text = (from: number): string =>
      ascii(bytes, from, Math.max(0, Math.min(endOfText(bytes, from, box.end) - from, 100)));
    kinds.set(id, {
      type,
      content: type === "mime" ? text(content) : "",
      encoding: type === "mime" && encoding < box.end ? text(encoding) : "",
      isProtected: u16(bytes, at + idBytes, false) !== 0,
    });
  }
  return kinds;
}

/** `iloc` (ISO 14496-12, 8.11.3): where each item lies. */
function readLocations(walk: Walk, bytes: Uint8Array, boxes: readonly Box[]): ReadonlyMap<number, Location> {
  const locations = new Map<number, Location>();
  const box = boxes.find((one) => one.type === "iloc");
  if (box === undefined) return locations;
  const version = bytes[box.content] ?? 0;
  const sizes = u16(bytes, box.content + 4, false);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  const isWide = version === 2;
  let at = box.content + 6;
  let stretchCount = 0;
  const take = (width: number): number => {
    let value = 0;
    for (let index = 0; index < width; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
    at += width;
    return value;
  };
  const count = take(isWide ? 4 : 2);
  for (let index = 0; index < count && at < box.end; index += 1) {
    const id = take(isWide ? 4 : 2);
    const method = version === 0 ? 0 : take(2) & 15;
    take(2);
    const base = take(baseBytes);
    const stretches: (readonly [number, number])[] = [];
    for (let left = take(2); left > 0 && at < box.end; left -= 1) {
      take(indexBytes);
      const offset = take(offsetBytes);
      stretches.push([base + offset, take(lengthBytes)]);
      stretchCount += 1;
    }
    if (locations.size >= MAX_ITEMS || stretchCount > MAX_STRETCHES) {
      walk.parts.doubts("over-limit", "it has too many items");
      break;
    }
    locations.set(id, { method, stretches });
  }
  return locations;
}

function addItem(
  walk: Walk,
  view: View,
  path: string,
  item: Item | undefined,
  { method, stretches }: Location,
  data: Box | undefined,
  covered: Covered,
): void {
  const { bytes } = view;
  const { parts } = walk;
  const isTags = item === undefined || !PIXELS.test(item.type);
  const base = method === 1 ? (data?.content ?? 0) : 0;
  const placed: (readonly [number, number])[] = [];
  for (const [offset, length] of stretches) {
    const from = base + offset;
    // A length of zero reaches to the end.
    const to = length === 0 ? (method === 1 ? (data?.end ?? 0) : bytes.length) : from + length;
    if (method > 1) continue;
    if (to > bytes.length) {
      if (isTags) parts.doubts("damaged", `its ${path} lies outside of it`);
      continue;
    }
    if (from < to && covered.take(from, to)) placed.push([from, to]);
  }
  const [first, second] = placed;
  if (first === undefined) return;
  if (!isTags) {
    for (const [from, to] of placed) parts.sound(view, `${path}/pixels`, from, to);
    return;
  }
  if (item?.isProtected === true) parts.doubts("encrypted", `its ${path} is encrypted`);
  const total = placed.reduce((sum, [from, to]) => sum + to - from, 0);
  if (second === undefined) readItem(walk, viewWithin(view, first[0], first[1]), path, item);
  else if (total > parts.unpackable) parts.doubts("over-limit", `its ${path} is too long`);
  else {
    parts.spend(total);
    const joined = Buffer.concat(placed.map(([from, to]) => bytes.subarray(from, to)));
    readItem(walk, parts.unpacked(view, first[0], first[1], joined), path, item);
  }
}

function readItem(walk: Walk, view: View, path: string, item: Item | undefined): void {
  const { bytes } = view;
  const unpacked = item === undefined ? view : decoded(walk, view, path, item.encoding);
  if (unpacked === undefined) return;
  if (item?.type === "Exif") {
    // How many bytes to pass over, then what the segment of a JPEG would hold.
    const from = Math.min(4 + u32(bytes, 0, false), bytes.length);
    walk.parts.bytes(view, `${path}/head`, Math.min(4, bytes.length), from);
    walkTiff(walk, viewWithin(view, from), `${path}/Exif/`);
  } else if (/rdf|xmp/i.test(item?.content ?? "")) addXmp(walk, unpacked, `${path}/XMP`, 0, unpacked.bytes.length);
  else walk.content(unpacked, path, 0, unpacked.bytes.length);
} // prettier-ignore

function decoded(walk: Walk, view: View, path: string, encoding: string): View | undefined {
  if (encoding === "") return view;
  const { parts } = walk;
  const options = { maxOutputLength: Math.max(1, parts.unpackable) };
  try {
    const bytes = encoding === "br" ? brotliDecompressSync(view.bytes, options) : inflateSync(view.bytes, options);
    parts.spend(bytes.length);
    return parts.unpacked(view, 0, view.bytes.length, bytes);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const isTooMuch = error.code === "ERR_BUFFER_TOO_LARGE";
    if (isTooMuch) parts.spend(parts.unpackable);
    parts.doubts(isTooMuch ? "over-limit" : "damaged", `its ${path} cannot be unpacked`);
    parts.bytes(view, path, 0, view.bytes.length);
    return undefined;
  }
} // prettier-ignore
