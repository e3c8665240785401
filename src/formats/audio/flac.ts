import { ascii, u16, u32 } from "../bytes.ts";
import { addTags } from "./end-tags.ts";
import { seconds } from "../media/facts.ts";
import { endOfFlacFrames } from "./flac-frames.ts";
import type { PartList, View } from "../media/parts.ts";
import { addFlacPicture, addVorbisComments } from "./vorbis-comments.ts";

const NAMES = ["STREAMINFO", "PADDING", "APPLICATION", "SEEKTABLE", "VORBIS_COMMENT", "CUESHEET", "PICTURE"];

const STREAMINFO_BYTES = 34;

/** The blocks before the sound, the sound, tags after it. */
export function walkFlac(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "FLAC");
  parts.fact("codec", "FLAC");
  let at = 4;
  for (;;) {
    const header = bytes[at] ?? 0;
    const to = at + 4 + (u32(bytes, at, false) & 0xffffff);
    if (to > bytes.length) {
      parts.bytes(view, NAMES[header & 0x7f] ?? "block", Math.min(at + 4, bytes.length), bytes.length);
      parts.doubts("damaged", "its head is cut off");
      return bytes.length;
    }
    addFlacBlock(parts, view, "", header & 0x7f, at + 4, to);
    at = to;
    if ((header & 0x80) !== 0) break;
  }
  const end = endOfFlacFrames(bytes, at);
  if (end === undefined) {
    parts.sound(view, "FLAC frames", at, bytes.length);
    parts.doubts("damaged", "its last frame is cut off");
    return bytes.length;
  }
  if (end > at) parts.sound(view, "FLAC frames", at, end);
  return addTags(parts, view, end);
}

/** A metadata block (RFC 9639, 8) whose content lies from `from` to `to`. */
export function addFlacBlock(
  parts: PartList,
  view: View,
  prefix: string,
  type: number,
  from: number,
  to: number,
): void {
  const { bytes } = view;
  const path = `${prefix}${NAMES[type] ?? `block ${type}`}`;
  if (type === 0) {
    parts.sound(view, path, from, Math.min(from + STREAMINFO_BYTES, to));
    parts.bytes(view, path, Math.min(from + STREAMINFO_BYTES, to), to);
    addStreamInfo(parts, bytes, from);
  } else if (type === 3) parts.sound(view, path, from, to);
  else if (type === 4) addVorbisComments(parts, view, path, from, to);
  else if (type === 6) addFlacPicture(parts, view, path, from, to);
  else if (type === 2) parts.bytes(view, `${path} ${ascii(bytes, from, 4)}`, Math.min(from + 4, to), to);
  else parts.bytes(view, path, from, to);
}

function addStreamInfo(parts: PartList, bytes: Uint8Array, from: number): void {
  const rate = u32(bytes, from + 10, false) >>> 12;
  const middle = u16(bytes, from + 12, false);
  parts.fact("sampleRate", rate);
  parts.fact("channels", ((middle >> 9) & 7) + 1);
  parts.fact("bitsPerSample", ((middle >> 4) & 31) + 1);
  const samples = (middle & 15) * 0x1_0000_0000 + u32(bytes, from + 14, false);
  if (samples > 0) parts.fact("seconds", seconds(samples / rate));
}
