import { ascii, u32 } from "../bytes.ts";
import { seconds, type FactName } from "../media/facts.ts";
import type { PartList, View } from "../media/parts.ts";
import { endOfText, narrowText } from "../media/tag-text.ts";
import { addXml, isXml } from "../media/xml-text.ts";

// Core Audio Format (Apple): chunks with sizes of 64 bits, without padding.

const KNOWN = /^(?:desc|data|pakt|chan|kuki|info|free|mark|regn|uuid|peak|umid|ovvw|midi|strg|inst|edct)$/;
const SOUND = new Set(["pakt", "chan", "peak", "ovvw"]);

const DESCRIPTION_BYTES = 32;

const FACTS: ReadonlyMap<string, FactName> = new Map([
  ["encoding application", "encoder"],
  ["recorded by", "device"],
]);

/** Packets of one size, where all have that; 0 bytes where they differ. */
interface Packets {
  bytes: number;
  frames: number;
}

/** Walks a Core Audio file; a recording that was never finished has sound without a size, which lasts to the end. */
export function walkCaf(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "CAF");
  parts.holds(view, "CAF", 0, 8);
  const packets: Packets = { bytes: 0, frames: 0 };
  let at = 8;
  while (at + 12 <= bytes.length && KNOWN.test(ascii(bytes, at, 4))) {
    const id = ascii(bytes, at, 4);
    const isOpen = u32(bytes, at + 4, false) === 0xffffffff;
    const size = u32(bytes, at + 4, false) * 0x1_0000_0000 + u32(bytes, at + 8, false);
    const to = isOpen ? bytes.length : at + 12 + size;
    addChunk(parts, view, packets, id, at + 12, Math.min(to, bytes.length));
    if (to > bytes.length) {
      parts.doubts("damaged", `its part ${id} is cut off`);
      return bytes.length;
    }
    at = to;
  }
  return at;
}

function addChunk(parts: PartList, view: View, packets: Packets, id: string, from: number, to: number): void {
  const { bytes } = view;
  if (id === "desc") {
    const end = Math.min(from + DESCRIPTION_BYTES, to);
    parts.sound(view, id, from, end);
    parts.bytes(view, id, end, to);
    if (to - from >= DESCRIPTION_BYTES) addDescription(parts, bytes, from, packets);
  } else if (id === "data") {
    parts.sound(view, id, from, to);
    addLength(parts, to - from - 4, packets);
  } else if (id === "pakt" && to - from >= 24) {
    parts.sound(view, id, from, to);
    const rate = parts.facts.get("sampleRate");
    const frames = u32(bytes, from + 8, false) * 0x1_0000_0000 + u32(bytes, from + 12, false);
    if (typeof rate === "number") parts.fact("seconds", seconds(frames / rate));
  } else if (id === "info") addStrings(parts, view, from, to);
  else if (SOUND.has(id)) parts.sound(view, id, from, to);
  else if (id === "uuid" && isXml(bytes, from + 16, to)) addXml(parts, view, "uuid", from + 16, to);
  else parts.bytes(view, id, from, to);
}

function addDescription(parts: PartList, bytes: Uint8Array, from: number, packets: Packets): void {
  packets.bytes = u32(bytes, from + 16, false);
  packets.frames = u32(bytes, from + 20, false);
  const rate = new DataView(bytes.buffer, bytes.byteOffset + from, 8).getFloat64(0);
  parts.fact("sampleRate", rate);
  parts.fact("codec", ascii(bytes, from + 8, 4));
  parts.fact("channels", u32(bytes, from + 24, false));
  parts.fact("bitsPerSample", u32(bytes, from + 28, false));
}

/** Only of packets of one size; the length of others stands in their table. */
function addLength(parts: PartList, soundBytes: number, packets: Packets): void {
  const rate = parts.facts.get("sampleRate");
  if (typeof rate !== "number" || rate <= 0 || packets.bytes === 0 || packets.frames === 0) return;
  parts.fact("seconds", seconds((Math.floor(soundBytes / packets.bytes) * packets.frames) / rate));
}

/** Keys and values that zeros end, one after the other. */
function addStrings(parts: PartList, view: View, from: number, to: number): void {
  const { bytes } = view;
  parts.holds(view, "info", from, to);
  let at = from + 4;
  for (let left = u32(bytes, from, false); left > 0 && at < to; left -= 1) {
    const keyEnd = endOfText(bytes, at, to);
    const end = endOfText(bytes, keyEnd + 1, to);
    if (keyEnd >= to) break;
    const key = narrowText(bytes.subarray(at, keyEnd));
    const value = narrowText(bytes.subarray(keyEnd + 1, end));
    parts.text(view, `info/${key}`, at, keyEnd, [], key);
    parts.text(view, `info/${key}`, keyEnd + 1, end, [key], value);
    const fact = FACTS.get(key);
    if (fact !== undefined) parts.fact(fact, value);
    at = end + 1;
  }
  parts.bytes(view, "info/rest", Math.min(at, to), to);
}
