import { u16, u32 } from "../bytes.ts";

/** A stretch of a JPEG: a segment with its content, coded pixels, or bytes that nothing announces. */
export interface Stretch {
  readonly is: "segment" | "pixels" | "stray";
  readonly marker: number;
  readonly from: number;
  /** First byte behind marker and length. */
  readonly content: number;
  readonly to: number;
}

/**
 * Gives the stretches of a JPEG that begins at `from`, up to its `EOI`. Returns where it ends, undefined when it is cut
 * off or a segment has no length.
 */
export function eachStretch(
  bytes: Uint8Array,
  from: number,
  give: (stretch: Stretch) => void,
): number | undefined {
  let at = from + 2;
  while (at + 1 < bytes.length) {
    if (bytes[at] !== 0xff) {
      // Bytes before a marker that nothing announces are passed over, as programs do that draw it.
      const next = endOfScan(bytes, at);
      give({ is: "stray", marker: 0, from: at, content: at, to: next });
      at = next;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff || marker === 0) {
      at += 1;
    } else if (marker === 0xd9) {
      return at + 2;
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
    } else {
      const length = u16(bytes, at + 2, false);
      if (length < 2) {
        give({ is: "stray", marker, from: at, content: at, to: bytes.length });
        return undefined;
      }
      const to = at + 2 + length;
      give({ is: "segment", marker, from: at, content: at + 4, to: Math.min(to, bytes.length) });
      at = to;
      if (marker !== 0xda || at >= bytes.length) continue;
      const end = endOfScan(bytes, at);
      give({ is: "pixels", marker, from: at, content: at, to: end });
      at = end;
    }
  }
  return undefined;
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

/** Pictures that a JPEG may list as following it; a burst has some dozens. */
const MAX_LISTED = 256;

/** Where the pictures begin that an MPF segment lists (CIPA DC-007); offsets count from its own TIFF header, at `tiff`. */
export function listedPictures(bytes: Uint8Array, tiff: number, to: number): readonly number[] {
  const little = bytes[tiff] === 0x49;
  const directory = tiff + u32(bytes, tiff + 4, little);
  const fields = directory + 2 <= to ? u16(bytes, directory, little) : 0;
  const listed: number[] = [];
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
  return listed;
}
