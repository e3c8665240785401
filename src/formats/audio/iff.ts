import { ascii, paddedEnd, u16, u32 } from "../bytes.ts";
import { seconds } from "../media/facts.ts";
import { walkId3 } from "./id3.ts";
import { MAX_NESTING, viewWithin, type PartList, type View } from "../media/parts.ts";
import { endOfText, narrowText } from "../media/tag-text.ts";
import { addXml, isXml } from "../media/xml-text.ts";

// IFF (Electronic Arts, 1985) with big-endian sizes: AIFF and AIFF-C (Apple, 1991), and DSDIFF (Philips, 2004), whose
// sizes have 64 bits.

const CONTAINERS = new Set(["PROP", "DIIN", "DST "]);
const SOUND = new Set(["SSND", "DSD ", "DSTF", "DSTI", "FVER"]);
const TEXTS = new Set(["NAME", "AUTH", "ANNO", "(c) ", "EMID"]);

interface Iff {
  readonly sizeBytes: 4 | 8;
}

export function walkAiff(parts: PartList, view: View): number {
  parts.fact("container", "AIFF");
  return walkForm(parts, view, { sizeBytes: 4 });
}

export function walkDsdiff(parts: PartList, view: View): number {
  parts.fact("container", "DSDIFF");
  parts.fact("codec", "DSD");
  return walkForm(parts, view, { sizeBytes: 8 });
}

function sizeAt(bytes: Uint8Array, at: number, iff: Iff): number {
  const first = u32(bytes, at, false);
  return iff.sizeBytes === 4 ? first : first * 0x1_0000_0000 + u32(bytes, at + 4, false);
}

function walkForm(parts: PartList, view: View, iff: Iff): number {
  const { bytes } = view;
  const header = 4 + iff.sizeBytes;
  const end = header + sizeAt(bytes, 4, iff);
  const limit = Math.min(end, bytes.length);
  parts.holds(view, ascii(bytes, 0, 4), 0, limit);
  const last = walkChunks(parts, view, header + 4, limit, "", 0, iff);
  if (last === undefined) return bytes.length;
  if (end > bytes.length + 1) parts.doubts("damaged", "its end is missing");
  else parts.bytes(view, "rest", Math.min(last, limit), limit);
  return Math.min(paddedEnd(bytes, end), bytes.length);
}

/** Returns where the last chunk ends; undefined when the file ends before it. */
function walkChunks(
  parts: PartList,
  view: View,
  from: number,
  limit: number,
  prefix: string,
  depth: number,
  iff: Iff,
): number | undefined {
  const { bytes } = view;
  const header = 4 + iff.sizeBytes;
  let at = from;
  while (at + header <= limit) {
    const id = ascii(bytes, at, 4);
    const size = sizeAt(bytes, at + 4, iff);
    const content = at + header;
    const to = content + size;
    const path = `${prefix}${/^[\x20-\x7e]{4}$/.test(id) ? id.trim() : "without a name"}`;
    if (to > bytes.length) {
      addChunk(parts, view, path, id, content, bytes.length, iff);
      parts.doubts("damaged", `its part ${path} is cut off`);
      return undefined;
    }
    if (CONTAINERS.has(id) && depth < MAX_NESTING) {
      parts.holds(view, path, at, to);
      // A list of properties says its type first.
      const inner = id === "PROP" ? content + 4 : content;
      if (walkChunks(parts, view, inner, to, `${path}/`, depth + 1, iff) === undefined) return undefined;
    } else addChunk(parts, view, path, id, content, to, iff);
    at = to + (size % 2);
  }
  if (depth > 0) parts.bytes(view, `${prefix}rest`, at, limit);
  return at;
}

function addChunk(parts: PartList, view: View, path: string, id: string, from: number, to: number, iff: Iff): void {
  const { bytes } = view;
  if (SOUND.has(id)) parts.sound(view, path, from, to);
  else if (TEXTS.has(id)) parts.text(view, path, from, to, [id.trim()], narrowText(bytes.subarray(from, to)).replaceAll("\0", "\n"));
  else if (id === "COMT") addComments(parts, view, path, from, to, iff);
  else if (id === "DIAR" || id === "DITI") addCounted(parts, view, path, id, from, to);
  else if (id === "COMM") addCommon(parts, view, path, from, to);
  else if (id === "FS  ") {
    parts.sound(view, path, from, to);
    parts.fact("sampleRate", u32(bytes, from, false));
  } else if (/^ID3 $/i.test(id) && ascii(bytes, from, 3) === "ID3") {
    const end = from + walkId3(parts, viewWithin(view, from, to), 0, `${path}/`);
    if (end > to) parts.doubts("damaged", "its ID3 tag is cut off");
    else parts.bytes(view, `${path}/rest`, end, to);
  } else if (id === "APPL") addApplication(parts, view, path, from, to);
  else if (isXml(bytes, from, to)) addXml(parts, view, path, from, to);
  else parts.bytes(view, path, from, to);
} // prettier-ignore

/** A text behind its length. */
function addCounted(parts: PartList, view: View, path: string, id: string, from: number, to: number): void {
  const { bytes } = view;
  const end = Math.min(from + 4 + u32(bytes, from, false), to);
  parts.text(view, path, Math.min(from + 4, end), end, [id], narrowText(bytes.subarray(from + 4, end)));
  parts.bytes(view, path, end, to);
}

/** Data of a program, behind the four characters (and, with `stoc`, the name) by which it is known. */
function addApplication(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  const owner = ascii(bytes, from, 4);
  const hasName = owner === "stoc";
  const content = Math.min(from + 4 + (hasName ? 1 + (bytes[from + 4] ?? 0) : 0), to);
  const name = narrowText(bytes.subarray(from + 5, content));
  const named = `${path}/${owner}${hasName ? `/${name}` : ""}`;
  if (hasName) parts.text(view, named, Math.min(from + 5, content), content, [], name);
  if (isXml(bytes, content, to)) addXml(parts, view, named, content, to);
  else parts.bytes(view, named, content, to);
}

/** Of each comment: a time and what it is about, then its length and its text. */
function addComments(parts: PartList, view: View, path: string, from: number, to: number, iff: Iff): void {
  const { bytes } = view;
  const isLong = iff.sizeBytes === 8;
  const head = isLong ? 14 : 8;
  let at = from + 2;
  for (let left = u16(bytes, from, false); left > 0 && at + head <= to; left -= 1) {
    const end = at + head + (isLong ? u32(bytes, at + 10, false) : u16(bytes, at + 6, false));
    if (end > to) break;
    const text = bytes.subarray(at + head, end);
    parts.text(view, path, at + head, end, [], narrowText(text.subarray(0, endOfText(text, 0, text.length))));
    at = end + ((end - at) % 2);
  }
  parts.bytes(view, path, Math.min(at, to), to);
}

const COMMON_BYTES = 18;
const IMA4_SAMPLES = 64;

function addCommon(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  const end = Math.min(from + COMMON_BYTES, to);
  parts.sound(view, path, from, end);
  parts.bytes(view, `${path}/compression`, end, to);
  if (to - from < COMMON_BYTES) return;
  const rate = extended(bytes, from + 8);
  const codec = to - from >= COMMON_BYTES + 4 ? ascii(bytes, end, 4) : "PCM";
  parts.fact("codec", codec);
  parts.fact("channels", u16(bytes, from, false));
  parts.fact("bitsPerSample", u16(bytes, from + 6, false));
  parts.fact("sampleRate", rate);
  // Of this codec the packets are counted.
  const samplesEach = codec === "ima4" ? IMA4_SAMPLES : 1;
  if (rate > 0) parts.fact("seconds", seconds((u32(bytes, from + 2, false) * samplesEach) / rate));
}

/** A number of 80 bits (IEEE 754 extended), as AIFF writes its rate. */
function extended(bytes: Uint8Array, at: number): number {
  const exponent = (u16(bytes, at, false) & 0x7fff) - 16_383 - 31;
  return u32(bytes, at + 2, false) * 2 ** exponent;
}
