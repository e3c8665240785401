import type { View } from "../media/parts.ts";
import { narrowText, wideText } from "../media/tag-text.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import type { TagTable } from "./tiff-tags.ts";
import type { Walk } from "./walk.ts";

/** Types of values (TIFF 6.0, Exif 3.0, BigTIFF): how many bytes one has; undefined for what is no type. */
const TYPE_BYTES: readonly (number | undefined)[] = [
  undefined, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, undefined, undefined, 8, 8, 8,
]; // prettier-ignore

const BYTE = 1;
const ASCII = 2;
const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const UTF8 = 129;

/** One entry of a directory, with its value. */
export interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where its value stands; `to` may lie past the bytes. */
  readonly from: number;
  readonly to: number;
  /** The value stands in the entry itself. */
  readonly isInline: boolean;
}

/** How offsets and numbers are written. */
export interface Order {
  readonly little: boolean;
  readonly isBig: boolean;
}

/** The entry at `at` of a directory, its offset counted from `base`; undefined when its type is none that is known. */
export function entryAt(
  bytes: Uint8Array,
  at: number,
  base: number,
  { little, isBig }: Order,
): Entry | undefined {
  const type = u16(bytes, at + 2, little);
  const bytesEach = type === UTF8 ? 1 : TYPE_BYTES[type];
  if (bytesEach === undefined) return undefined;
  const count = isBig ? u64(bytes, at + 4, little) : u32(bytes, at + 4, little);
  const valueAt = at + (isBig ? 12 : 8);
  const length = count * bytesEach;
  const isInline = length <= (isBig ? 8 : 4);
  const offset = isBig ? u64(bytes, valueAt, little) : u32(bytes, valueAt, little);
  const from = isInline ? valueAt : base + offset;
  return { tag: u16(bytes, at, little), type, count, from, to: from + length, isInline };
}

export function u64(bytes: Uint8Array, at: number, little: boolean): number {
  const first = u32(bytes, at, little);
  const second = u32(bytes, at + 4, little);
  return little ? second * 0x1_0000_0000 + first : first * 0x1_0000_0000 + second;
}

/** The numbers of an entry, as far as `limit` of them are wanted; none where they are no whole numbers. */
export function numbersOf(
  bytes: Uint8Array,
  { type, count, from }: Entry,
  little: boolean,
  limit: number,
): readonly number[] {
  const width = TYPE_BYTES[type] ?? 0;
  if (![BYTE, SHORT, LONG, 13, 16, 18].includes(type)) return [];
  const numbers: number[] = [];
  for (let index = 0; index < Math.min(count, limit) && from + (index + 1) * width <= bytes.length; index += 1) {
    const at = from + index * width;
    if (width === 1) numbers.push(bytes[at] ?? 0);
    else if (width === 2) numbers.push(u16(bytes, at, little));
    else numbers.push(width === 4 ? u32(bytes, at, little) : u64(bytes, at, little));
  }
  return numbers;
} // prettier-ignore

const USER_COMMENT = 0x9286;
const GPS_TEXTS = new Set([0x001b, 0x001c]);
/** Text of Windows, in UTF-16 whatever the order of the file. */
const isWindowsText = (tag: number): boolean => tag >= 0x9c9b && tag <= 0x9c9f;
const DATES = new Set([0x9003]);

const MAX_TEXT_BYTES = 256 * 1024;

/** Adds what an entry says. `path`: of the directory, with a slash at its end; `keys`: of its table. */
export function addEntryValue(
  walk: Walk,
  view: View,
  path: string,
  entry: Entry,
  { tags, keys }: { readonly tags: TagTable; readonly keys: string },
  little: boolean,
): void {
  const { parts } = walk;
  const { tag, type, from, to } = entry;
  const { bytes } = view;
  const known = tags.get(tag);
  const named = `${path}${known?.name ?? `0x${tag.toString(16).padStart(4, "0")}`}`;
  const own = known?.isKey === true ? [keys, known.name] : [];
  const value = bytes.subarray(from, to);
  const isMain = keys === "exif";
  // Text that long is kept as the bytes it stands in.
  if (to - from > MAX_TEXT_BYTES) parts.bytes(view, named, from, to);
  else if (isMain && isWindowsText(tag)) parts.hiddenText(view, named, from, to, own, wideText(value, true));
  else if ((isMain && tag === USER_COMMENT) || (keys === "gps" && GPS_TEXTS.has(tag)))
    addMarkedText(walk, view, named, from, to, little);
  else if (type === ASCII || type === UTF8) {
    const text = narrowText(value);
    if (isMain && DATES.has(tag)) parts.hiddenText(view, named, from, to, own, isoDate(text));
    else if (own.length > 0 && text.startsWith("NO="))
      parts.hiddenText(view, named, from, to, own, text.slice(3));
    else parts.text(view, named, from, to, own, text);
  } else if (own.length > 0 && (type === SHORT || type === LONG)) {
    for (const number of numbersOf(bytes, entry, little, 1)) {
      // Canon's programs show ten digits.
      parts.hiddenText(view, named, from, to, own, `${number}\0${String(number).padStart(10, "0")}`);
    }
  } else if (type === BYTE || type === UNDEFINED) {
    if (own.length > 0) parts.bytes(view, named, from, to, own);
    else walk.content(view, named, from, to);
  }
}

/** A mark of eight characters tells how text is written (Exif 3.0, 4.6.6). */
function addMarkedText(walk: Walk, view: View, path: string, from: number, to: number, little: boolean): void {
  const { bytes } = view;
  const content = Math.min(from + 8, to);
  const mark = ascii(bytes, from, 8).replace(/\0+$/, "");
  if (mark === "UNICODE") {
    // Some write it in the order of the file, some always in the big one; only one of both gives letters.
    const value = bytes.subarray(content, to);
    const isLittle = zerosAt(value, 1) >= zerosAt(value, 0) ? zerosAt(value, 1) > 0 || little : false;
    walk.parts.hiddenText(view, path, from, to, [], wideText(value, isLittle));
  } else if (mark === "ASCII" || mark === "" || mark === "JIS") {
    const text = narrowText(bytes.subarray(content, to));
    walk.parts.text(view, path, content, to, [], text);
  } else walk.parts.bytes(view, path, from, to);
} // prettier-ignore

function zerosAt(bytes: Uint8Array, first: number): number {
  let zeros = 0;
  for (let at = first; at < bytes.length; at += 2) if (bytes[at] === 0) zeros += 1;
  return zeros;
}

/** `2018:05:01 06:20:31` as `2018-05-01T06:20:31`. */
function isoDate(text: string): string {
  const found = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text);
  return found === null ? text : `${found[1]}-${found[2]}-${found[3]}T${found[4]}`;
}
