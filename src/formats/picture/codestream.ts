import type { View } from "../media/parts.ts";
import { u16, u32 } from "../bytes.ts";
import { tellSize, type Walk } from "./walk.ts";

const SIZ = 0xff51;
const COMMENT = 0xff64;
const START_OF_TILE = 0xff90;
const END = 0xffd9;

/**
 * Pixels without a container. The head of JPEG 2000 may hold comments. Neither it nor JPEG XL says where it ends, so all
 * of it is looked through for text, too.
 */
export function walkCodestream(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  if (u16(bytes, 0, false) !== 0xff4f) {
    walk.parts.bytes(view, `${prefix}pixels`, 0, bytes.length);
    return bytes.length;
  }
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = u16(bytes, at, false);
    if (marker === START_OF_TILE || marker === END || marker < 0xff00) break;
    const end = at + 2 + u16(bytes, at + 2, false);
    if (end < at + 4 || end > bytes.length) break;
    if (marker === SIZ) tellSize(walk, u32(bytes, at + 6, false), u32(bytes, at + 10, false));
    if (marker === COMMENT) walk.parts.bytes(view, `${prefix}COM`, at + 6, end);
    else walk.parts.bytes(view, `${prefix}0x${marker.toString(16)}`, at + 4, end);
    at = end;
  }
  walk.parts.bytes(view, `${prefix}pixels`, at, bytes.length);
  const isWhole = bytes.length < 2 || u16(bytes, bytes.length - 2, false) === END;
  if (!isWhole && at >= bytes.length) walk.parts.doubts("damaged", "its end is missing");
  return bytes.length;
}
