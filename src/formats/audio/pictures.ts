import { inflateSync } from "node:zlib";
import { ascii, u16, u32 } from "../bytes.ts";
import { endOfText } from "../media/tag-text.ts";
import type { PartList, View } from "../media/parts.ts";
import { addXml } from "../media/xml-text.ts";

// A picture in a tag (the cover of an album) belongs to the recording: it is no entry of its own. What it says in text
// (EXIF, XMP, IPTC, comments) is read, its pixels are not.

const XMP_MARK = "http://ns.adobe.com/xap/1.0/\0";

/** Whether bytes begin like a picture. */
export function isPicture(head: Uint8Array): boolean {
  const start = ascii(head, 0, 12);
  return (
    /^(?:\xff\xd8\xff|\x89PNG|GIF8|II\*\0|MM\0\*)/.test(start) ||
    (start.startsWith("RIFF") && start.endsWith("WEBP")) ||
    /^ftyp(?:hei|hev|mif|msf|avi)/.test(start.slice(4)) ||
    (start.startsWith("BM") && u32(head, 6, true) === 0)
  );
}

/** The parts of a picture from `from` to `to`. A format that is not known here is looked through for text as a whole. */
export function addPicture(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  parts.holds(view, path, from, to);
  if (ascii(bytes, from, 3) === "\xff\xd8\xff") addJpeg(parts, view, path, from, to);
  else if (ascii(bytes, from, 8) === "\x89PNG\r\n\x1a\n") addPng(parts, view, path, from, to);
  else if (ascii(bytes, from, 4) === "RIFF" && ascii(bytes, from + 8, 4) === "WEBP") addWebp(parts, view, path, from, to);
  else parts.bytes(view, path, from, to);
} // prettier-ignore

function addJpeg(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  let at = from + 2;
  while (at + 4 <= to && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const end = Math.min(at + 2 + u16(bytes, at + 2, false), to);
    if (marker >= 0xe0 && marker <= 0xef) addSegment(parts, view, `${path}/APP${marker - 0xe0}`, at + 4, end);
    else if (marker === 0xfe) parts.bytes(view, `${path}/COM`, at + 4, end);
    else if (marker === 0xda) {
      // The end of the scan is looked for from behind: pixels may hold anything, text behind them is none of them.
      const last = Buffer.from(bytes.buffer, bytes.byteOffset, to).lastIndexOf("\xff\xd9", to, "latin1");
      const stop = last > at ? last + 2 : to;
      parts.sound(view, `${path}/pixels`, at, stop);
      parts.bytes(view, `${path}/rest`, stop, to);
      return;
    } else parts.sound(view, `${path}/tables`, at, end);
    if (end <= at + 3) break;
    at = end;
  }
  parts.bytes(view, `${path}/rest`, at, to);
}

function addSegment(parts: PartList, view: View, path: string, from: number, to: number): void {
  if (ascii(view.bytes, from, XMP_MARK.length) === XMP_MARK)
    addXml(parts, view, `${path}/XMP`, from + XMP_MARK.length, to); // prettier-ignore
  else parts.bytes(view, ascii(view.bytes, from, 4) === "Exif" ? `${path}/EXIF` : path, from, to);
}

function addPng(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  let at = from + 8;
  while (at + 12 <= to) {
    const type = ascii(bytes, at + 4, 4);
    const end = at + 8 + u32(bytes, at, false);
    if (end + 4 > to) break;
    const named = `${path}/${type}`;
    if (/^(?:IDAT|IHDR|PLTE|IEND|fdAT)$/.test(type)) parts.sound(view, `${path}/pixels`, at, end + 4);
    else if (type === "zTXt" || type === "iTXt") addPackedText(parts, view, named, at + 8, end);
    else parts.bytes(view, named, at + 8, end);
    at = end + 4;
  }
  parts.bytes(view, `${path}/rest`, at, to);
}

/** `zTXt`: keyword, method, packed text. `iTXt`: keyword, flag, method, language, translated keyword, text. */
function addPackedText(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  const keyword = endOfText(bytes, from, to);
  let text = keyword + 2;
  const isPacked = path.endsWith("zTXt") || bytes[keyword + 1] === 1;
  if (path.endsWith("iTXt")) text = endOfText(bytes, endOfText(bytes, keyword + 3, to) + 1, to) + 1;
  if (!isPacked || text > to) {
    if (text < to && ascii(bytes, from, 17) === "XML:com.adobe.xmp")
      addXml(parts, view, `${path}/XMP`, text, to);
    else parts.bytes(view, path, from, to);
    return;
  }
  parts.bytes(view, path, from, text);
  const unpacked = inflated(parts, view, path, text, to);
  if (unpacked !== undefined) parts.bytes(unpacked, path, 0, unpacked.bytes.length);
}

/** What zlib data unpacks to; undefined (and a doubt) when it is damaged or too much. */
export function inflated(
  parts: PartList,
  view: View,
  path: string,
  from: number,
  to: number,
): View | undefined {
  try {
    const bytes = inflateSync(view.bytes.subarray(from, to), {
      maxOutputLength: Math.max(1, parts.unpackable),
    });
    parts.spend(bytes.length);
    return parts.unpacked(view, from, to, bytes);
  } catch (error) {
    const isTooMuch = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    if (isTooMuch) {
      // Nothing more is unpacked: each further attempt would cost as much.
      parts.spend(parts.unpackable);
      parts.doubts("over-limit", `its part ${path} unpacks to more than a tag may hold`);
    } else parts.doubts("damaged", `its part ${path} cannot be unpacked`);
    parts.bytes(view, path, from, to);
    return undefined;
  }
}

function addWebp(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  let at = from + 12;
  while (at + 8 <= to) {
    const type = ascii(bytes, at, 4);
    const end = at + 8 + u32(bytes, at + 4, true);
    if (end > to) break;
    if (type === "XMP ") addXml(parts, view, `${path}/XMP`, at + 8, end);
    else if (/^(?:VP8[ LX]|ALPH|ANMF|ANIM)$/.test(type)) parts.sound(view, `${path}/pixels`, at, end);
    else parts.bytes(view, `${path}/${type.trim()}`, at + 8, end);
    at = end + ((end - at) % 2);
  }
  parts.bytes(view, `${path}/rest`, at, to);
}
