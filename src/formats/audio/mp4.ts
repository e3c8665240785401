import { boxAt, isTopBox } from "../boxes.ts";
import { isZero, u32 } from "../bytes.ts";
import type { Outline, Region } from "./regions.ts";

const SOUND = new Set(
  "mdat stts ctts stss stsz stz2 stsc stco co64 sdtp sbgp sgpd mvhd tkhd mdhd elst trun".split(" "),
);
const CONTAINERS = new Set("moov trak mdia minf stbl udta edts dinf moof traf mvex ilst".split(" "));

/** Boxes that may lie within one another. */
const MAX_DEPTH = 16;

/** Boxes that are looked at; real files have some hundreds. */
const MAX_BOXES = 100_000;

interface Walked {
  readonly end: number;
  readonly broken: string | undefined;
}

/** Every box of an MP4, QuickTime or 3GP file that is no sound, and where the last box ends. */
export function mp4Regions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  let boxes = 0;
  const walk = (from: number, to: number, path: string, depth: number): Walked => {
    let at = from;
    while (at + 8 <= to) {
      boxes += 1;
      const box = boxAt(bytes, at, to);
      if (depth === 0 && box !== undefined && !isTopBox(box, to)) return { end: at, broken: undefined };
      // Within `udta` a zero ends the list (QuickTime).
      if (box === undefined || (depth > 0 && u32(bytes, at, false) === 0)) break;
      const { type, content, end } = box;
      if (end > to) {
        regions.push({ path: path + type, from: content, to });
        return { end: to, broken: `its box ${path}${type} is cut off` };
      }
      if (boxes > MAX_BOXES) return { end: to, broken: `it has more than ${MAX_BOXES} boxes` };
      if (CONTAINERS.has(type) && depth < MAX_DEPTH) {
        const inner = walk(content, end, `${path}${type}/`, depth + 1);
        if (inner.broken !== undefined) return { end: inner.end, broken: inner.broken };
      } else if (!SOUND.has(type) && !isZero(bytes, content, end)) {
        regions.push({ path: path + type, from: content, to: end });
      }
      at = end;
    }
    if (depth > 0 && at < to) regions.push({ path: `${path}rest`, from: at, to });
    return { end: at, broken: undefined };
  };
  const { end, broken } = walk(0, bytes.length, "", 0);
  if (end === 0) return { regions, end: bytes.length, broken: "its first box has no size" };
  return { regions, end, broken };
}
