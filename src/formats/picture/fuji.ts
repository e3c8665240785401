import { viewWithin, type View } from "../media/parts.ts";
import { ascii, u32 } from "../bytes.ts";
import { Covered } from "./covered.ts";
import type { Walk } from "./walk.ts";
import { walkTiff } from "./tiff.ts";

/** Where the head of a RAF names its parts: offset and length of each. */
const PARTS: readonly (readonly [at: number, name: string])[] = [
  [84, "preview"],
  [92, "head of the pixels"],
  [100, "pixels"],
];

/** A raw picture of Fujifilm: a JPEG with all tags, and the pixels. */
export function walkFuji(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  const covered = new Covered(bytes.length, bytes.length * PARTS.length);
  for (const [at, name] of PARTS) {
    const from = u32(bytes, at, false);
    const to = from + u32(bytes, at + 4, false);
    if (from === 0 || from >= to) continue;
    if (to > bytes.length) {
      walk.parts.doubts("damaged", `its part ${name} is cut off`);
      continue;
    }
    covered.take(from, to);
    if (/^(?:II\*|MM\0)/.test(ascii(bytes, from, 3))) walkTiff(walk, viewWithin(view, from, to), `${prefix}${name}/`);
    else if (name === "pixels") walk.parts.sound(view, `${prefix}pixels`, from, to);
    else walk.content(view, `${prefix}${name}`, from, to);
  }
  for (const [from, to] of covered.gaps()) walk.parts.bytes(view, `${prefix}head`, from, to);
  return bytes.length;
} // prettier-ignore
