import { ascii, u16, u32 } from "./bytes.ts";

// Each function returns where the picture ends, -1 when it has room for text, more than the length when it is cut off.

/** Chunks of a PNG that say only how it looks (and when it was changed), with the most bytes each has by its standard. */
const PNG_CHUNKS: ReadonlyMap<string, number> = new Map([
  ["IHDR", 13],
  ["PLTE", 768],
  ["IDAT", Infinity],
  ["IEND", 0],
  ["gAMA", 4],
  ["sRGB", 1],
  ["sBIT", 4],
  ["pHYs", 9],
  ["cHRM", 32],
  ["bKGD", 6],
  ["tRNS", 256],
  ["tIME", 7],
]);

/** The end of a PNG that has only chunks of its picture and how it is shown. */
export function endOfPng(bytes: Uint8Array): number {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = u32(bytes, at, false);
    const type = ascii(bytes, at + 4, 4);
    if (length > (PNG_CHUNKS.get(type) ?? -1)) return -1;
    at += 12 + length;
    if (type === "IEND") return at;
  }
  return bytes.length + 1;
}

/** The end of a GIF without comments, text or application blocks other than the one that says "loop". */
export function endOfGif(bytes: Uint8Array): number {
  let at = 13 + colourTableBytes(bytes[10] ?? 0);
  while (at < bytes.length) {
    const introducer = bytes[at];
    if (introducer === 0x3b) return at + 1;
    if (introducer === 0x2c) {
      at += 10 + colourTableBytes(bytes[at + 9] ?? 0) + 1;
    } else if (introducer === 0x21) {
      const label = bytes[at + 1];
      const isLoop = label === 0xff && ascii(bytes, at + 3, 11) === "NETSCAPE2.0";
      if (label !== 0xf9 && !isLoop) return -1;
      at += 2;
    } else {
      return -1;
    }
    while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
    at += 1;
  }
  return bytes.length + 1;
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** The end of an ICO or CUR; pictures in it that are PNG files are held to the same rule as PNG files. */
export function endOfIco(bytes: Uint8Array): number {
  const count = u16(bytes, 4, true);
  let end = 6 + count * 16;
  for (let index = 0; index < count; index += 1) {
    const entry = 6 + index * 16;
    const length = u32(bytes, entry + 8, true);
    const from = u32(bytes, entry + 12, true);
    end = Math.max(end, from + length);
    if (ascii(bytes, from, 4) === "\x89PNG") {
      const picture = bytes.subarray(from, from + length);
      if (endOfPng(picture) !== picture.length) return -1;
    }
  }
  return end;
}

/** The end of a BMP, as its header says it. */
export function endOfBmp(bytes: Uint8Array): number {
  return u32(bytes, 2, true);
}
