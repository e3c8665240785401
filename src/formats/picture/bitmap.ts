import type { View } from "../media/parts.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import { Covered } from "./covered.ts";
import { tellSize, type Walk } from "./walk.ts";

/** Since the fifth version of its head a BMP may hold a colour profile, or the path of one, behind its pixels. */
const HEAD_WITH_PROFILE_BYTES = 124;

/** A BMP: heads, colours, pixels, a profile. */
export function walkBitmap(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const says = u32(bytes, 2, true);
  // Some writers leave it empty.
  const end = says < 26 ? bytes.length : Math.min(says, bytes.length);
  if (says > bytes.length) walk.parts.doubts("damaged", "its end is missing");
  const headBytes = u32(bytes, 14, true);
  const isOld = headBytes === 12;
  const width = isOld ? u16(bytes, 18, true) : u32(bytes, 18, true);
  const rows = isOld ? u16(bytes, 20, true) : u32(bytes, 22, true);
  // A negative height means rows from top to bottom.
  const height = rows > 0x7fffffff ? 0x1_0000_0000 - rows : rows;
  tellSize(walk, width, height);
  const depth = u16(bytes, isOld ? 24 : 28, true);
  const isPacked = !isOld && u32(bytes, 30, true) !== 0 && u32(bytes, 30, true) !== 3;
  const pixels = Math.min(Math.max(u32(bytes, 10, true), 14), end);
  const plain = Math.floor((depth * width + 31) / 32) * 4 * height;
  const length = isPacked ? u32(bytes, 34, true) : plain;
  const last = Math.min(pixels + length, end);
  walk.parts.bytes(view, `${prefix}head`, 14, pixels);
  walk.parts.sound(view, `${prefix}pixels`, pixels, last);
  const isProfile = headBytes >= HEAD_WITH_PROFILE_BYTES;
  walk.parts.bytes(view, `${prefix}${isProfile ? "profile" : "rest"}`, last, end);
  return end;
}

/** An icon of several pictures: PNG files, and BMP without the first head. */
export function walkIcon(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const count = u16(bytes, 4, true);
  const covered = new Covered(bytes.length, bytes.length * count);
  covered.take(0, Math.min(6 + count * 16, bytes.length));
  let end = 6 + count * 16;
  for (let index = 0; index < count; index += 1) {
    const entry = 6 + index * 16;
    const from = u32(bytes, entry + 12, true);
    const to = from + u32(bytes, entry + 8, true);
    end = Math.max(end, to);
    tellSize(walk, bytes[entry] === 0 ? 256 : (bytes[entry] ?? 0), bytes[entry + 1] === 0 ? 256 : (bytes[entry + 1] ?? 0)); // prettier-ignore
    const path = `${prefix}picture ${index + 1}`;
    if (to > bytes.length || from < 6 || !covered.take(from, to)) continue;
    if (ascii(bytes, from, 4) === "\x89PNG") walk.content(view, path, from, to);
    else walk.parts.bytes(view, path, from, to);
  }
  const last = Math.min(end, bytes.length);
  if (end > bytes.length) walk.parts.doubts("damaged", "its end is missing");
  for (const [from, to] of covered.gaps()) walk.parts.bytes(view, `${prefix}rest`, from, Math.min(to, last));
  return last;
}
