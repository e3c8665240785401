import { boxAt, isTopBox, type Box } from "../boxes.ts";
import { ascii, u32 } from "../bytes.ts";
import { MAX_NESTING, type PartList, type View } from "../media/parts.ts";
import { addBox } from "./mp4-boxes.ts";
import { addTextTracks, openTrack, type Movie } from "./mp4-tracks.ts";
import { addItem, itemName } from "./mp4-items.ts";

// ISO base media (ISO 14496-12), QuickTime and 3GP: boxes of a size and a name of four characters, in one another.

const CONTAINERS = new Set(
  "moov trak mdia minf stbl udta edts dinf moof traf mvex mfra meta ilst tapt gmhd tref sinf schi clip matt rmra rmda iprp ipco grpl".split(" "), // prettier-ignore
);

interface Walked {
  readonly end: number;
  /** The file is cut off there. */
  readonly isBroken: boolean;
}

/** Walks the boxes of a file and returns where the last one ends. */
export function walkMp4(parts: PartList, view: View): number {
  const movie: Movie = { tracks: [], media: [], keys: [], isFragmented: false };
  const { end, isBroken } = walkBoxes(parts, view, movie, 0, view.bytes.length, "", 0);
  if (end === 0) {
    parts.bytes(view, "first box", 0, view.bytes.length);
    parts.doubts("damaged", "its first box has no size");
    return view.bytes.length;
  }
  // The sound of fragments is not in the length that the head tells.
  if (movie.isFragmented && parts.facts.get("seconds") === 0) parts.facts.delete("seconds");
  addTextTracks(parts, view, movie);
  return isBroken ? view.bytes.length : end;
}

function walkBoxes(
  parts: PartList,
  view: View,
  movie: Movie,
  from: number,
  to: number,
  path: string,
  depth: number,
): Walked {
  const { bytes } = view;
  let at = from;
  while (at + 8 <= to) {
    const box = boxAt(bytes, at, to);
    if (depth === 0 && box !== undefined && !isTopBox(box, to)) return { end: at, isBroken: false };
    // Within `udta` a zero ends the list (QuickTime).
    if (box === undefined || (depth > 0 && u32(bytes, at, false) === 0)) break;
    if (box.end > to) {
      addBox(parts, view, movie, path, { ...box, end: to });
      parts.doubts("damaged", `its box ${path}${box.type} is cut off`);
      return { end: to, isBroken: true };
    }
    if (!CONTAINERS.has(box.type) || box.end - box.content < 8) addBox(parts, view, movie, path, box);
    else if (depth >= MAX_NESTING) {
      parts.bytes(view, `${path}${box.type}`, box.content, box.end);
      parts.doubts("over-limit", `its boxes are nested more than ${MAX_NESTING} deep`);
    } else if (openBox(parts, view, movie, box, path, depth).isBroken) return { end: to, isBroken: true };
    at = box.end;
  }
  if (depth > 0) parts.bytes(view, `${path}rest`, at, to);
  return { end: at, isBroken: false };
}

function openBox(parts: PartList, view: View, movie: Movie, box: Box, path: string, depth: number): Walked {
  const { bytes } = view;
  const named = `${path}${box.type}`;
  parts.holds(view, named, box.from, box.end);
  if (box.type === "trak") openTrack(movie);
  if (box.type === "moof") movie.isFragmented = true;
  if (box.type === "ilst") {
    addList(parts, view, movie, box, named);
    return { end: box.end, isBroken: false };
  }
  // In MP4 `meta` has a version before its boxes, in QuickTime it has none.
  const hasVersion = box.type === "meta" && ascii(bytes, box.content + 4, 4) !== "hdlr";
  const from = Math.min(box.content + (hasVersion ? 4 : 0), box.end);
  return walkBoxes(parts, view, movie, from, box.end, `${named}/`, depth + 1);
}

/** The items of a list of iTunes, or of QuickTime, whose names stand in `keys`. */
function addList(parts: PartList, view: View, movie: Movie, list: Box, path: string): void {
  const { bytes } = view;
  let at = list.content;
  for (
    let box = boxAt(bytes, at, list.end);
    box !== undefined && box.end <= list.end;
    box = boxAt(bytes, at, list.end)
  ) {
    if (u32(bytes, at, false) === 0) break;
    addItem(parts, view, box, `${path}/${itemName(bytes, box, movie.keys)}`, movie.keys);
    at = box.end;
  }
  parts.bytes(view, `${path}/rest`, at, list.end);
}
