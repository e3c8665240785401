import { isXml } from "../media/xml-text.ts";
import {
  partAt,
  PartList,
  TooManyParts,
  viewOf,
  viewWithin,
  type Outline,
  type View,
} from "../media/parts.ts";
import { startOfAppendedZip } from "../own-end.ts";
import { walkBitmap, walkIcon } from "./bitmap.ts";
import { walkBoxes } from "./boxes.ts";
import { walkCodestream } from "./codestream.ts";
import { walkFuji } from "./fuji.ts";
import { walkGif } from "./gif.ts";
import { walkJpeg } from "./jpeg.ts";
import { walkPhotoshop } from "./photoshop.ts";
import { walkPng } from "./png.ts";
import { pictureKind, type Family } from "./signatures.ts";
import { walkTiff } from "./tiff.ts";
import { MAX_WITHIN, type Walk, type Walker } from "./walk.ts";
import { walkWebp } from "./webp.ts";
import { addXmp } from "./xmp.ts";

const WALKERS: Readonly<Record<Family, Walker>> = {
  jpeg: walkJpeg,
  png: walkPng,
  gif: walkGif,
  webp: walkWebp,
  tiff: walkTiff,
  boxes: walkBoxes,
  codestream: walkCodestream,
  bitmap: walkBitmap,
  icon: walkIcon,
  photoshop: walkPhotoshop,
  fuji: walkFuji,
  unreadable: walkUnreadable,
};

function walkUnreadable(walk: Walk, view: View, prefix: string): number {
  walk.parts.bytes(view, `${prefix}bytes`, 0, view.bytes.length);
  walk.parts.doubts("unsupported-format", "its structure cannot be read; its text was");
  return view.bytes.length;
}

/** All parts of a picture, pixels included; undefined when its bytes are none that is known. */
export function outlineOf(all: Uint8Array): Outline | undefined {
  const kind = pictureKind(all);
  if (kind === undefined) return undefined;
  // A ZIP that ends with the file is never part of the picture, wherever the picture says that it ends.
  const zip = startOfAppendedZip(all);
  const bytes = zip === undefined ? all : all.subarray(0, zip);
  const parts = new PartList();
  let end = bytes.length;
  try {
    end = WALKERS[kind.family](walkOf(parts), viewOf(bytes), "");
  } catch (error) {
    if (!(error instanceof TooManyParts)) throw error;
  }
  return { parts: parts.parts, facts: parts.facts, end, doubt: parts.doubt, hasContent: true };
}

/** A walk that opens what lies within what it walks, as deep as that may be. */
function walkOf(parts: PartList): Walk {
  let depth = 0;
  const walk: Walk = {
    parts,
    content(view, path, from, to) {
      const kind = to - from > MIN_PICTURE_BYTES ? pictureKind(view.bytes.subarray(from, to)) : undefined;
      if (isXml(view.bytes, from, to)) addXmp(walk, view, path, from, to);
      else if (kind === undefined || !WITHIN.has(kind.family)) parts.bytes(view, path, from, to);
      else if (depth >= MAX_WITHIN) {
        parts.bytes(view, path, from, to);
        parts.doubts("over-limit", `more than ${MAX_WITHIN} pictures lie within one another`);
      } else {
        depth += 1;
        const { doubt } = parts;
        const inner = viewWithin(view, from, to);
        const end = WALKERS[kind.family](walk, inner, `${path}/`);
        // Thumbnails are often cut off; all that is left of one was looked at, unless it is packed.
        const isCut = parts.doubt?.reason === "damaged" && !parts.doubt.words.includes("unpacked");
        if (doubt === undefined && isCut) parts.doubt = undefined;
        if (end < to - from) parts.bytes(inner, `${path}/rest`, end, to - from);
        depth -= 1;
      }
    },
  };
  return walk;
}

const MIN_PICTURE_BYTES = 16;

/** Formats of pictures within pictures: those whose first bytes are nothing else by chance. */
const WITHIN = new Set<Family>(["jpeg", "png", "gif", "webp", "tiff"]);

/** Outlines of files that are still in memory: many places of one file may be asked for. */
const outlines = new WeakMap<Uint8Array, Outline>();

/** The innermost part of a picture in which the byte at `offset` lies. */
export function unitAt(bytes: Uint8Array, offset: number): string | undefined {
  const outline = outlines.get(bytes) ?? outlineOf(bytes);
  if (outline === undefined) return undefined;
  outlines.set(bytes, outline);
  return partAt(outline, offset);
}
