import { ascii, u32 } from "../bytes.ts";
import type { PartList, View } from "../media/parts.ts";
import { addPicture } from "./pictures.ts";
import { narrowText } from "../media/tag-text.ts";

/** Comments whose value is a picture in base64: with a header as FLAC has it, or (older) bare. */
const PICTURES = new Map([
  ["METADATA_BLOCK_PICTURE", true],
  ["COVERART", false],
]);

/** Vendor and comments (xiph.org, Vorbis I, 5) from `from` to `to`; what follows them is bytes. Returns the vendor. */
export function addVorbisComments(
  parts: PartList,
  view: View,
  path: string,
  from: number,
  to: number,
): string {
  const { bytes } = view;
  const vendorEnd = from + 4 + u32(bytes, from, true);
  if (vendorEnd > to) {
    parts.bytes(view, path, from, to);
    parts.doubts("damaged", `its part ${path} is cut off`);
    return "";
  }
  const vendor = narrowText(bytes.subarray(from + 4, vendorEnd));
  parts.text(view, `${path}/vendor`, from + 4, vendorEnd, [], vendor);
  parts.fact("encoder", vendor);
  let at = vendorEnd + 4;
  for (let left = u32(bytes, vendorEnd, true); left > 0; left -= 1) {
    const end = at + 4 + u32(bytes, at, true);
    if (at + 4 > to || end > to) {
      parts.bytes(view, path, Math.min(at, to), to);
      parts.doubts("damaged", `its part ${path} holds fewer comments than it says`);
      return vendor;
    }
    addComment(parts, view, path, at + 4, end);
    at = end;
  }
  parts.bytes(view, `${path}/rest`, at, to);
  return vendor;
}

function addComment(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  const equals = bytes.subarray(from, to).indexOf(0x3d);
  if (equals < 0) {
    parts.text(view, path, from, to, [], narrowText(bytes.subarray(from, to)));
    return;
  }
  const name = narrowText(bytes.subarray(from, from + equals));
  const value = from + equals + 1;
  const named = `${path}/${name}`;
  const hasHeader = PICTURES.get(name.toUpperCase());
  if (hasHeader === undefined) {
    const whole = narrowText(bytes.subarray(from, to));
    // As it is written, too: `NAME=text` is a line that layouts read.
    parts.text(view, named, value, to, [name], whole.slice(whole.indexOf("=") + 1));
    parts.text(view, named, from, to, [], whole);
    return;
  }
  const decoded = Buffer.from(ascii(bytes, value, to - value), "base64");
  const picture = parts.unpacked(view, value, to, decoded);
  if (hasHeader) addFlacPicture(parts, picture, named, 0, decoded.length);
  else addPicture(parts, picture, named, 0, decoded.length);
}

/** A picture as FLAC keeps it (RFC 9639, 8.8): media type and description before it. */
export function addFlacPicture(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  const typeEnd = from + 8 + u32(bytes, from + 4, false);
  const descriptionEnd = typeEnd + 4 + u32(bytes, typeEnd, false);
  const picture = descriptionEnd + 20;
  if (picture > to) {
    parts.bytes(view, path, from, to);
    return;
  }
  parts.text(view, path, from + 8, typeEnd, [], narrowText(bytes.subarray(from + 8, typeEnd)));
  parts.text(view, path, typeEnd + 4, descriptionEnd, [], narrowText(bytes.subarray(typeEnd + 4, descriptionEnd)));
  const end = Math.min(picture + u32(bytes, descriptionEnd + 16, false), to);
  addPicture(parts, view, path, picture, end);
  parts.bytes(view, `${path}/rest`, end, to);
} // prettier-ignore
