import type { Sink } from "../model/format.ts";
import { ascii, u16, u32 } from "./bytes.ts";
import { reportRuns } from "./raw-bytes.ts";

/** What a companion says in fields of its own, and where; text that runs into its neighbours must not be read as one. */
interface Field {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Reports the names and other text in a `.DS_Store`, those of deleted files too. */
export function reportDsStore(bytes: Uint8Array, maxValueBytes: number, out: Sink): void {
  reportFields(bytes, dsStoreNames(bytes), maxValueBytes, out);
}

/** Reports the text in an AppleDouble companion: where a file was loaded from, tags, comments, what its resources hold. */
export function reportAppleDouble(bytes: Uint8Array, maxValueBytes: number, out: Sink): void {
  reportFields(bytes, appleDoubleTexts(bytes), maxValueBytes, out);
}

/** Reports fields as lines, and then all text outside them. */
function reportFields(bytes: Uint8Array, fields: Iterable<Field>, maxValueBytes: number, out: Sink): void {
  const rest = Uint8Array.from(bytes);
  out.locate(() => ({ unit: "entry" }));
  for (const { text, from, to } of fields) {
    rest.fill(0, from, to);
    for (const line of text.split(/\r\n|\n|\r/)) if (line !== "") out.text(line);
  }
  reportRuns(rest, maxValueBytes, out);
}

/** Types of the values in a `.DS_Store`, which follow a name and the code of a property. */
const DS_STORE_TYPE = /^[\w ]{4}(?:bool|long|shor|blob|type|ustr|comp|dutc)$/;

/** Names of files are at most so long on a Mac, in UTF-16 units. */
const MAX_NAME = 255;

/** Length, name in UTF-16BE, code, type: found wherever they stand, because deleted records stay behind in free blocks. */
function* dsStoreNames(bytes: Uint8Array): Iterable<Field> {
  const buffer = Buffer.from(bytes);
  for (let at = 0; at + 12 < bytes.length; at += 1) {
    const units = bytes[at + 3] ?? 0;
    if (units === 0 || bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 0) continue;
    const to = at + 4 + Math.min(units, MAX_NAME) * 2;
    if (!DS_STORE_TYPE.test(ascii(bytes, to, 8))) continue;
    yield {
      text: Buffer.from(buffer.subarray(at + 4, to))
        .swap16()
        .toString("utf16le"),
      from: at,
      to: to + 8,
    };
    at = to + 7;
  }
}

const MAX_ATTRIBUTES = 1024;

/** Strings of the property lists among the extended attributes, and the other attributes' values by themselves. */
function* appleDoubleTexts(bytes: Uint8Array): Iterable<Field> {
  // Attributes and strings may be said to lie in the same bytes: altogether they are no more than those.
  let budget = bytes.length;
  for (const [from, length] of attributeValues(bytes)) {
    budget -= length;
    if (budget < 0) return;
    const value = bytes.subarray(from, from + length);
    if (ascii(value, 0, 8) === "bplist00") {
      for (const field of plistStrings(value)) {
        yield { text: field.text, from: from + field.from, to: from + field.to };
      }
    } else if (value.length > 0 && /^[\x20-\x7e\t\r\n]+$/.test(ascii(value, 0, value.length))) {
      yield { text: ascii(value, 0, value.length), from, to: from + length };
    }
  }
}

/** Offset and length of each extended attribute: they follow the Finder information (`ATTR`, xnu `vfs_xattr.c`). */
function attributeValues(bytes: Uint8Array): readonly (readonly [from: number, length: number])[] {
  const values: (readonly [number, number])[] = [];
  for (let entry = 26; entry + 12 <= 26 + u16(bytes, 24, false) * 12 && entry < bytes.length; entry += 12) {
    // The Finder information, two bytes that align what follows, `ATTR`.
    const head = u32(bytes, entry + 4, false) + 34;
    if (u32(bytes, entry, false) !== 9 || ascii(bytes, head, 4) !== "ATTR") continue;
    const count = Math.min(u16(bytes, head + 34, false), MAX_ATTRIBUTES);
    let at = head + 36;
    for (let index = 0; index < count && at + 11 <= bytes.length; index += 1) {
      const from = u32(bytes, at, false);
      const length = u32(bytes, at + 4, false);
      if (from + length <= bytes.length) values.push([from, length]);
      at += (11 + (bytes[at + 10] ?? 0) + 3) & ~3;
    }
  }
  return values;
}

const TRAILER_BYTES = 32;
const MAX_OBJECTS = 65_536;

/** The strings of a binary property list. */
function* plistStrings(list: Uint8Array): Iterable<Field> {
  const trailer = list.length - TRAILER_BYTES;
  const offsetBytes = list[trailer + 6] ?? 0;
  const objects = Math.min(u32(list, trailer + 12, false), MAX_OBJECTS);
  const table = u32(list, trailer + 28, false);
  let budget = list.length;
  if (trailer < 8 || offsetBytes < 1 || offsetBytes > 8) return;
  for (let index = 0; index < objects; index += 1) {
    const at = table + index * offsetBytes;
    if (at + offsetBytes > trailer) return;
    const field = plistString(list, number(list, at, offsetBytes));
    if (field === undefined) continue;
    budget -= field.to - field.from;
    if (budget < 0) return;
    yield field;
  }
}

/** The object at `at` if it is a string: marker, length, and ASCII (`5x`) or UTF-16BE (`6x`). */
function plistString(list: Uint8Array, at: number): Field | undefined {
  const marker = list[at] ?? 0;
  const kind = marker >> 4;
  if (kind !== 5 && kind !== 6) return undefined;
  let from = at + 1;
  let characters = marker & 15;
  if (characters === 15) {
    const width = 1 << ((list[from] ?? 0) & 15);
    if (width > 8) return undefined;
    characters = number(list, from + 1, width);
    from += 1 + width;
  }
  const to = from + characters * (kind - 4);
  if (to > list.length - TRAILER_BYTES) return undefined;
  const body = Buffer.from(list.subarray(from, to));
  return { text: kind === 5 ? body.toString("utf8") : body.swap16().toString("utf16le"), from: at, to };
}

function number(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
