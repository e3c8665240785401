import { ascii, u32 } from "../bytes.ts";
import type { Region } from "./regions.ts";

const ID3V1_BYTES = 128;
const EXTENDED_ID3V1_BYTES = 227;
const APE_HEADER_BYTES = 32;
const ID3_HEADER_BYTES = 10;

/** Where the tags that may follow any stream of frames end, from `at` on; `at` when there are none. Adds their regions. */
export function endOfTags(bytes: Uint8Array, at: number, regions: Region[]): number {
  let end = at;
  for (let tag = tagAt(bytes, end); tag !== undefined && tag.to <= bytes.length; tag = tagAt(bytes, end)) {
    regions.push(tag);
    end = tag.to;
  }
  return end;
}

/** The tag that begins at `at`, whole or not. */
function tagAt(bytes: Uint8Array, at: number): Region | undefined {
  const start = ascii(bytes, at, 11);
  if (start.startsWith("TAG+")) return { path: "ID3v1", from: at, to: at + EXTENDED_ID3V1_BYTES };
  if (start.startsWith("TAG")) return { path: "ID3v1", from: at, to: at + ID3V1_BYTES };
  if (start.startsWith("ID3")) return { path: "ID3", from: at, to: endOfId3(bytes, at) };
  if (start.startsWith("APETAGEX")) {
    return { path: "APE", from: at, to: at + APE_HEADER_BYTES + u32(bytes, at + 12, true) };
  }
  if (start === "LYRICSBEGIN") {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const ends = ["LYRICS200", "LYRICSEND"].map((mark) => text.indexOf(mark, at, "latin1"));
    const end = Math.min(...ends.filter((found) => found >= 0));
    return Number.isFinite(end) ? { path: "Lyrics3", from: at, to: end + 9 } : undefined;
  }
  return undefined;
}

/** Where an ID3v2 tag at `at` ends by its own size; that may be past the end of the bytes. */
export function endOfId3(bytes: Uint8Array, at: number): number {
  let size = 0;
  for (let index = 6; index < 10; index += 1) size = size * 128 + ((bytes[at + index] ?? 0) & 0x7f);
  const hasFooter = ((bytes[at + 5] ?? 0) & 0x10) !== 0;
  return at + ID3_HEADER_BYTES + size + (hasFooter ? ID3_HEADER_BYTES : 0);
}
