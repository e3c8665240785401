import { ascii, isZero } from "../bytes.ts";
import type { Outline, Region } from "./regions.ts";

const HEADER_BYTES = 27;

/**
 * Walks the pages of an Ogg file. Its regions are the pages before any sound (their time is zero): comments, and the
 * vendor, by which a messenger gives itself away. A chained stream has such pages again.
 */
export function oggRegions(bytes: Uint8Array): Outline {
  const regions: Region[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length && ascii(bytes, at, 4) === "OggS") {
    const segments = bytes[at + 26] ?? 0;
    const from = at + HEADER_BYTES + segments;
    let to = from;
    for (let index = 0; index < segments; index += 1) to += bytes[at + HEADER_BYTES + index] ?? 0;
    if (to > bytes.length) return { regions, end: bytes.length, broken: "its last page is cut off" };
    if (isZero(bytes, at + 6, at + 14)) addRegion(regions, from, to);
    at = to;
  }
  return { regions, end: at, broken: at === 0 ? "its first page is cut off" : undefined };
}

function addRegion(regions: Region[], from: number, to: number): void {
  regions.push({ path: "head", from, to });
}
