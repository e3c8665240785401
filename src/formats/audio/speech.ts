import { ascii, u16, u32 } from "../bytes.ts";
import { addTags } from "./end-tags.ts";
import { seconds } from "../media/facts.ts";
import { dolbyChannels } from "./mp4-sound.ts";
import type { PartList, View } from "../media/parts.ts";

// Formats of nothing but frames: they have no place for text. What follows their last frame is no part of them.

const SECONDS_PER_FRAME = 0.02;

/** Bytes of a frame of AMR by its type, with the byte that names it (RFC 4867); 0 for types that there are none of. */
const AMR_FRAMES = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const AMR_WIDE_FRAMES = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

/** Walks a recording in AMR of one channel. */
export function walkAmr(parts: PartList, view: View): number {
  const { bytes } = view;
  const isWide = ascii(bytes, 0, 9) === "#!AMR-WB\n";
  const frames = isWide ? AMR_WIDE_FRAMES : AMR_FRAMES;
  const head = isWide ? 9 : 6;
  parts.fact("container", "AMR");
  parts.fact("codec", isWide ? "AMR-WB" : "AMR");
  parts.fact("sampleRate", isWide ? 16_000 : 8_000);
  parts.fact("channels", 1);
  const end = addFrames(parts, view, "AMR frames", head, SECONDS_PER_FRAME, (at) => {
    const byte = bytes[at] ?? 0;
    // A frame that is whole has its quality bit set; the bits around it are zero.
    return (byte & 0x87) === 0x04 ? (frames[(byte >> 3) & 15] ?? 0) : 0;
  });
  if (end > bytes.length) parts.doubts("damaged", "its end is missing");
  return Math.min(end, bytes.length);
}

/** Goes from frame to frame, as long as they have bytes; the last may end past the file. */
function addFrames(
  parts: PartList,
  view: View,
  path: string,
  from: number,
  secondsEach: number,
  frameBytes: (at: number) => number,
): number {
  const { length } = view.bytes;
  let at = from;
  let frames = 0;
  while (at < length) {
    const size = frameBytes(at);
    if (size <= 0) break;
    at += size;
    frames += 1;
  }
  if (frames > 0) parts.sound(view, path, from, Math.min(at, length));
  if (secondsEach > 0) parts.fact("seconds", seconds(frames * secondsEach));
  return at;
}

/** Walks SILK as messengers write it: frames with their length before them, up to a length of -1. */
export function walkSilk(parts: PartList, view: View): number {
  const { bytes } = view;
  const head = bytes[0] === 2 ? 10 : 9;
  parts.fact("container", "SILK");
  parts.fact("codec", "SILK");
  const end = addFrames(parts, view, "SILK frames", head, SECONDS_PER_FRAME, (at) => {
    const size = u16(bytes, at, true);
    return at + 2 > bytes.length || size === 0xffff || size > MAX_SILK_BYTES ? 0 : 2 + size;
  });
  if (end > bytes.length) parts.doubts("damaged", "its last frame is cut off");
  const isEnded = u16(bytes, end, true) === 0xffff && end + 2 <= bytes.length;
  return Math.min(isEnded ? end + 2 : end, bytes.length);
}

/** Bytes of the longest frame of SILK. */
const MAX_SILK_BYTES = 1250;

const AC3_RATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];
const AC3_FREQUENCIES = [48_000, 44_100, 32_000];
const AC3_BLOCK_SAMPLES = 256;
const AC3_BLOCKS = 6;
/** Blocks of a frame of E-AC-3, by a number of two bits. */
const EAC3_BLOCKS = [1, 2, 3, 6];

/** Walks AC-3 or E-AC-3. */
export function walkAc3(parts: PartList, view: View): number {
  const { bytes } = view;
  const { codec, rate, channels, blocks } = dolbyHead(bytes);
  parts.fact("container", "AC-3");
  parts.fact("codec", codec);
  parts.fact("sampleRate", rate);
  parts.fact("channels", channels);
  const each = rate === 0 ? 0 : (blocks * AC3_BLOCK_SAMPLES) / rate;
  const end = addFrames(parts, view, "AC-3 frames", 0, each, (at) => ac3FrameBytes(bytes, at));
  if (end === 0) parts.doubts("damaged", "its first frame is no frame");
  if (end > bytes.length) parts.doubts("damaged", "its end is missing");
  return end > bytes.length || end === 0 ? bytes.length : addTags(parts, view, end);
}

/** What the first frame says (ETSI TS 102 366, 4.4 and E.1.2). No blocks where frames of several streams take turns. */
function dolbyHead(bytes: Uint8Array): {
  readonly codec: string;
  readonly rate: number;
  readonly channels: number;
  readonly blocks: number;
} {
  const code = bytes[4] ?? 0;
  const rate = AC3_FREQUENCIES[code >> 6] ?? 0;
  if (isEnhanced(bytes, 0)) {
    const isAlone = (bytes[ac3FrameBytes(bytes, 0) + 2] ?? 0) >> 3 === 0;
    const blocks = isAlone ? (EAC3_BLOCKS[(code >> 4) & 3] ?? 0) : 0;
    const isHalf = code >> 6 === 3;
    return {
      codec: "E-AC-3",
      rate: isHalf ? (AC3_FREQUENCIES[(code >> 4) & 3] ?? 0) / 2 : rate,
      channels: dolbyChannels(code & 15),
      blocks: isHalf && isAlone ? AC3_BLOCKS : blocks,
    };
  }
  // Between the mode and the channel of low tones stand how loud the middle and the rear are, where there are such.
  const mode = (bytes[6] ?? 0) >> 5;
  const between = (mode > 1 && mode % 2 === 1 ? 2 : 0) + (mode >= 4 ? 2 : 0) + (mode === 2 ? 2 : 0);
  const low = (u16(bytes, 6, false) >> (12 - between)) & 1;
  return { codec: "AC-3", rate, channels: dolbyChannels(mode * 2 + low), blocks: AC3_BLOCKS };
}

function isEnhanced(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 5] ?? 0) >> 3 > 10;
}

/** Bytes of a frame of AC-3 or E-AC-3 (ETSI TS 102 366). */
function ac3FrameBytes(bytes: Uint8Array, at: number): number {
  if (u16(bytes, at, false) !== 0x0b77) return 0;
  if (isEnhanced(bytes, at)) return ((u16(bytes, at + 2, false) & 0x7ff) + 1) * 2;
  const code = bytes[at + 4] ?? 0;
  const rate = AC3_RATES[(code & 63) >> 1];
  if (rate === undefined) return 0;
  if (code >> 6 === 0) return rate * 4;
  if (code >> 6 === 2) return rate * 6;
  return code >> 6 === 1 ? (Math.floor((rate * 320) / 147) + (code & 1)) * 2 : 0;
}

const IVF_HEAD_BYTES = 32;

/** Frames of IVF have no mark of their own: the header says how many there are, or nothing while it is recorded. */
export function walkIvf(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "IVF");
  parts.fact("codec", ascii(bytes, 8, 4));
  const head = Math.max(IVF_HEAD_BYTES, u16(bytes, 6, true));
  const count = u32(bytes, 24, true);
  const unitsInSecond = u32(bytes, 16, true);
  if (unitsInSecond > 0 && count > 0)
    parts.fact("seconds", seconds((count * u32(bytes, 20, true)) / unitsInSecond));
  parts.bytes(view, "header", IVF_HEAD_BYTES, Math.min(head, bytes.length));
  let left = count === 0 ? Infinity : count;
  const end = addFrames(parts, view, "IVF frames", head, 0, (at) =>
    left-- > 0 ? 12 + u32(bytes, at, true) : 0,
  );
  if (end <= bytes.length) return end;
  if (count > 0 || head > bytes.length) parts.doubts("damaged", "its end is missing");
  return bytes.length;
}

const TTA_HEADER_BYTES = 22;

/** True Audio: frames of 256/245 seconds, whose sizes stand in a table behind the header. */
export function walkTta(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "TTA");
  parts.fact("codec", "TTA");
  const samples = u32(bytes, 14, true);
  const rate = u32(bytes, 10, true);
  const perFrame = Math.floor((rate * 256) / 245);
  if (perFrame > 0) {
    parts.fact("sampleRate", rate);
    parts.fact("channels", u16(bytes, 6, true));
    parts.fact("bitsPerSample", u16(bytes, 8, true));
    parts.fact("seconds", seconds(samples / rate));
    const frames = Math.ceil(samples / perFrame);
    let end = TTA_HEADER_BYTES + frames * 4 + 4;
    for (let frame = 0; frame < frames && end <= bytes.length; frame += 1) end += u32(bytes, TTA_HEADER_BYTES + frame * 4, true);
    parts.sound(view, "TTA frames", 0, Math.min(end, bytes.length));
    if (end <= bytes.length) return addTags(parts, view, end);
  }
  parts.doubts("damaged", "its end is missing");
  return bytes.length;
} // prettier-ignore
