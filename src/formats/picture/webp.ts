import { viewWithin, type View } from "../media/parts.ts";
import { ascii, paddedEnd, u16, u32 } from "../bytes.ts";
import { walkTiff } from "./tiff.ts";
import { tellSize, type Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

const FRAME_HEAD_BYTES = 16;

/** A WebP: chunks of a RIFF file; an animated one has chunks within its frames. */
export function walkWebp(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const says = paddedEnd(bytes, 8 + u32(bytes, 4, true));
  if (says > bytes.length) walk.parts.doubts("damaged", "its end is missing");
  const end = Math.min(says, bytes.length);
  addChunks(walk, view, prefix, 12, end);
  return end;
}

function addChunks(walk: Walk, view: View, prefix: string, from: number, to: number): void {
  const { bytes } = view;
  const { parts } = walk;
  let at = from;
  while (at + 8 <= to) {
    const type = ascii(bytes, at, 4);
    const content = at + 8;
    const end = content + u32(bytes, at + 4, true);
    if (end > to) break;
    const path = `${prefix}${type.trim()}`;
    if (type === "VP8X") tellSize(walk, 1 + u24(bytes, content + 4), 1 + u24(bytes, content + 7));
    if (type === "VP8 ") tellSize(walk, u16(bytes, content + 6, true) & 0x3fff, u16(bytes, content + 8, true) & 0x3fff);
    if (type === "XMP ") addXmp(walk, view, path, content, end);
    else if (type === "EXIF") {
      // Some write the mark of the JPEG segment before it.
      const first = ascii(bytes, content, 6) === "Exif\0\0" ? content + 6 : content;
      walkTiff(walk, viewWithin(view, first, end), `${path}/`);
    } else if (type === "ANMF" && from === 12) {
      parts.bytes(view, path, content, Math.min(content + FRAME_HEAD_BYTES, end));
      addChunks(walk, view, prefix, Math.min(content + FRAME_HEAD_BYTES, end), end);
    } else if (/^(?:VP8[ L]|ALPH)$/.test(type)) parts.sound(view, `${prefix}pixels`, at, end);
    else parts.bytes(view, path, content, end);
    at = end + (end % 2 === 1 && bytes[end] === 0 ? 1 : 0);
  }
  if (at >= to) return;
  parts.bytes(view, `${prefix}rest`, at, to);
  if (at + 8 <= to) parts.doubts("damaged", "one of its chunks is cut off");
} // prettier-ignore

function u24(bytes: Uint8Array, at: number): number {
  return u16(bytes, at, true) + (bytes[at + 2] ?? 0) * 0x10000;
}
