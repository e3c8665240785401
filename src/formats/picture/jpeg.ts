import { viewWithin, type View } from "../media/parts.ts";
import { ascii, isZero, u16, u32 } from "../bytes.ts";
import { eachStretch, listedPictures, type Stretch } from "./jpeg-segments.ts";
import { walkResources } from "./photoshop.ts";
import { walkTiff } from "./tiff.ts";
import { addTrailer } from "./trailers.ts";
import { tellSize, type Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

const EXIF = "Exif\0";
const XMP = "http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP = "http://ns.adobe.com/xmp/extension/\0";
/** Behind its mark: a digest that tells packets apart, the length of all, the offset of this piece. */
const EXTENSION_HEAD_BYTES = EXTENDED_XMP.length + 32 + 8;
const PHOTOSHOP = "Photoshop 3.0\0";
const ICC = "ICC_PROFILE\0";

/** Segments that hold one thing together, because a segment has room for 64 KiB only. */
interface Group {
  readonly name: string;
  readonly pieces: (readonly [from: number, to: number, order: number])[];
}

/** The segments of one picture that programs write notes into. */
class Segments {
  readonly groups = new Map<string, Group>();
  count = 0;
  #blocks = 0;

  /** `head`: bytes of the segment that are not part of what it holds. */
  add(name: string, key: string, head: number, from: number, to: number, order = 0): void {
    const group = this.groups.get(key) ?? { name, pieces: [] };
    this.groups.set(key, group);
    group.pieces.push([Math.min(from + head, to), to, order]);
  }

  /** A block of tags that is too long goes on in the next segment, without a header of its own. */
  addExif(name: string, bytes: Uint8Array, from: number, to: number): void {
    const isNew = /^(?:II[*+]|MM\0)/.test(ascii(bytes, from + 6, 3));
    if (isNew || this.#blocks === 0) this.#blocks += 1;
    const title = this.#blocks === 1 ? "Exif" : `Exif ${this.#blocks}`;
    this.add(`${name}/${title}`, `${name} ${title}`, 6, from, to);
  }
}

/** A JPEG, and the pictures and trailers behind it that belong to it. */
export function walkJpeg(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const first = walkOne(walk, view, prefix, 0);
  let end = first.end;
  let number = 1;
  for (const at of first.listed.toSorted((a, b) => a - b)) {
    if (at < end) continue;
    if (!isZero(bytes, end, at) || ascii(bytes, at, 3) !== "\xff\xd8\xff") break;
    number += 1;
    end = at + walkOne(walk, viewWithin(view, at), `${prefix}picture ${number}/`, 0).end;
  }
  return addTrailer(walk, view, `${prefix}trailer`, end);
}

/** Segments that are put together where they belong together. */
const MAX_SEGMENTS = 65_536;

/** Pictures that all lists of a file together may name. */
const MAX_LISTED = 1024;

interface One {
  readonly end: number;
  readonly listed: readonly number[];
}

function walkOne(walk: Walk, view: View, prefix: string, from: number): One {
  const { bytes } = view;
  const segments = new Segments();
  const listed: number[] = [];
  let scans = 0;
  const end = eachStretch(bytes, from, (stretch) => {
    const { is, marker, content, to } = stretch;
    if (is === "pixels") walk.parts.sound(view, `${prefix}pixels`, stretch.from, to);
    else if (is === "stray") walk.parts.bytes(view, `${prefix}rest`, stretch.from, to);
    else if (marker === 0xda && scans++ === 0) walk.parts.sound(view, `${prefix}pixels`, stretch.from, to);
    else if (isFrame(marker)) {
      tellSize(walk, u16(bytes, content + 3, false), u16(bytes, content + 1, false));
      walk.parts.bytes(view, `${prefix}frame`, content, to);
    } else if (marker < 0xe0 || (marker > 0xef && marker !== 0xfe)) addTable(walk, view, prefix, stretch);
    else if (marker === 0xfe) walk.parts.bytes(view, `${prefix}COM`, content, to);
    else {
      if (marker === 0xe2 && ascii(bytes, content, 4) === "MPF\0" && listed.length < MAX_LISTED)
        listed.push(...listedPictures(bytes, content + 4, to));
      segments.count += 1;
      if (segments.count > MAX_SEGMENTS) {
        walk.parts.bytes(view, `${prefix}APP${marker - 0xe0}`, content, to);
        walk.parts.doubts("over-limit", `it has more than ${MAX_SEGMENTS} segments`);
      } else addSegment(segments, bytes, `${prefix}APP${marker - 0xe0}`, content, to);
    }
  });
  for (const group of segments.groups.values()) addGroup(walk, view, group);
  if (end === undefined) walk.parts.doubts("damaged", "its end is missing");
  return { end: end ?? bytes.length, listed };
}

/** Start of a frame: tells the size; the markers between are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Tables of numbers are no longer than their kind; what is may hold text. */
function addTable(walk: Walk, view: View, prefix: string, { marker, content, to }: Stretch): void {
  const isNumbers = marker === 0xc4 || marker === 0xdb || marker === 0xdd || marker === 0xda || marker === 0xcc;
  if (isNumbers && to - content <= MAX_TABLE_BYTES) walk.parts.sound(view, `${prefix}tables`, content, to);
  else walk.parts.bytes(view, `${prefix}tables`, content, to);
} // prettier-ignore

/** Four tables of Huffman codes with 256 values each, for both kinds. */
const MAX_TABLE_BYTES = 8 * (17 + 256);

function addSegment(segments: Segments, bytes: Uint8Array, name: string, from: number, to: number): void {
  const mark = ascii(bytes, from, EXTENSION_HEAD_BYTES);
  if (mark.startsWith(EXIF)) segments.addExif(name, bytes, from, to);
  else if (mark.startsWith(XMP)) segments.add(`${name}/XMP`, `${from}`, XMP.length, from, to);
  else if (mark.startsWith(EXTENDED_XMP)) {
    const digest = mark.slice(EXTENDED_XMP.length, EXTENDED_XMP.length + 32);
    const offset = u32(bytes, from + EXTENSION_HEAD_BYTES - 4, false);
    segments.add(`${name}/extended XMP`, `XMP ${digest}`, EXTENSION_HEAD_BYTES, from, to, offset);
  } else if (mark.startsWith(PHOTOSHOP)) segments.add(`${name}/Photoshop`, PHOTOSHOP, PHOTOSHOP.length, from, to);
  else if (mark.startsWith(ICC)) segments.add(`${name}/ICC`, ICC, ICC.length + 2, from, to);
  else if (mark.startsWith("JP")) {
    // JUMBF: instance, number; from the second on the head of the box comes again.
    const number = u32(bytes, from + 4, false);
    const key = `JUMBF ${u16(bytes, from + 2, false)}`;
    segments.add(`${name}/JUMBF`, key, number > 1 ? 16 : 8, from, to, number);
  } else segments.add(name, `${from}`, 0, from, to);
} // prettier-ignore

function addGroup(walk: Walk, view: View, { name, pieces }: Group): void {
  const sorted = pieces.toSorted((a, b) => a[2] - b[2]);
  const [only, more] = sorted;
  if (only === undefined) return;
  if (more === undefined) {
    addBlock(walk, view, name, only[0], only[1]);
    return;
  }
  const bytes = Buffer.concat(sorted.map(([from, to]) => view.bytes.subarray(from, to)));
  const first = pieces[0]?.[0] ?? 0;
  const last = pieces.at(-1)?.[1] ?? first;
  const joined = walk.parts.unpacked(view, first, last, bytes);
  addBlock(walk, joined, name, 0, bytes.length);
}

function addBlock(walk: Walk, view: View, name: string, from: number, to: number): void {
  if (/\/Exif(?: \d+)?$/.test(name)) walkTiff(walk, viewWithin(view, from, to), `${name}/`);
  else if (name.endsWith("XMP")) addXmp(walk, view, name, from, to);
  else if (name.endsWith("/Photoshop")) walkResources(walk, viewWithin(view, from, to), `${name}/`);
  else walk.content(view, name, from, to);
}
