import { ascii, isZero } from "../bytes.ts";
import { detectEncoding } from "../encoding.ts";
import { bySignature } from "../signatures.ts";
import { addTags, beginsTag } from "./end-tags.ts";
import { seconds } from "../media/facts.ts";
import { endOfId3, walkId3 } from "./id3.ts";
import { frameBytes, frameKind } from "./mpeg-frames.ts";
import type { PartList, View } from "../media/parts.ts";
import { mediaKind } from "./signatures.ts";
import { narrowText } from "../media/tag-text.ts";

/** Bytes between two frames that are taken for a fault of the recording: no more than the longest frame has. */
const MAX_GAP_BYTES = 4096;

const LOCAL_HEADER = Buffer.from("PK\x03\x04", "latin1");

/** Walks the ID3 tags at the beginning and returns where they end; undefined when the last one is cut off. */
export function walkLeadingTags(parts: PartList, view: View): number | undefined {
  const { bytes } = view;
  let at = 0;
  while (ascii(bytes, at, 3) === "ID3") {
    walkId3(parts, view, at, "");
    const end = endOfId3(bytes, at);
    if (end > bytes.length) {
      parts.doubts("damaged", "its tag is cut off");
      return undefined;
    }
    at = end;
  }
  return at;
}

/** Tags and frames of MPEG audio or ADTS from `from` on, up to the first byte that is neither, nor a short fault. */
export function walkFrames(parts: PartList, view: View, from: number): number {
  const { bytes } = view;
  let at = from;
  let samples = 0;
  let rate = 0;
  const finish = (end: number): number => {
    if (rate > 0) parts.fact("seconds", seconds(samples / rate));
    return end;
  };
  for (;;) {
    const length = at < bytes.length ? frameBytes(bytes, at) : undefined;
    if (length !== undefined) {
      const kind = frameKind(bytes, at);
      const cut = tagWithin(bytes, at, at + length);
      const end = cut ?? Math.min(at + length, bytes.length);
      if (samples === 0) {
        rate = kind.rate;
        addKind(parts, kind);
      }
      const isInfo = samples === 0 && addInfoFrame(parts, view, at, end);
      // The frame of an encoder's notes has no sound.
      samples += isInfo ? 0 : kind.samples;
      if (!isInfo) parts.sound(view, "MPEG frames", at, end);
      // The last frame may be cut off: many recorders and downloads end so.
      if (end >= bytes.length) return finish(bytes.length);
      at = end;
      continue;
    }
    const tagged = addTags(parts, view, at);
    if (tagged > at) {
      at = tagged;
      continue;
    }
    const next = nextFrames(bytes, at);
    if (next === undefined) return finish(at);
    if (!isZero(bytes, at, next)) parts.bytes(view, "between MPEG frames", at, next);
    at = next;
  }
}

/** Where a tag begins that was put behind a frame although that is cut off; undefined for frames that something follows. */
function tagWithin(bytes: Uint8Array, from: number, end: number): number | undefined {
  if (end < bytes.length && (frameBytes(bytes, end) !== undefined || beginsTag(bytes, end))) return undefined;
  for (let at = from + 1; at < Math.min(end, bytes.length); at += 1) if (beginsTag(bytes, at)) return at;
  return undefined;
}

function addKind(parts: PartList, kind: { readonly codec: string; readonly rate: number; readonly channels: number }): void {
  parts.fact("container", kind.codec === "AAC" ? "ADTS" : "MP3");
  parts.fact("codec", kind.codec);
  parts.fact("sampleRate", kind.rate);
  if (kind.channels > 0) parts.fact("channels", kind.channels);
} // prettier-ignore

/** Bytes before the notes of an encoder: a head, and side information by version and channels. */
const INFO_PLACES = [36, 21, 13];
const ENCODER_AT = 120;

/** The first frame, where it holds notes of the encoder (Xing, Info, VBRI) instead of sound. */
function addInfoFrame(parts: PartList, view: View, from: number, to: number): boolean {
  const { bytes } = view;
  const place = INFO_PLACES.find((offset) => /^(?:Xing|Info|VBRI)$/.test(ascii(bytes, from + offset, 4)));
  if (place === undefined || from + place + 4 > to) return false;
  parts.bytes(view, ascii(bytes, from + place, 4), from + 4, to);
  const encoder = narrowText(bytes.subarray(from + place + ENCODER_AT, Math.min(from + place + ENCODER_AT + 9, to)));
  if (/^[\x20-\x7e]{4,9}$/.test(encoder.replaceAll("\0", ""))) parts.fact("encoder", encoder);
  return true;
} // prettier-ignore

/** Where frames go on after a fault; undefined when what stands there is no fault but begins something else. */
function nextFrames(bytes: Uint8Array, from: number): number | undefined {
  const last = Math.min(from + MAX_GAP_BYTES, bytes.length - 4);
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at <= last; at = bytes.indexOf(0xff, at + 1)) {
    const length = frameBytes(bytes, at);
    if (length === undefined || frameBytes(bytes, at + length) === undefined) continue;
    return isFault(bytes.subarray(from, at)) ? at : undefined;
  }
  return undefined;
}

function isFault(gap: Uint8Array): boolean {
  return (
    bySignature(gap) === undefined &&
    mediaKind(gap) === undefined &&
    detectEncoding(gap) === undefined &&
    Buffer.from(gap.buffer, gap.byteOffset, gap.length).indexOf(LOCAL_HEADER) < 0
  );
}
