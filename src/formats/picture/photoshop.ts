import { viewWithin, type View } from "../media/parts.ts";
import { ascii, u16, u32 } from "../bytes.ts";
import { addIptc } from "./iptc.ts";
import { walkTiff } from "./tiff.ts";
import { tellSize, type Walk } from "./walk.ts";
import { addXmp } from "./xmp.ts";

/** Who writes resources (Adobe Photoshop File Formats Specification, "Image Resource Blocks"; other programs' marks). */
const MARK = /^(?:8BIM|8B64|MeSa|AgHg|PHUT|DCSR)$/;

const IPTC = 0x0404;
const THUMBNAILS = new Set([0x0409, 0x040c]);
const EXIF = new Set([0x0422, 0x0423]);
const XMP = 0x0424;
/** Numbers before the JPEG of a thumbnail. */
const THUMBNAIL_HEAD_BYTES = 28;

/** Resources as Photoshop keeps them in its own files, in JPEG and in TIFF. Returns where the last one ends. */
export function walkResources(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  let at = 0;
  while (at + 12 <= bytes.length && MARK.test(ascii(bytes, at, 4))) {
    const id = u16(bytes, at + 4, false);
    const nameBytes = bytes[at + 6] ?? 0;
    const sizeAt = at + 6 + even(1 + nameBytes);
    const content = sizeAt + 4;
    const end = content + u32(bytes, sizeAt, false);
    if (end > bytes.length) break;
    const path = `${prefix}${id.toString(16).padStart(4, "0")}`;
    walk.parts.bytes(view, `${path}/name`, at + 7, at + 7 + nameBytes);
    if (id === IPTC) addIptc(walk, view, `${prefix}IPTC`, content, end);
    else if (id === XMP) addXmp(walk, view, `${prefix}XMP`, content, end);
    else if (EXIF.has(id)) walkTiff(walk, viewWithin(view, content, end), `${prefix}Exif/`);
    else if (THUMBNAILS.has(id) && end - content > THUMBNAIL_HEAD_BYTES)
      walk.content(view, `${prefix}thumbnail`, content + THUMBNAIL_HEAD_BYTES, end);
    else walk.content(view, path, content, end);
    at = Math.min(even(end), bytes.length);
  }
  walk.parts.bytes(view, `${prefix}rest`, at, bytes.length);
  return at;
}

function even(value: number): number {
  return value + (value % 2);
}

const HEAD_BYTES = 26;

/** A picture of Photoshop: head, colours, resources, layers, pixels. The text of layers stands among their pixels. */
export function walkPhotoshop(walk: Walk, view: View, prefix: string): number {
  const { bytes } = view;
  tellSize(walk, u32(bytes, 18, false), u32(bytes, 14, false));
  const isLarge = u16(bytes, 4, false) === 2;
  let at = HEAD_BYTES;
  for (const section of ["colours", "resources", "layers"]) {
    const isWide = isLarge && section === "layers";
    const length = isWide
      ? u32(bytes, at, false) * 0x1_0000_0000 + u32(bytes, at + 4, false)
      : u32(bytes, at, false);
    const content = at + (isWide ? 8 : 4);
    const end = content + length;
    if (end > bytes.length) {
      walk.parts.bytes(view, `${prefix}${section}`, Math.min(content, bytes.length), bytes.length);
      walk.parts.doubts("damaged", `its part ${section} is cut off`);
      return bytes.length;
    }
    if (section === "resources") walkResources(walk, viewWithin(view, content, end), prefix);
    else walk.parts.bytes(view, `${prefix}${section}`, content, end);
    at = end;
  }
  // Where its pixels end is told by their rows only, and text may follow them.
  walk.parts.bytes(view, `${prefix}pixels`, at, bytes.length);
  return bytes.length;
}
