import { ascii, paddedEnd, u32 } from "../bytes.ts";
import { endOfTags } from "./end-tags.ts";
import { endOfStream } from "./ends.ts";
import { flacRegions } from "./flac.ts";
import { matroskaRegions } from "./matroska.ts";
import { mp4Regions } from "./mp4.ts";
import { mpegRegions } from "./mpeg.ts";
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
      return mpegRegions(bytes);
    case "matroska":
      return matroskaRegions(bytes);
    case "other":
    case "unreadable":
      return otherRegions(bytes);
  }
}

/** Only tags behind the sound are known of these; where a format does not tell its end, it takes all. */
function otherRegions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  const end = endOfStream(bytes) ?? bytes.length;
  if (end > bytes.length) return { regions, end: bytes.length, broken: "its end is missing" };
  return { regions, end: endOfTags(bytes, end, regions), broken: undefined };
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
  return { regions, end: Math.min(paddedEnd(bytes, end), bytes.length), broken };
}
