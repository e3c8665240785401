import { ascii, isZero, u16, u32 } from "../bytes.ts";
import { addTags } from "./end-tags.ts";
import { seconds } from "../media/facts.ts";
import { walkId3 } from "./id3.ts";
import type { PartList, View } from "../media/parts.ts";
import { endOfText, narrowText } from "../media/tag-text.ts";

function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at, true) + u32(bytes, at + 4, true) * 0x1_0000_0000;
}

function cutOff(parts: PartList, view: View): number {
  parts.doubts("damaged", "its end is missing");
  return view.bytes.length;
}

const AU_HEADER_BYTES = 24;
const AU_CODECS: ReadonlyMap<number, readonly [name: string, bits: number]> = new Map([
  [1, ["mu-law", 8]], [2, ["PCM", 8]], [3, ["PCM", 16]], [4, ["PCM", 24]], [5, ["PCM", 32]], [6, ["PCM float", 32]],
  [7, ["PCM float", 64]], [27, ["A-law", 8]],
]); // prettier-ignore

/** Sun's AU: a head, an annotation, sound whose size may be open. */
export function walkAu(parts: PartList, view: View): number {
  const { bytes } = view;
  const from = u32(bytes, 4, false);
  const size = u32(bytes, 8, false);
  const [codec, bits] = AU_CODECS.get(u32(bytes, 12, false)) ?? ["AU", 0];
  const rate = u32(bytes, 16, false);
  const channels = u32(bytes, 20, false);
  parts.fact("container", "AU");
  parts.fact("codec", codec);
  parts.fact("sampleRate", rate);
  parts.fact("channels", channels);
  if (from > bytes.length || from < AU_HEADER_BYTES) return cutOff(parts, view);
  const textEnd = endOfText(bytes, AU_HEADER_BYTES, from);
  if (textEnd > AU_HEADER_BYTES) parts.text(view, "annotation", AU_HEADER_BYTES, textEnd, [], narrowText(bytes.subarray(AU_HEADER_BYTES, textEnd)));
  parts.bytes(view, "annotation", textEnd, from);
  const end = size === 0xffffffff ? bytes.length : from + size;
  parts.sound(view, "data", from, Math.min(end, bytes.length));
  const byteRate = (rate * channels * bits) / 8;
  if (byteRate > 0) parts.fact("seconds", seconds((end - from) / byteRate));
  return end > bytes.length ? cutOff(parts, view) : end;
} // prettier-ignore

/** DSF (Sony): three chunks, and an ID3 tag where the first says. */
export function walkDsf(parts: PartList, view: View): number {
  const { bytes } = view;
  const end = u64(bytes, 12);
  const tag = u64(bytes, 20);
  parts.fact("container", "DSF");
  parts.fact("codec", "DSD");
  parts.fact("channels", u32(bytes, 52, true));
  parts.fact("sampleRate", u32(bytes, 56, true));
  parts.fact("bitsPerSample", u32(bytes, 60, true));
  if (u32(bytes, 56, true) > 0) parts.fact("seconds", seconds(u64(bytes, 64) / u32(bytes, 56, true)));
  const soundEnd = Math.min(tag > 0 ? tag : end, end, bytes.length);
  parts.sound(view, "DSD sound", 28, soundEnd);
  if (end > bytes.length) return cutOff(parts, view);
  if (tag > 0 && tag < end && ascii(bytes, tag, 3) === "ID3") {
    const last = walkId3(parts, view, tag, "");
    parts.bytes(view, "rest", Math.min(last, end), end);
  } else parts.bytes(view, "rest", soundEnd, end);
  return end;
}

const VOC_TEXT = 5;

/** Creative Voice: blocks of a type and a size of 24 bits; type 0 ends it. */
export function walkVoc(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "VOC");
  let at = u16(bytes, 20, true);
  parts.bytes(view, "header", 26, Math.min(at, bytes.length));
  while (at < bytes.length) {
    const type = bytes[at] ?? 0;
    if (type < 1 || type > 9) break;
    const end = at + 4 + (u32(bytes, at, true) >>> 8);
    if (end > bytes.length) {
      if (type === VOC_TEXT) parts.bytes(view, "text", at + 4, bytes.length);
      return cutOff(parts, view);
    }
    if (type === VOC_TEXT) parts.text(view, "text", at + 4, end, [], narrowText(bytes.subarray(at + 4, endOfText(bytes, at + 4, end))));
    else parts.sound(view, "sound", at, end);
    at = end;
  }
  return bytes[at] === 0 ? at + 1 : at;
} // prettier-ignore

/** Monkey's Audio from version 3.98 on says how long each of its parts is; head and tail of the WAV it was are kept. */
export function walkMonkey(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "Monkey's Audio");
  parts.fact("codec", "Monkey's Audio");
  if (u16(bytes, 4, true) < 3980) {
    parts.doubts("unsupported-format", "older than version 3.98, it does not say where its parts lie");
    return addTagsAtEnd(parts, view);
  }
  let at = 0;
  for (const [name, size] of [
    ["descriptor", u32(bytes, 8, true)],
    ["header", u32(bytes, 12, true)],
    ["seek table", u32(bytes, 16, true)],
    ["WAV header", u32(bytes, 20, true)],
    ["frames", u64(bytes, 24)],
    ["WAV tail", u32(bytes, 32, true)],
  ] as const) {
    const end = Math.min(at + size, bytes.length);
    if (name.startsWith("WAV")) parts.bytes(view, name, at, end);
    else parts.sound(view, name, at, end);
    at += size;
    if (at > bytes.length) return cutOff(parts, view);
  }
  const header = u32(bytes, 8, true);
  const rate = u32(bytes, header + 20, true);
  parts.fact("bitsPerSample", u16(bytes, header + 16, true));
  parts.fact("channels", u16(bytes, header + 18, true));
  parts.fact("sampleRate", rate);
  return addTags(parts, view, at);
}

/** Of a format that does not say where it ends: the tags that end with the file. */
export function addTagsAtEnd(parts: PartList, view: View): number {
  const { bytes } = view;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = [bytes.length - 128];
  for (const mark of ["APETAGEX", "LYRICSBEGIN", "TAG+"]) places.push(text.indexOf(mark, 0, "latin1"));
  for (const at of places.filter((place) => place > 0).toSorted((a, b) => a - b)) {
    if (!isZero(bytes, at, at + 3) && addTags(parts, view, at) === bytes.length) {
      parts.sound(view, "frames", 0, at);
      return bytes.length;
    }
  }
  parts.sound(view, "frames", 0, bytes.length);
  return bytes.length;
}

/** Parts of a WavPack block that hold what stood around the sound of the file it was made from. */
const WAVPACK_WRAPPERS: ReadonlySet<number> = new Set([0x21, 0x22, 0x23, 0x24, 0x27, 0x29]);
const WAVPACK_HEADER_BYTES = 32;
const WAVPACK_RATES = [6000, 8000, 9600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000, 192_000]; // prettier-ignore

/** WavPack: blocks, which consist of parts of their own. */
export function walkWavpack(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "WavPack");
  parts.fact("codec", "WavPack");
  const flags = u32(bytes, 24, true);
  const rate = WAVPACK_RATES[(flags >>> 23) & 15] ?? 0;
  if (rate > 0) parts.fact("sampleRate", rate);
  parts.fact("channels", (flags & 4) !== 0 ? 1 : 2);
  const samples = u32(bytes, 12, true);
  if (rate > 0 && samples !== 0xffffffff) parts.fact("seconds", seconds(samples / rate));
  let at = 0;
  while (ascii(bytes, at, 4) === "wvpk") {
    const end = at + 8 + u32(bytes, at + 4, true);
    addWavpackBlock(parts, view, at, Math.min(end, bytes.length));
    if (end > bytes.length) return cutOff(parts, view);
    at = end;
  }
  return addTags(parts, view, at);
}

function addWavpackBlock(parts: PartList, view: View, start: number, end: number): void {
  const { bytes } = view;
  let at = start + WAVPACK_HEADER_BYTES;
  parts.sound(view, "WavPack blocks", start, Math.min(at, end));
  while (at + 2 <= end) {
    const id = bytes[at] ?? 0;
    const isLarge = (id & 0x80) !== 0;
    const words = isLarge ? u32(bytes, at, true) >>> 8 : (bytes[at + 1] ?? 0);
    const content = at + (isLarge ? 4 : 2);
    const to = content + words * 2;
    if (to > end) break;
    if (WAVPACK_WRAPPERS.has(id & 0x3f)) parts.bytes(view, "WavPack wrapper", content, to);
    else parts.sound(view, "WavPack blocks", at, to);
    at = to;
  }
  parts.sound(view, "WavPack blocks", Math.min(at, end), end);
}

const MUSEPACK_SOUND = new Set(["AP", "ST", "SO", "SH", "RG", "SE"]);
const MUSEPACK_RATES = [44_100, 48_000, 37_800, 32_000];

/** Musepack 8: packets of a key of two letters and a size that counts both, up to `SE`. */
export function walkMusepack(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "Musepack");
  parts.fact("codec", "Musepack");
  if (ascii(bytes, 0, 4) !== "MPCK") {
    parts.doubts("unsupported-format", "before version 8 it does not say where its sound ends");
    return addTagsAtEnd(parts, view);
  }
  let at = 4;
  while (/^[A-Z]{2}$/.test(ascii(bytes, at, 2))) {
    let size = 0;
    let content = at + 2;
    for (; content < at + 11; content += 1) {
      const byte = bytes[content] ?? 0;
      size = size * 128 + (byte & 127);
      if (byte < 128) break;
    }
    const key = ascii(bytes, at, 2);
    const end = at + size;
    if (size < 3 || end > bytes.length) return cutOff(parts, view);
    if (MUSEPACK_SOUND.has(key)) parts.sound(view, key === "AP" ? "Musepack frames" : key, at, end);
    else parts.bytes(view, key, content + 1, end);
    // The head: a checksum, a version, two counts, then the rate in three bits.
    if (key === "SH") addMusepackHead(parts, bytes, content + 6);
    at = end;
    if (key === "SE") return addTags(parts, view, at);
  }
  return cutOff(parts, view);
}

function addMusepackHead(parts: PartList, bytes: Uint8Array, from: number): void {
  let at = from;
  const counts: number[] = [];
  for (let index = 0; index < 2; index += 1) {
    let value = 0;
    for (let width = 0; width < 8; width += 1) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value = value * 128 + (byte & 127);
      if (byte < 128) break;
    }
    counts.push(value);
  }
  const rate = MUSEPACK_RATES[(bytes[at] ?? 0) >> 5];
  if (rate === undefined) return;
  parts.fact("sampleRate", rate);
  parts.fact("channels", ((bytes[at + 1] ?? 0) >> 4) + 1);
  parts.fact("seconds", seconds((counts[0] ?? 0) / rate));
}
