import { ascii, u16, u32 } from "../bytes.ts";
import { addFrame, type FrameView } from "./id3-frames.ts";
import { inflated } from "./pictures.ts";
import { MAX_NESTING, viewWithin, type PartList, type View } from "../media/parts.ts";

// ID3v2 (id3.org: 2.2.0, 2.3.0, 2.4.0). A tag is a list of frames, each with an id, a size and its own flags.

const HEADER_BYTES = 10;

/** How the frames of a version are written. */
interface Version {
  readonly major: number;
  readonly idBytes: number;
  readonly headerBytes: number;
}

/** Walks the tag at `at`, and returns where it ends; that may be past the end of the bytes. */
export function walkId3(parts: PartList, view: View, at: number, prefix: string): number {
  const { bytes } = view;
  const major = bytes[at + 3] ?? 0;
  const flags = bytes[at + 5] ?? 0;
  const end = endOfId3(bytes, at);
  const last = Math.min(end, bytes.length);
  const hasFooter = major >= 4 && (flags & 0x10) !== 0;
  const framesEnd = hasFooter ? Math.max(last - HEADER_BYTES, at + HEADER_BYTES) : last;
  const path = `${prefix}ID3v2.${major}`;
  parts.holds(view, path, at, last);
  // Of the whole tag only up to version 3; in version 4 each frame has a flag of its own besides.
  const isStuffed = (flags & 0x80) !== 0;
  let inner = viewWithin(view, at + HEADER_BYTES, framesEnd);
  if (isStuffed && major < 4) {
    inner = parts.unpacked(view, at + HEADER_BYTES, framesEnd, withoutStuffing(inner.bytes));
  }
  if (major < 2 || major > 4 || (major === 2 && (flags & 0x40) !== 0)) {
    parts.doubts("unsupported-format", `its tag is of a version of ID3 that is not known (2.${major})`);
    parts.bytes(inner, path, 0, inner.bytes.length);
    return end;
  }
  const from = major > 2 && (flags & 0x40) !== 0 ? extendedHeaderBytes(inner.bytes, major) : 0;
  const version = { major, idBytes: major === 2 ? 3 : 4, headerBytes: major === 2 ? 6 : 10 };
  if (from > 0) parts.bytes(inner, `${path}/extended header`, 0, Math.min(from, inner.bytes.length));
  walkFrames(parts, inner, from, version, path, 0);
  return end;
}

/** Where an ID3v2 tag at `at` ends by its own size; that may be past the end of the bytes. */
export function endOfId3(bytes: Uint8Array, at: number): number {
  let size = 0;
  for (let index = 6; index < 10; index += 1) size = size * 128 + ((bytes[at + index] ?? 0) & 0x7f);
  const hasFooter = ((bytes[at + 5] ?? 0) & 0x10) !== 0;
  return at + HEADER_BYTES + size + (hasFooter ? HEADER_BYTES : 0);
}

function extendedHeaderBytes(bytes: Uint8Array, major: number): number {
  return major === 3 ? 4 + u32(bytes, 0, false) : syncSafe(bytes, 0);
}

function walkFrames(
  parts: PartList,
  view: View,
  start: number,
  version: Version,
  path: string,
  depth: number,
): void {
  const { bytes } = view;
  let at = Math.min(start, bytes.length);
  while (at + version.headerBytes <= bytes.length && isFrameId(bytes, at, version.idBytes)) {
    const size = frameSize(bytes, at, version);
    const from = at + version.headerBytes;
    const to = Math.min(from + size, bytes.length);
    const id = ascii(bytes, at, version.idBytes);
    if (from + size > bytes.length) {
      parts.bytes(view, `${path}/${id}`, from, to);
      parts.doubts("damaged", `its frame ${id} is longer than its tag`);
      return;
    }
    readFrame(parts, view, at, to, version, `${path}/${id}`, depth);
    at = to;
  }
  // What is behind the last frame is padding by the standard, and should be zeros.
  parts.bytes(view, `${path}/padding`, at, bytes.length);
}

function readFrame(
  parts: PartList,
  view: View,
  at: number,
  to: number,
  version: Version,
  path: string,
  depth: number,
): void {
  const id = ascii(view.bytes, at, version.idBytes);
  const packing = packingOf(view.bytes, at, version);
  const from = Math.min(at + version.headerBytes + packing.extraBytes, to);
  if (packing.isEncrypted) {
    parts.bytes(view, path, from, to);
    parts.doubts("encrypted", `its frame ${id} is encrypted`);
    return;
  }
  let body: View = viewWithin(view, from, to);
  if (packing.isStuffed) body = parts.unpacked(view, from, to, withoutStuffing(body.bytes));
  if (packing.isPacked) {
    const unpacked = inflated(parts, body, path, 0, body.bytes.length);
    if (unpacked === undefined) return;
    body = unpacked;
  }
  const frame: FrameView = {
    view: body,
    id,
    path,
    inner(start) {
      const nested = viewWithin(body, start);
      if (depth >= MAX_NESTING) {
        parts.bytes(nested, path, 0, nested.bytes.length);
        parts.doubts("over-limit", `its tags are nested more than ${MAX_NESTING} deep`);
      } else walkFrames(parts, nested, 0, version, path, depth + 1);
    },
  };
  addFrame(parts, frame);
}

interface Packing {
  readonly isPacked: boolean;
  readonly isEncrypted: boolean;
  readonly isStuffed: boolean;
  /** Bytes before the content that the flags ask for. */
  readonly extraBytes: number;
}

function packingOf(bytes: Uint8Array, at: number, version: Version): Packing {
  const flags = version.major === 2 ? 0 : u16(bytes, at + 8, false);
  if (version.major === 3) {
    const isPacked = (flags & 0x80) !== 0;
    const isEncrypted = (flags & 0x40) !== 0;
    const extraBytes = (isPacked ? 4 : 0) + (isEncrypted ? 1 : 0) + ((flags & 0x20) !== 0 ? 1 : 0);
    return { isPacked, isEncrypted, isStuffed: false, extraBytes };
  }
  const isEncrypted = (flags & 4) !== 0;
  const extraBytes = ((flags & 0x40) !== 0 ? 1 : 0) + (isEncrypted ? 1 : 0) + ((flags & 1) !== 0 ? 4 : 0);
  return { isPacked: (flags & 8) !== 0, isEncrypted, isStuffed: (flags & 2) !== 0, extraBytes };
}

function isFrameId(bytes: Uint8Array, at: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    const isLetter = byte >= 0x41 && byte <= 0x5a;
    // Some programs fill the short ids of version 2 up with a blank.
    const isOther = index > 0 && ((byte >= 0x30 && byte <= 0x39) || byte === 0x20);
    if (!isLetter && !isOther) return false;
  }
  return true;
}

function frameSize(bytes: Uint8Array, at: number, version: Version): number {
  if (version.major === 2) return u32(bytes, at + 2, false) & 0xffffff;
  const plain = u32(bytes, at + 4, false);
  if (version.major === 3) return plain;
  const safe = syncSafe(bytes, at + 4);
  if (safe === plain || mayFollow(bytes, at + 10 + safe, version)) return safe;
  // iTunes wrote the sizes of version 3 into tags of version 4.
  return mayFollow(bytes, at + 10 + plain, version) ? plain : safe;
}

function mayFollow(bytes: Uint8Array, at: number, version: Version): boolean {
  return (
    at === bytes.length || (at < bytes.length && (bytes[at] === 0 || isFrameId(bytes, at, version.idBytes)))
  );
}

function syncSafe(bytes: Uint8Array, at: number): number {
  let size = 0;
  for (let index = 0; index < 4; index += 1) size = size * 128 + ((bytes[at + index] ?? 0) & 0x7f);
  return size;
}

/** Unsynchronisation puts a zero behind each FF, so that no player takes it for sound. */
function withoutStuffing(bytes: Uint8Array): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    plain[length] = byte;
    length += 1;
    if (byte === 0xff && bytes[at + 1] === 0) at += 1;
  }
  return plain.subarray(0, length);
}
