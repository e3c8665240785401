import { ascii, u32 } from "../bytes.ts";
import { addRiffChunk, addRiffLength, riffState } from "./riff-chunks.ts";
import type { PartList, View } from "../media/parts.ts";

// Wave64 (Sonic Foundry): RIFF whose names are GUIDs that begin with the four letters, whose sizes have 64 bits and count
// the head of the chunk, and whose chunks begin at multiples of eight.

const HEADER_BYTES = 24;

export function walkWave64(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "Wave64");
  const end = sizeAt(bytes, 16);
  const limit = Math.min(end, bytes.length);
  const state = riffState("WAVE", true);
  parts.holds(view, "riff", 0, limit);
  let at = 40;
  while (at + HEADER_BYTES <= limit) {
    const size = sizeAt(bytes, at + 16);
    const to = at + size;
    const id = ascii(bytes, at, 4);
    if (size < HEADER_BYTES) break;
    addRiffChunk(parts, view, state, "", id, at + HEADER_BYTES, Math.min(to, limit));
    if (to > limit) {
      parts.doubts("damaged", `its part ${id} is cut off`);
      return bytes.length;
    }
    at = to + ((8 - (to % 8)) % 8);
  }
  if (end > bytes.length) {
    parts.doubts("damaged", "its end is missing");
    return bytes.length;
  }
  parts.bytes(view, "rest", Math.min(at, limit), limit);
  if (!state.hasSound) parts.doubts("damaged", "it holds no sound");
  addRiffLength(parts, state);
  return end;
}

function sizeAt(bytes: Uint8Array, at: number): number {
  return u32(bytes, at, true) + u32(bytes, at + 4, true) * 0x1_0000_0000;
}
