import type { Box } from "../boxes.ts";
import { ascii, isZero, u16, u32 } from "../bytes.ts";
import type { PartList, View } from "../media/parts.ts";
import { endOfText, narrowText, wideText } from "../media/tag-text.ts";

// Boxes of user data whose text has numbers before it that would pass for letters.

/** Boxes of 3GP (3GPP TS 26.244, 8): a version, a language, a text, and more. */
const ASSETS = new Set("titl auth dscp perf gnre cprt albm loci".split(" "));

/** Adds a box of user data whose layout is known; false for all others. */
export function addUserData(parts: PartList, view: View, path: string, box: Box): boolean {
  const { type } = box;
  if (type.startsWith("\xa9")) return addInternational(parts, view, path, box);
  if (ASSETS.has(type)) return addAsset(parts, view, path, box);
  if (type === "hdlr") return addHandler(parts, view, path, box);
  if (type === "chpl") return addChapters(parts, view, path, box);
  if (type === "sefd") return addSamsung(parts, view, path, box);
  return false;
}

/** Text as QuickTime keeps it in boxes whose name begins with ©: lengths, languages, texts. */
function addInternational(parts: PartList, view: View, path: string, box: Box): boolean {
  const { bytes } = view;
  const spans: [from: number, to: number][] = [];
  let at = box.content;
  while (at + 4 <= box.end) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (at + 4 + length > box.end) break;
    spans.push([at + 4, at + 4 + length]);
    at += 4 + length;
  }
  if (spans.length === 0 || at !== box.end) return false;
  for (const [from, to] of spans) {
    const text = narrowText(bytes.subarray(from, to));
    parts.text(view, path, from, to, [box.type], text);
    if (box.type === "\xa9mod") parts.fact("device", text);
    if (box.type === "\xa9swr" || box.type === "\xa9too") parts.fact("encoder", text);
  }
  return true;
}

function addAsset(parts: PartList, view: View, path: string, box: Box): boolean {
  const { bytes } = view;
  const from = box.content + 6;
  if (from > box.end || !isZero(bytes, box.content, box.content + 4)) return false;
  const isWide = u16(bytes, from, false) === 0xfeff || u16(bytes, from, false) === 0xfffe;
  const end = isWide ? box.end : endOfText(bytes, from, box.end);
  const text = bytes.subarray(from, end);
  parts.text(view, path, from, end, [box.type], isWide ? wideText(text, false) : narrowText(text));
  parts.bytes(view, path, end, box.end);
  return true;
}

const HANDLER_BYTES = 24;

/** What handles a track, and its name: in QuickTime behind a byte of length. */
function addHandler(parts: PartList, view: View, path: string, box: Box): boolean {
  const { bytes } = view;
  const from = box.content + HANDLER_BYTES;
  if (from >= box.end) return false;
  parts.bytes(view, path, box.content, from);
  const length = bytes[from] ?? 0;
  const isPascal = length > 0 && from + 1 + length <= box.end && isZero(bytes, from + 1 + length, box.end);
  const start = isPascal ? from + 1 : from;
  const end = endOfText(bytes, start, box.end);
  parts.text(view, path, start, end, [], narrowText(bytes.subarray(start, end)));
  parts.bytes(view, path, end, box.end);
  return true;
}

/** Nero's chapters: a time of eight bytes, a length of one, a title. */
function addChapters(parts: PartList, view: View, path: string, box: Box): boolean {
  const { bytes } = view;
  const hasReserve = bytes[box.content] === 1;
  let at = box.content + (hasReserve ? 9 : 5);
  for (let left = bytes[at - 1] ?? 0; left > 0 && at + 9 <= box.end; left -= 1) {
    const end = Math.min(at + 9 + (bytes[at + 8] ?? 0), box.end);
    parts.text(view, path, at + 9, end, [], narrowText(bytes.subarray(at + 9, end)));
    at = end;
  }
  parts.bytes(view, path, Math.min(at, box.end), box.end);
  return true;
}

/** What Samsung's phones add: named blocks, and at the end a list that says how far before it each begins. */
function addSamsung(parts: PartList, view: View, path: string, box: Box): boolean {
  const { bytes } = view;
  const list = box.end - 8 - u32(bytes, box.end - 8, true);
  if (ascii(bytes, box.end - 4, 4) !== "SEFT" || list < box.content || ascii(bytes, list, 4) !== "SEFH") return false;
  parts.holds(view, path, box.content, box.end);
  const blocks: [from: number, to: number][] = [];
  for (let at = list + 12, left = u32(bytes, list + 8, true); left > 0 && at + 12 <= box.end; at += 12, left -= 1) {
    const from = list - u32(bytes, at + 4, true);
    if (from >= box.content && from < list) blocks.push([from, Math.min(from + u32(bytes, at + 8, true), list)]);
  }
  let last = box.content;
  for (const [from, to] of blocks.toSorted((a, b) => a[0] - b[0])) {
    if (from < last) continue;
    const name = Math.min(from + 8, to);
    const value = Math.min(name + u32(bytes, from + 4, true), to);
    const label = narrowText(bytes.subarray(name, value));
    parts.bytes(view, path, last, from);
    parts.text(view, `${path}/${label}`, name, value, [], label);
    parts.bytes(view, `${path}/${label}`, value, to, [label]);
    last = to;
  }
  parts.bytes(view, path, last, box.end);
  return true;
} // prettier-ignore

/** Whether a box is the XMP of Adobe: a `uuid` with a known number. */
export function isXmpUuid(bytes: Uint8Array, box: Box): boolean {
  return ascii(bytes, box.content, 4) === "\xbe\x7a\xcf\xcb" && ascii(bytes, box.content + 12, 4) === "\x91\xe3\xaf\xac"; // prettier-ignore
}
