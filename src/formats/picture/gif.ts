import type { View } from "../media/parts.ts";
import { ascii, u16 } from "../bytes.ts";
import { tellSize, type Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

const HEAD_BYTES = 13;
/** XMP in a GIF is no blocks; these bytes behind it end the blocks that a reader takes it for. */
const XMP_TRAILER_BYTES = 258;

/** A GIF: pictures in blocks of 255 bytes, comments and other applications' notes between them. */
export function walkGif(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const { parts } = walk;
  tellSize(walk, u16(bytes, 6, true), u16(bytes, 8, true));
  let at = HEAD_BYTES + tableBytes(bytes[10] ?? 0);
  parts.sound(view, `${prefix}pixels`, 0, Math.min(at, bytes.length));
  while (at < bytes.length) {
    const introducer = bytes[at];
    if (introducer === 0x3b) return at + 1;
    if (introducer === 0x2c) {
      const data = at + 10 + tableBytes(bytes[at + 9] ?? 0) + 1;
      const end = endOfBlocks(bytes, data);
      parts.sound(view, `${prefix}pixels`, at, Math.min(end, bytes.length));
      at = end;
    } else if (introducer === 0x21) at = addExtension(walk, view, prefix, at);
    else {
      parts.bytes(view, `${prefix}rest`, at, bytes.length);
      parts.doubts("damaged", "something that is no block stands between its pictures");
      return bytes.length;
    }
  }
  parts.doubts("damaged", "its end is missing");
  return bytes.length;
}

function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Past the empty block that ends a list of blocks. */
function endOfBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}

function addExtension(walk: Walk, view: View, prefix: string, from: number): number {
  const { bytes } = view;
  const label = bytes[from + 1];
  const isApplication = label === 0xff;
  const application = isApplication ? ascii(bytes, from + 3, 11).trim() : "";
  if (application === "XMP DataXMP") {
    const content = from + 14;
    const end = endOfBlocks(bytes, content);
    addXmp(walk, view, `${prefix}XMP`, content, Math.max(content, Math.min(end, bytes.length) - XMP_TRAILER_BYTES));
    return end;
  }
  const name = label === 0xfe ? "comment" : label === 0x01 ? "text" : isApplication ? application : "extension";
  const first = from + 2;
  const end = endOfBlocks(bytes, first);
  const last = Math.min(end, bytes.length);
  const head = isApplication || label === 0x01 ? 1 + (bytes[first] ?? 0) : 0;
  const content = Math.min(first + head, last);
  walk.parts.bytes(view, `${prefix}${name}`, first + 1, content);
  // A name that is cut in two by a block's length is whole without it.
  const joined = joinBlocks(bytes, content, last);
  const only = content + 1 + joined.length === last - 1;
  if (only) walk.parts.bytes(view, `${prefix}${name}`, content + 1, last - 1);
  else if (joined.length > 0)
    walk.parts.bytes(walk.parts.unpacked(view, content, last, joined), `${prefix}${name}`, 0, joined.length);
  return end;
} // prettier-ignore

function joinBlocks(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = from;
  while (at < to && bytes[at] !== 0) {
    const end = at + 1 + (bytes[at] ?? 0);
    pieces.push(bytes.subarray(at + 1, Math.min(end, to)));
    at = end;
  }
  return Buffer.concat(pieces);
}
