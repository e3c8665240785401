import { ascii, isZero, u32 } from "../bytes.ts";
import { oggRegions } from "./ogg.ts";
import type { MediaKind } from "./signatures.ts";
import { riffRegions } from "./wav.ts";

/** A part of a file that is no sound: where it lies and what it is called. */
export interface Region {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** What a walk over a container found. */
export interface Outline {
  readonly regions: readonly Region[];
  /** Where the container ends; what follows does not belong to it. */
  readonly end: number;
  /** Why the container is not whole. */
  readonly broken: string | undefined;
}

/** The parts of a file that are no sound, as far as its container tells. */
export function outlineOf(bytes: Uint8Array, kind: MediaKind): Outline {
  switch (kind.family) {
    case "wav":
      return riffRegions(bytes);
    case "aiff":
      return aiffRegions(bytes);
    case "mp4":
      return mp4Regions(bytes);
    case "ogg":
      return oggRegions(bytes);
    case "flac":
      return flacRegions(bytes);
    case "mpeg":
      return id3Regions(bytes);
    case "matroska":
      return matroskaRegions(bytes);
    case "other":
    case "unreadable":
      return { regions: [], end: bytes.length, broken: undefined };
  }
}

const AIFF_SOUND = new Set(["SSND", "COMM", "FVER"]);

function aiffRegions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  const end = 8 + u32(bytes, 4, false);
  let at = 12;
  while (at + 8 <= Math.min(end, bytes.length)) {
    const id = ascii(bytes, at, 4);
    const to = at + 8 + u32(bytes, at + 4, false);
    if (to > bytes.length) return { regions, end: bytes.length, broken: `its part ${id} is cut off` };
    if (!AIFF_SOUND.has(id)) regions.push({ path: id, from: at + 8, to });
    at = to + ((to - at) % 2);
  }
  const broken = end > bytes.length + 1 ? "its end is missing" : undefined;
  return { regions, end: Math.min(end + (end % 2), bytes.length), broken };
}

const FLAC_NAMES = [
  "STREAMINFO",
  "PADDING",
  "APPLICATION",
  "SEEKTABLE",
  "VORBIS_COMMENT",
  "CUESHEET",
  "PICTURE",
];

function flacRegions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  let at = 4;
  for (;;) {
    const header = bytes[at] ?? 0;
    const type = header & 0x7f;
    const to = at + 4 + (u32(bytes, at, false) & 0xffffff);
    if (to > bytes.length) return { regions, end: bytes.length, broken: "its head is cut off" };
    if (type !== 0 && type !== 3)
      regions.push({ path: FLAC_NAMES[type] ?? `block ${type}`, from: at + 4, to });
    at = to;
    if ((header & 0x80) !== 0) return { regions, end: bytes.length, broken: undefined };
  }
}

/** The ID3v2 tag at the beginning, and the last kilobyte, where ID3v1, APE and lyrics stand. */
function id3Regions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  if (ascii(bytes, 0, 3) === "ID3") {
    let size = 0;
    for (let index = 6; index < 10; index += 1) size = size * 128 + ((bytes[index] ?? 0) & 0x7f);
    if (10 + size > bytes.length) {
      regions.push({ path: "ID3", from: 10, to: bytes.length });
      return { regions, end: bytes.length, broken: "its tag is cut off" };
    }
    regions.push({ path: "ID3", from: 10, to: 10 + size });
  }
  return { regions, end: bytes.length, broken: undefined };
}

/** Everything before the first cluster: segment information, tracks, and tags where they stand first. */
function matroskaRegions(bytes: Uint8Array): Outline {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const cluster = buffer.indexOf("\x1f\x43\xb6\x75", 0, "latin1");
  const to = cluster < 0 ? bytes.length : cluster;
  return { regions: [{ path: "head", from: 0, to }], end: bytes.length, broken: undefined };
}

const MP4_SOUND = new Set(
  "mdat stts ctts stss stsz stz2 stsc stco co64 sdtp sbgp sgpd mvhd tkhd mdhd elst trun".split(" "),
);
const MP4_BOXES = new Set("moov trak mdia minf stbl udta edts dinf moof traf mvex ilst".split(" "));

/** Boxes that may lie within one another. */
const MP4_DEPTH = 16;

/** Boxes that are looked at; real files have some hundreds. */
const MP4_BOX_LIMIT = 100_000;

function mp4Regions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  let boxes = 0;
  const walk = (
    from: number,
    to: number,
    path: string,
    depth: number,
  ): { end: number; broken: string | undefined } => {
    let at = from;
    while (at + 8 <= to) {
      boxes += 1;
      const type = ascii(bytes, at + 4, 4);
      const short = u32(bytes, at, false);
      const isLong = short === 1;
      const size = isLong ? u32(bytes, at + 8, false) * 0x100000000 + u32(bytes, at + 12, false) : short;
      const header = isLong ? 16 : 8;
      // A last box of size 0 reaches to the end; within udta a zero ends the list (QuickTime).
      const end = size === 0 && depth === 0 ? to : at + size;
      if (depth === 0 && !/^[\x20-\x7e\xa9]{4}$/.test(type)) return { end: at, broken: undefined };
      if (size !== 0 && size < header)
        return { end: at, broken: depth === 0 ? `its box ${type} has no size` : undefined };
      if (size === 0 && depth > 0) break;
      if (end > to) {
        regions.push({ path: path + type, from: at + header, to });
        return { end: to, broken: `its box ${path}${type} is cut off` };
      }
      if (boxes > MP4_BOX_LIMIT) return { end: to, broken: `it has more than ${MP4_BOX_LIMIT} boxes` };
      if (MP4_BOXES.has(type) && depth < MP4_DEPTH) {
        const inner = walk(at + header, end, `${path}${type}/`, depth + 1);
        if (inner.broken !== undefined) return { end: inner.end, broken: inner.broken };
      } else if (!MP4_SOUND.has(type) && !isZero(bytes, at + header, end)) {
        regions.push({ path: path + type, from: at + header, to: end });
      }
      at = end;
    }
    if (depth > 0 && at < to) regions.push({ path: `${path}rest`, from: at, to });
    return { end: at, broken: undefined };
  };
  const { end, broken } = walk(0, bytes.length, "", 0);
  return { regions, end, broken };
}
