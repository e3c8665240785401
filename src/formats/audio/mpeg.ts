import { bySignature } from "../signatures.ts";
import { ascii, isZero } from "../bytes.ts";
import { detectEncoding } from "../encoding.ts";
import { endOfId3, endOfTags } from "./end-tags.ts";
import type { Outline, Region } from "./regions.ts";
import { outlineOf } from "./regions.ts";
import { mediaKind } from "./signatures.ts";
import { frameBytes } from "./mpeg-frames.ts";

/** Bytes between two frames that are taken for a fault of the recording: no more than the longest frame has. */
const MAX_GAP_BYTES = 4096;

const LOCAL_HEADER = Buffer.from("PK\x03\x04", "latin1");

/** Tags before, between and after the frames of MPEG audio (or of another format that an ID3v2 tag stands before). */
export function mpegRegions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  let at = 0;
  while (ascii(bytes, at, 3) === "ID3") {
    const to = endOfId3(bytes, at);
    regions.push({ path: "ID3", from: at + 10, to: Math.min(to, bytes.length) });
    if (to > bytes.length) return { regions, end: bytes.length, broken: "its tag is cut off" };
    at = to;
  }
  const inner = at === 0 ? undefined : mediaKind(bytes.subarray(at));
  if (inner !== undefined && inner.family !== "mpeg") {
    const outline = outlineOf(bytes.subarray(at), inner);
    for (const { path, from, to } of outline.regions) regions.push({ path, from: from + at, to: to + at });
    return { regions, end: at + outline.end, broken: outline.broken };
  }
  return { regions, end: endOfFrames(bytes, at, regions), broken: undefined };
}

/** Walks frames and tags from `from` up to the first byte that is neither, nor a short fault between two frames. */
function endOfFrames(bytes: Uint8Array, from: number, regions: Region[]): number {
  let at = from;
  for (;;) {
    const length = at < bytes.length ? frameBytes(bytes, at) : undefined;
    if (length !== undefined) {
      // The last frame may be cut off: many recorders and downloads end so.
      if (at + length >= bytes.length) return bytes.length;
      at += length;
      continue;
    }
    const tagged = endOfTags(bytes, at, regions);
    if (tagged > at) {
      at = tagged;
      continue;
    }
    const next = nextFrames(bytes, at);
    if (next === undefined) return at;
    if (!isZero(bytes, at, next)) regions.push({ path: "gap", from: at, to: next });
    at = next;
  }
}

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
