import { ascii, isZero, paddedEnd, u32 } from "../bytes.ts";
import type { Outline, Region } from "./regions.ts";

/** Chunks that are padding by name; only zeros in them are. */
const PADDING = new Set(["PAD ", "JUNK", "junk", "FLLR", "fllr", "\0\0\0\0"]);

/** Bytes of the longest standard `fmt ` (WAVE_FORMAT_EXTENSIBLE) and `fact`; what is longer has room for text. */
const FORMAT_BYTES = 40;
const FACT_BYTES = 4;

/** A size that a recorder writes which cannot go back: the sound lasts to the end of the file. */
const STREAMED = 0xffffffff;

/** How far a declared RIFF size may exceed the file when every chunk in it is whole: some writers count its header. */
const SLOPPY_BYTES = 8;

/** Walks the chunks of a WAV; its regions are all chunks that are neither sound, nor its format, nor zeros. */
export function riffRegions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  const riffSize = u32(bytes, 4, true);
  const end = riffSize === STREAMED ? bytes.length : 8 + riffSize;
  const limit = Math.min(end, bytes.length);
  let at = 12;
  let hasData = false;
  while (at + 8 <= limit) {
    const id = ascii(bytes, at, 4);
    const size = u32(bytes, at + 4, true);
    const isStreamed = id === "data" && size === STREAMED && riffSize === STREAMED;
    const to = isStreamed ? bytes.length : at + 8 + size;
    hasData ||= id === "data";
    if (to > bytes.length) {
      if (id !== "data") regions.push({ path: id, from: at + 8, to: bytes.length });
      return { regions, end: bytes.length, broken: `its part ${name(id)} is cut off` };
    }
    if (to > end + 1)
      return { regions, end: bytes.length, broken: `its part ${name(id)} is longer than the whole` };
    if (!isSound(bytes, id, at + 8, to)) regions.push({ path: name(id), from: at + 8, to });
    at = to + (size % 2 === 1 && !isStreamed ? 1 : 0);
  }
  if (!hasData) return { regions, end: limit, broken: "it holds no sound" };
  if (end > bytes.length && (at < bytes.length || end - bytes.length > SLOPPY_BYTES)) {
    return { regions, end: bytes.length, broken: "its end is missing" };
  }
  if (at < limit && !isZero(bytes, at, limit)) regions.push({ path: "rest", from: at, to: limit });
  return { regions, end: Math.min(paddedEnd(bytes, Math.max(end, at)), bytes.length), broken: undefined };
}

function isSound(bytes: Uint8Array, id: string, from: number, to: number): boolean {
  if (id === "data") return true;
  if (id === "fmt ") return to - from <= FORMAT_BYTES;
  if (id === "fact") return to - from <= FACT_BYTES;
  return PADDING.has(id) && isZero(bytes, from, to);
}

function name(id: string): string {
  return /^[\x20-\x7e]{4}$/.test(id) ? id.trim() : "without a name";
}

/** Chunks of a WAV that music-metadata reads. */
export const WAV_TAG_CHUNKS: ReadonlySet<string> = new Set(["LIST", "id3", "ID3", "bext", "CSET"]);

/** Bytes of sound in a WAV that is whole. */
export function soundBytes(bytes: Uint8Array): number {
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = u32(bytes, at + 4, true);
    if (ascii(bytes, at, 4) === "data") return Math.min(size, bytes.length - at - 8);
    at += 8 + size + (size % 2);
  }
  return 0;
}
