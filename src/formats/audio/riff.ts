import { ascii, isZero, paddedEnd, u32 } from "../bytes.ts";
import { MAX_NESTING, type PartList, type View } from "../media/parts.ts";
import { addRiffChunk, addRiffLength, chunkName, riffState, type RiffState } from "./riff-chunks.ts";

// RIFF (Microsoft, 1991) and its kin: RIFX has its numbers the other way round, RF64 and BW64 (EBU Tech 3306, ITU-R
// BS.2088) have sizes of 64 bits in a chunk `ds64`.

/** A size that a recorder writes which cannot go back, or whose size stands in `ds64`. */
const OPEN_SIZE = 0xffffffff;

/** How far a declared RIFF size may exceed the file when every chunk in it is whole: some writers count its header. */
const SLOPPY_BYTES = 8;

/** Walks a WAV, AVI or MIDI in RIFF; an AVI of more than a gigabyte goes on in further RIFF parts of the type `AVIX`. */
export function walkRiff(parts: PartList, view: View): number {
  const { bytes } = view;
  const id = ascii(bytes, 0, 4);
  const type = ascii(bytes, 8, 4);
  const little = id !== "RIFX";
  const state = riffState(type, little, largeSizes(bytes, id));
  parts.fact("container", type === "AVI " ? "AVI" : type === "RMID" ? "MIDI" : id === "RIFF" ? "WAV" : id);
  let end = walkForm(parts, view, 0, state);
  while (parts.doubt === undefined && type === "AVI " && ascii(bytes, end, 4) === "RIFF" && ascii(bytes, end + 8, 4) === "AVIX") {
    end = walkForm(parts, view, end, state);
  }
  if (type === "WAVE") addRiffLength(parts, state);
  return end;
} // prettier-ignore

/** Sizes of 64 bits by chunk id, the whole file's under `RIFF`. */
function largeSizes(bytes: Uint8Array, id: string): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  if ((id !== "RF64" && id !== "BW64") || ascii(bytes, 12, 4) !== "ds64") return sizes;
  sizes.set("RIFF", u64(bytes, 20));
  sizes.set("data", u64(bytes, 28));
  const count = u32(bytes, 44, true);
  for (let at = 48, index = 0; index < count && at + 12 <= bytes.length; at += 12, index += 1) {
    if (sizes.size > MAX_LARGE_CHUNKS) break;
    sizes.set(ascii(bytes, at, 4), u64(bytes, at + 4));
  }
  return sizes;
}

/** Kinds of chunks that a `ds64` may list. */
const MAX_LARGE_CHUNKS = 1000;

function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at, true) + u32(bytes, at + 4, true) * 0x1_0000_0000;
}

/** Walks the RIFF part at `start` and returns where it ends. */
function walkForm(parts: PartList, view: View, start: number, state: RiffState): number {
  const { bytes } = view;
  const { little } = state;
  const declared = u32(bytes, start + 4, little);
  const riffSize = declared === OPEN_SIZE ? (state.large.get("RIFF") ?? OPEN_SIZE) : declared;
  const isOpen = riffSize === OPEN_SIZE && !state.large.has("RIFF");
  const end = isOpen ? bytes.length : start + 8 + riffSize;
  const limit = Math.min(end, bytes.length);
  parts.holds(view, `${ascii(bytes, start, 4)}`, start, limit);
  let at = start + 12;
  while (at + 8 <= limit) {
    const id = ascii(bytes, at, 4);
    const size = sizeAt(bytes, at, state);
    const isStreamed = id === "data" && size === OPEN_SIZE && isOpen;
    const to = isStreamed ? bytes.length : at + 8 + size;
    const problem = to > bytes.length ? "is cut off" : to > end + 1 ? "is longer than the whole" : undefined;
    if (problem !== undefined) {
      addChunk(parts, view, state, "", id, at + 8, bytes.length, 0);
      parts.doubts("damaged", `its part ${chunkName(id)} ${problem}`);
      return bytes.length;
    }
    addChunk(parts, view, state, "", id, at + 8, to, 0);
    at = to + (size % 2 === 1 && !isStreamed ? 1 : 0);
    if (to % 2 === 1 && at === to + 1 && bytes[to] !== 0)
      parts.bytes(view, "padding", to, Math.min(at, limit));
  }
  if (state.type === "WAVE" && !state.hasSound) parts.doubts("damaged", "it holds no sound");
  if (end > bytes.length && (at < bytes.length || end - bytes.length > SLOPPY_BYTES)) {
    parts.bytes(view, "rest", Math.min(at, bytes.length), bytes.length);
    parts.doubts("damaged", "its end is missing");
    return bytes.length;
  }
  if (at < limit && !isZero(bytes, at, limit)) parts.bytes(view, "rest", at, limit);
  return Math.min(paddedEnd(bytes, Math.max(end, at)), bytes.length);
}

function sizeAt(bytes: Uint8Array, at: number, state: RiffState): number {
  const size = u32(bytes, at + 4, state.little);
  return size === OPEN_SIZE ? (state.large.get(ascii(bytes, at, 4)) ?? OPEN_SIZE) : size;
}

function addChunk(
  parts: PartList,
  view: View,
  state: RiffState,
  prefix: string,
  id: string,
  from: number,
  to: number,
  depth: number,
): void {
  const { bytes } = view;
  if (id !== "LIST" || to - from < 4) {
    addRiffChunk(parts, view, state, prefix, id, from, to);
    return;
  }
  const type = ascii(bytes, from, 4);
  const path = `${prefix}LIST/${chunkName(type)}`;
  if (type === "movi") {
    // Its chunks are sound and pictures, in an order that an index tells.
    parts.sound(view, path, from, to);
    state.hasSound = true;
    return;
  }
  if (depth >= MAX_NESTING) {
    parts.bytes(view, path, from, to);
    parts.doubts("over-limit", `its lists are nested more than ${MAX_NESTING} deep`);
    return;
  }
  parts.holds(view, path, from, to);
  let at = from + 4;
  while (at + 8 <= to) {
    const size = u32(bytes, at + 4, state.little);
    const end = at + 8 + size;
    if (end > to) break;
    addChunk(parts, view, state, `${path}/`, ascii(bytes, at, 4), at + 8, end, depth + 1);
    at = end + (size % 2);
  }
  parts.bytes(view, `${path}/rest`, at, to);
}
