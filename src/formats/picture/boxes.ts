import { brotliDecompressSync } from "node:zlib";
import { MAX_NESTING, viewWithin, type View } from "../media/parts.ts";
import { isXml } from "../media/xml-text.ts";
import { boxAt, isTopBox, type Box } from "../boxes.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import { walkCodestream } from "./codestream.ts";
import { addItems, type Items } from "./items.ts";
import { walkTiff } from "./tiff.ts";
import { MAKER_TAGS } from "./tiff-tags.ts";
import { tellSize, type Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

// HEIC and AVIF (ISO 23008-12), JPEG XL (ISO 18181-2), JPEG 2000 (ISO 15444-1), Canon's CR3: boxes within boxes.

const CONTAINERS = new Set(
  "meta iprp ipco moov trak mdia minf stbl dinf udta edts grpl moof traf mvex jp2h res asoc uinf jpch jplh".split(" "), // prettier-ignore
);

/** The box of Canon's notes in `moov` holds boxes itself. */
const CANON_NOTES = "\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";

interface Found {
  readonly items: Items[];
  /** Content of `mdat` boxes. */
  readonly media: (readonly [from: number, to: number])[];
  hasMovie: boolean;
  /** Boxes that are still to be opened. */
  readonly waiting: {
    readonly from: number;
    readonly to: number;
    readonly path: string;
    readonly depth: number;
  }[];
}

/** Walks the boxes of a picture and returns where the last one ends. */
export function walkBoxes(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const found: Found = { items: [], media: [], hasMovie: false, waiting: [] };
  let at = 0;
  for (let box = boxAt(bytes, at, bytes.length); box !== undefined; box = boxAt(bytes, at, bytes.length)) {
    if (!isTopBox(box, bytes.length)) break;
    if (box.end > bytes.length) {
      walk.parts.doubts("damaged", `its box ${box.type} is cut off`);
      addBox(walk, view, found, prefix, { ...box, end: bytes.length }, 0);
      at = bytes.length;
      break;
    }
    addBox(walk, view, found, prefix, box, 0);
    at = box.end;
  }
  for (let next = found.waiting.pop(); next !== undefined; next = found.waiting.pop())
    openBox(walk, view, found, next);
  addItems(walk, view, prefix, found.items, found.media, found.hasMovie);
  return at;
}

function openBox(walk: Walk, view: View, found: Found, { from, to, path, depth }: Found["waiting"][number]): void {
  const { bytes } = view;
  let at = from;
  for (let box = boxAt(bytes, at, to); box !== undefined && box.end <= to; box = boxAt(bytes, at, to)) {
    if (u32(bytes, at, false) === 0) break;
    addBox(walk, view, found, path, box, depth);
    at = box.end;
  }
  walk.parts.bytes(view, `${path}rest`, at, to);
} // prettier-ignore

function addBox(walk: Walk, view: View, found: Found, prefix: string, box: Box, depth: number): void {
  const { bytes } = view;
  const { parts } = walk;
  const { type, content, end } = box;
  const name = /^[\x20-\x7e\xa9]{4}$/.test(type) ? type.trim() : "box";
  const path = `${prefix}${name}`;
  if (type === "moov" || type === "moof") found.hasMovie = true;
  if (type === "meta") found.items.push({ from: Math.min(content + 4, end), to: end });
  if (CONTAINERS.has(type)) {
    // What is a list of boxes with a version before it in HEIC is none in QuickTime.
    const hasVersion = type === "meta" && ascii(bytes, content + 4, 4) !== "hdlr";
    const from = Math.min(content + (hasVersion ? 4 : 0), end);
    if (depth >= MAX_NESTING) {
      parts.bytes(view, path, content, end);
      parts.doubts("over-limit", `its boxes are nested more than ${MAX_NESTING} deep`);
      return;
    }
    parts.holds(view, path, box.from, end);
    found.waiting.push({ from, to: end, path: `${path}/`, depth: depth + 1 });
  } else if (type === "mdat") found.media.push([content, end]);
  else if (type === "idat") parts.holds(view, path, content, end);
  else if (type === "uuid") addUuid(walk, view, found, path, box, depth);
  else if (type === "Exif") walkTiff(walk, viewWithin(view, Math.min(content + 4, end), end), `${path}/`);
  else if (type === "CMT3") walkTiff(walk, viewWithin(view, content, end), `${path}/MakerNote/`, MAKER_TAGS.canon);
  else if (type === "brob") addPacked(walk, view, path, content, end);
  else if (type === "jp2c") walkCodestream(walk, viewWithin(view, content, end), `${path}/`);
  else if (type === "jxlc" || type === "jxlp" || type === "jxli") parts.sound(view, `${prefix}pixels`, content, end);
  else if (type === "jbrd") {
    // The tags of the JPEG that it was made of are packed into a stream of bits.
    parts.bytes(view, path, content, end);
    parts.doubts("unsupported-format", "what it keeps of the JPEG it was made of cannot be read");
  } else if (/^(?:xml |XML |XMP_)$/.test(type)) addXmp(walk, view, path, content, end);
  else {
    if (type === "ispe") tellSize(walk, u32(bytes, content + 4, false), u32(bytes, content + 8, false));
    if (type === "ihdr") tellSize(walk, u32(bytes, content + 4, false), u32(bytes, content, false));
    walk.content(view, path, content, end);
  }
} // prettier-ignore

function addUuid(walk: Walk, view: View, found: Found, path: string, box: Box, depth: number): void {
  const { bytes } = view;
  const from = Math.min(box.content + 16, box.end);
  const number = ascii(bytes, box.content, 16);
  walk.parts.bytes(view, path, box.content, from);
  if (number === CANON_NOTES && depth < MAX_NESTING) {
    found.waiting.push({ from, to: box.end, path: `${path}/`, depth: depth + 1 });
  } else if (isXml(bytes, from, box.end)) addXmp(walk, view, `${path}/XMP`, from, box.end);
  else if (ascii(bytes, from, 6) === "Exif\0\0") walk.content(view, path, from + 6, box.end);
  else addWithHead(walk, view, path, from, box.end);
}

/** Canon's boxes have some numbers before the preview that they hold. */
function addWithHead(walk: Walk, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  for (let at = from; at + 16 < to && at < from + 64; at += 4) {
    if (u16(bytes, at, false) !== 0xffd8) continue;
    walk.parts.bytes(view, path, from, at);
    walk.content(view, path, at, to);
    return;
  }
  walk.content(view, path, from, to);
}

/** A box that is packed with Brotli: the type it would have, then the data. */
function addPacked(walk: Walk, view: View, path: string, from: number, to: number): void {
  const { parts } = walk;
  const type = ascii(view.bytes, from, 4);
  const content = Math.min(from + 4, to);
  try {
    const bytes = brotliDecompressSync(view.bytes.subarray(content, to), {
      maxOutputLength: Math.max(1, parts.unpackable),
    });
    parts.spend(bytes.length);
    const unpacked = parts.unpacked(view, content, to, bytes);
    if (type === "Exif") walkTiff(walk, viewWithin(unpacked, Math.min(4, bytes.length)), `${path}/Exif/`);
    else if (type === "xml ") addXmp(walk, unpacked, `${path}/xml`, 0, bytes.length);
    else walk.content(unpacked, `${path}/${type}`, 0, bytes.length);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const isTooMuch = error.code === "ERR_BUFFER_TOO_LARGE";
    if (isTooMuch) parts.spend(parts.unpackable);
    parts.doubts(isTooMuch ? "over-limit" : "damaged", `its part ${path} cannot be unpacked`);
    parts.bytes(view, path, content, to);
  }
}
