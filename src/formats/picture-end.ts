import { ownEnd, startOfAppendedZip } from "./own-end.ts";
import { endOfBoxes } from "./boxes.ts";
import { ascii, isZero, paddedEnd, u16, u32 } from "./bytes.ts";
import { endOfBmp, endOfGif, endOfIco, endOfPng } from "./icons.ts";

/**
 * Where a whole picture in memory ends; undefined when its format does not tell, or it is cut off. A ZIP that ends with
 * the file is never part of the picture, wherever the picture says that it ends.
 */
export function endOfPicture(bytes: Uint8Array): number | undefined {
  const end = endByFormat(bytes);
  return end !== undefined && end > 0 && end <= bytes.length ? ownEnd(bytes, end) : startOfAppendedZip(bytes);
}

function endByFormat(bytes: Uint8Array): number | undefined {
  if (ascii(bytes, 0, 3) === "\xff\xd8\xff") return endOfJpegs(bytes);
  if (ascii(bytes, 0, 4) === "\x89PNG") return endOfPng(bytes, false);
  if (ascii(bytes, 0, 4) === "GIF8") return endOfGif(bytes, false);
  if (ascii(bytes, 0, 4) === "RIFF") return endOfRiff(bytes);
  if (ascii(bytes, 0, 2) === "BM") return sizeOfBmp(bytes);
  if (ascii(bytes, 0, 4) === "\0\0\x01\0") return endOfIco(bytes, false);
  const box = ascii(bytes, 4, 4);
  if (box === "ftyp" || box === "jP  " || box === "JXL ") return endOfBoxes(bytes);
  return undefined;
}

/** Where a RIFF file ends by its own size, with the zero that pads it to an even length. */
function endOfRiff(bytes: Uint8Array): number {
  return paddedEnd(bytes, 8 + u32(bytes, 4, true));
}

function sizeOfBmp(bytes: Uint8Array): number | undefined {
  const size = endOfBmp(bytes);
  // Some writers leave it empty.
  return size < 26 ? undefined : size;
}

/** Pictures that a JPEG may list as following it; a burst has some dozens. */
const MAX_LISTED = 256;

/** A JPEG, and the ones behind it that its list of pictures (MPF, CIPA DC-007) names, with nothing between them. */
function endOfJpegs(bytes: Uint8Array): number | undefined {
  const { end, listed } = walkJpeg(bytes, 0);
  let last = end;
  for (const at of listed.toSorted((a, b) => a - b)) {
    if (last === undefined) break;
    if (at < last) continue;
    if (!isZero(bytes, last, at) || ascii(bytes, at, 3) !== "\xff\xd8\xff") break;
    const next: number | undefined = walkJpeg(bytes, at).end;
    if (next === undefined) break;
    last = next;
  }
  return last;
}

/** Walks the markers of a JPEG from its first to `EOI`. */
function walkJpeg(bytes: Uint8Array, from: number): { end: number | undefined; listed: readonly number[] } {
  const listed: number[] = [];
  let at = from + 2;
  while (at + 1 < bytes.length) {
    // Bytes before a marker that nothing announces are passed over, as programs do that draw it.
    if (bytes[at] !== 0xff) at = endOfScan(bytes, at);
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff || marker === 0) {
      at += 1;
    } else if (marker === 0xd9) {
      return { end: at + 2, listed };
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
    } else {
      const length = u16(bytes, at + 2, false);
      if (length < 2) return { end: undefined, listed };
      if (marker === 0xe2 && ascii(bytes, at + 4, 4) === "MPF\0")
        addListed(bytes, at + 8, at + 2 + length, listed);
      at += 2 + length;
      if (marker === 0xda) at = endOfScan(bytes, at);
    }
  }
  return { end: undefined, listed };
}

/** Coded data goes on over stuffed `FF 00` and restart markers. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at;
    at += 2;
  }
}

/** Adds where the pictures of an MPF segment begin; its offsets count from its own TIFF header. */
function addListed(bytes: Uint8Array, tiff: number, to: number, listed: number[]): void {
  const little = ascii(bytes, tiff, 2) === "II";
  const directory = tiff + u32(bytes, tiff + 4, little);
  const fields = directory + 2 <= to ? u16(bytes, directory, little) : 0;
  for (let field = 0; field < fields && directory + 14 + field * 12 <= to; field += 1) {
    const at = directory + 2 + field * 12;
    if (u16(bytes, at, little) !== 0xb002) continue;
    const count = Math.min(u32(bytes, at + 4, little) / 16, MAX_LISTED);
    const entries = tiff + u32(bytes, at + 8, little);
    for (let index = 0; index < count && entries + index * 16 + 16 <= to; index += 1) {
      const offset = u32(bytes, entries + index * 16 + 8, little);
      // The first picture's own is zero.
      if (offset !== 0 && tiff + offset < bytes.length) listed.push(tiff + offset);
    }
  }
}
