import { bySignature } from "../signatures.ts";
import { ascii, isZero, u16, u32 } from "../bytes.ts";
import { detectEncoding } from "../encoding.ts";
import { mediaKind } from "./signatures.ts";

// Frames of FLAC (RFC 9639, 9) do not say how long they are: a frame ends where the next one, by its number, begins, and
// the last one where its checksum is right.

interface FrameHeader {
  /** Of the frame, or of its first sample when frames differ in length. */
  readonly number: number;
  readonly samples: number;
  readonly end: number;
}

/** Bytes that a frame may have when the stream does not say: more than eight channels of 65,535 samples in 32 bits. */
const MAX_FRAME_BYTES = 1 << 24;

/** Where the frames from `from` on end; undefined when the last one is cut off. */
export function endOfFlacFrames(bytes: Uint8Array, from: number): number | undefined {
  const declared = u32(bytes, 14, false) & 0xffffff;
  const maxBytes = declared === 0 ? MAX_FRAME_BYTES : declared;
  let at = from;
  for (let header = headerAt(bytes, at); header !== undefined;) {
    const next = nextFrame(bytes, at, header, maxBytes);
    if (next === undefined) return endOfFrame(bytes, at, header.end, maxBytes);
    at = next.at;
    header = next.header;
  }
  return at;
}

function nextFrame(
  bytes: Uint8Array,
  at: number,
  header: FrameHeader,
  maxBytes: number,
): { at: number; header: FrameHeader } | undefined {
  const isVariable = ((bytes[at + 1] ?? 0) & 1) === 1;
  const expected = header.number + (isVariable ? header.samples : 1);
  for (let next = bytes.indexOf(0xff, header.end); next >= 0 && next - at <= maxBytes;) {
    if (bytes[next + 1] === bytes[at + 1]) {
      const found = headerAt(bytes, next);
      if (found?.number === expected) return { at: next, header: found };
    }
    next = bytes.indexOf(0xff, next + 1);
  }
  return undefined;
}

/** Where the checksum of a last frame is right. Chance makes that so once in 65,536 bytes: then what follows decides. */
function endOfFrame(bytes: Uint8Array, at: number, from: number, maxBytes: number): number | undefined {
  let checksum = 0;
  let first: number | undefined;
  const last = Math.min(bytes.length, at + maxBytes);
  for (let index = at; index < last; index += 1) {
    checksum = ((checksum << 8) ^ (CHECKSUM_16[(checksum >> 8) ^ (bytes[index] ?? 0)] ?? 0)) & 0xffff;
    if (checksum !== 0 || index < from) continue;
    if (mayFollow(bytes.subarray(index + 1, index + 1 + 512))) return index + 1;
    first ??= index + 1;
  }
  return first;
}

function mayFollow(rest: Uint8Array): boolean {
  return (
    rest.length === 0 ||
    isZero(rest, 0, Math.min(rest.length, 16)) ||
    /^(?:TAG|ID3|APETAGEX|%PDF-)/.test(ascii(rest, 0, 8)) ||
    bySignature(rest) !== undefined ||
    mediaKind(rest) !== undefined ||
    detectEncoding(rest) !== undefined
  );
}

function headerAt(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if ((u16(bytes, at, false) & 0xfffe) !== 0xfff8 || ((bytes[at + 3] ?? 1) & 1) !== 0) return undefined;
  const sizes = bytes[at + 2] ?? 0;
  const first = bytes[at + 4] ?? 0;
  const width = first < 0x80 ? 1 : Math.clz32((~first & 0xff) << 24);
  if (width > 7 || (first >= 0x80 && width < 2)) return undefined;
  let number = width === 1 ? first : first & (0x7f >> width);
  for (let index = 1; index < width; index += 1) number = number * 64 + ((bytes[at + 4 + index] ?? 0) & 0x3f);
  const sizeAt = at + 4 + width;
  const sizeBytes = sizes >> 4 === 6 ? 1 : sizes >> 4 === 7 ? 2 : 0;
  const rateBytes = (sizes & 15) === 12 ? 1 : (sizes & 15) === 13 || (sizes & 15) === 14 ? 2 : 0;
  const end = sizeAt + sizeBytes + rateBytes + 1;
  if (end > bytes.length || checksum8(bytes, at, end) !== 0) return undefined;
  const samples = sizeBytes === 2 ? u16(bytes, sizeAt, false) + 1 : sizeBytes === 1 ? (bytes[sizeAt] ?? 0) + 1 : SAMPLES[sizes >> 4]; // prettier-ignore
  return samples === undefined ? undefined : { number, samples, end };
}

/** Samples by code; 6 and 7 stand in the header itself. */
const SAMPLES = [undefined, 192, 576, 1152, 2304, 4608, undefined, undefined, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]; // prettier-ignore

function checksum8(bytes: Uint8Array, from: number, to: number): number {
  let checksum = 0;
  for (let at = from; at < to; at += 1) {
    checksum ^= bytes[at] ?? 0;
    for (let bit = 0; bit < 8; bit += 1) checksum = checksum & 0x80 ? ((checksum << 1) ^ 0x07) & 0xff : checksum << 1; // prettier-ignore
  }
  return checksum;
}

const CHECKSUM_16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let checksum = byte << 8;
  for (let bit = 0; bit < 8; bit += 1)
    checksum = checksum & 0x8000 ? (checksum << 1) ^ 0x8005 : checksum << 1;
  return checksum & 0xffff;
});
