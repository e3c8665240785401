import { inflated } from "../audio/pictures.ts";
import { endOfText, narrowText } from "../media/tag-text.ts";
import { viewWithin, type View } from "../media/parts.ts";
import { ascii, u32 } from "../bytes.ts";
import { addIptc } from "./iptc.ts";
import { walkResources } from "./photoshop.ts";
import { walkTiff } from "./tiff.ts";
import { tellSize, type Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

/** Chunks of pixels and of how they are shown, by how many bytes of numbers they hold at most. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ["IHDR", 13], ["PLTE", 768], ["IDAT", Infinity], ["IEND", 0], ["gAMA", 4], ["sRGB", 1], ["sBIT", 4], ["pHYs", 9],
  ["cHRM", 32], ["bKGD", 6], ["tRNS", 256], ["tIME", 7], ["fdAT", Infinity], ["fcTL", 26], ["acTL", 8], ["hIST", 512],
]); // prettier-ignore

/** The keyword under which XMP stands in a text (XMP specification, part 3). */
const XMP_KEYWORD = "XML:com.adobe.xmp";

/** Text that ImageMagick makes of the tags of other formats: a name, a length, digits. */
const RAW_PROFILE = /^Raw profile type (exif|xmp|iptc|8bim|app1|icc|icm)$/i;

/** A PNG (W3C PNG, third edition), also an animated one. */
export function walkPng(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const { parts } = walk;
  let at = 8;
  while (at + 12 <= bytes.length) {
    const type = ascii(bytes, at + 4, 4);
    const content = at + 8;
    const end = content + u32(bytes, at, false);
    if (end + 4 > bytes.length) break;
    const path = `${prefix}${/^[A-Za-z]{4}$/.test(type) ? type : "chunk"}`;
    if (type === "IHDR") tellSize(walk, u32(bytes, content, false), u32(bytes, content + 4, false));
    if (type === "tEXt" || type === "zTXt" || type === "iTXt") addText(walk, view, path, content, end);
    else if (type === "eXIf") walkTiff(walk, viewWithin(view, content, end), `${path}/`);
    else if (type === "iCCP") addProfile(walk, view, path, content, end);
    else if (end - content > (NUMBERS.get(type) ?? -1)) parts.bytes(view, path, content, end);
    else parts.sound(view, type === "IDAT" || type === "fdAT" ? `${prefix}pixels` : path, at, end + 4);
    at = end + 4;
    if (type === "IEND") return at;
  }
  parts.bytes(view, `${prefix}rest`, at, bytes.length);
  parts.doubts("damaged", "its end is missing");
  return bytes.length;
}

/** `tEXt`: keyword, text. `zTXt`: keyword, method, packed text. `iTXt`: keyword, flag, method, language, keyword, text. */
function addText(walk: Walk, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  const { parts } = walk;
  const end = endOfText(bytes, from, to);
  const keyword = ascii(bytes, from, Math.min(end - from, MAX_KEYWORD_BYTES));
  const named = `${path}/${keyword}`;
  let text = Math.min(end + 1, to);
  let isPacked = false;
  if (path.endsWith("zTXt")) {
    isPacked = true;
    text = Math.min(end + 2, to);
  } else if (path.endsWith("iTXt")) {
    isPacked = bytes[end + 1] === 1;
    const language = Math.min(end + 3, to);
    text = Math.min(endOfText(bytes, endOfText(bytes, language, to) + 1, to) + 1, to);
    parts.bytes(view, `${named}/language`, language, Math.max(language, text - 1));
  }
  if (end - from > MAX_KEYWORD_BYTES) parts.bytes(view, path, from, end);
  if (!isPacked) addPlainText(walk, view, named, keyword, text, to);
  else {
    const unpacked = inflated(parts, view, named, text, to);
    if (unpacked !== undefined) addPlainText(walk, unpacked, named, keyword, 0, unpacked.bytes.length);
  }
}

/** By the standard 79. */
const MAX_KEYWORD_BYTES = 100;

function addPlainText(walk: Walk, view: View, path: string, keyword: string, from: number, to: number): void {
  const { bytes } = view;
  if (keyword === XMP_KEYWORD) addXmp(walk, view, path, from, to);
  else if (RAW_PROFILE.test(keyword)) addRawProfile(walk, view, path, keyword, from, to);
  else if (to - from > MAX_TEXT_BYTES) walk.parts.bytes(view, path, from, to, ["png", keyword]);
  else walk.parts.text(view, path, from, to, ["png", keyword], narrowText(bytes.subarray(from, to)));
} // prettier-ignore

/** Longer text is read in runs. */
const MAX_TEXT_BYTES = 1024 * 1024;

function addRawProfile(walk: Walk, view: View, path: string, keyword: string, from: number, to: number): void {
  const text = Buffer.from(view.bytes.buffer, view.bytes.byteOffset + from, to - from).toString("latin1");
  const digits = /^\s*\S{1,20}\s+\d{1,10}\s/.exec(text);
  const bytes = Buffer.from(text.slice(digits?.[0].length ?? 0).replace(/\s+/g, ""), "hex");
  walk.parts.holds(view, path, from, to);
  const unpacked = walk.parts.unpacked(view, from, to, bytes);
  const start = ascii(bytes, 0, 30);
  const kind = RAW_PROFILE.exec(keyword)?.[1]?.toLowerCase() ?? "";
  if (start.startsWith("Exif\0\0")) walkTiff(walk, viewWithin(unpacked, 6), `${path}/`);
  else if (/^(?:II[*+]|MM\0)/.test(start)) walkTiff(walk, unpacked, `${path}/`);
  else if (start.startsWith("8BIM")) walkResources(walk, unpacked, `${path}/`);
  else if (kind === "iptc" && bytes[0] === 0x1c) addIptc(walk, unpacked, path, 0, bytes.length);
  else if (start.startsWith("http://ns.adobe.com/xap/1.0/\0")) addXmp(walk, unpacked, path, 29, bytes.length);
  else if (kind === "xmp") addXmp(walk, unpacked, path, 0, bytes.length);
  else walk.parts.bytes(unpacked, path, 0, bytes.length);
} // prettier-ignore

/** A colour profile: a name, a method, packed. */
function addProfile(walk: Walk, view: View, path: string, from: number, to: number): void {
  const end = endOfText(view.bytes, from, to);
  walk.parts.bytes(view, `${path}/name`, from, end);
  const packed = Math.min(end + 2, to);
  const unpacked = packed < to ? inflated(walk.parts, view, path, packed, to) : undefined;
  if (unpacked !== undefined) walk.parts.bytes(unpacked, path, 0, unpacked.bytes.length);
}
