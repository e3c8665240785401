import { ascii, u16, u32 } from "../bytes.ts";
import { addCodec, type FactName } from "../media/facts.ts";
import { MAX_NESTING, type PartList, type View } from "../media/parts.ts";
import { narrowText } from "../media/tag-text.ts";
import { tellAac } from "./mp4-sound.ts";

// Flash video (Adobe, 2010): tags of sound, of pictures, and of script data, which is written in AMF0.

const SCRIPT = 18;
const TAG_BYTES = 11;

const FACTS: ReadonlyMap<string, FactName> = new Map([
  ["duration", "seconds"],
  ["audiosamplerate", "sampleRate"],
  ["encoder", "encoder"],
  ["metadatacreator", "encoder"],
]);

export function walkFlv(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "FLV");
  const head = u32(bytes, 5, false) + 4;
  parts.bytes(view, "header", 9, Math.min(head, bytes.length));
  let at = head;
  while (at + TAG_BYTES <= bytes.length) {
    const type = bytes[at] ?? 0;
    const content = at + TAG_BYTES;
    const end = content + (u32(bytes, at, false) & 0xffffff);
    if (type !== 8 && type !== 9 && type !== SCRIPT) break;
    if (end > bytes.length) {
      if (type === SCRIPT) parts.bytes(view, "script", content, bytes.length);
      parts.doubts("damaged", "its last part is cut off");
      return bytes.length;
    }
    if (u32(bytes, end, false) !== end - at && end + 4 <= bytes.length) break;
    if (type === SCRIPT) addScript(parts, view, content, end);
    else {
      if (end > content) tellCodec(parts, bytes, type, content, end);
      parts.sound(view, "sound and pictures", at, Math.min(end + 4, bytes.length));
    }
    at = Math.min(end + 4, bytes.length);
  }
  if (head > bytes.length) parts.doubts("damaged", "its head is cut off");
  return Math.min(at, bytes.length);
}

const SOUND = 8;
const SOUND_CODECS = ["PCM", "ADPCM", "MP3", "PCM", "Nellymoser", "Nellymoser", "Nellymoser", "A-law", "mu-law", "", "AAC", "Speex"]; // prettier-ignore
const PICTURE_CODECS = ["", "", "H.263", "Screen", "VP6", "VP6", "Screen 2", "H.264", "", "", "", "", "HEVC"];
const AAC = 10;

/** A tag of sound or pictures says in its first byte how they are coded, one of AAC in its first tag how it sounds. */
function tellCodec(parts: PartList, bytes: Uint8Array, type: number, from: number, to: number): void {
  const first = bytes[from] ?? 0;
  const codec = (type === SOUND ? SOUND_CODECS[first >> 4] : PICTURE_CODECS[first & 15]) ?? "";
  if (codec !== "") addCodec(parts, codec);
  if (type !== SOUND) return;
  if (first >> 4 !== AAC) parts.fact("channels", (first & 1) + 1);
  else if (bytes[from + 1] === 0) {
    const { channels, sampleRate } = tellAac(bytes, from + 2, to);
    parts.fact("channels", channels ?? 0);
    parts.fact("sampleRate", sampleRate ?? 0);
  }
}

function addScript(parts: PartList, view: View, from: number, to: number): void {
  parts.holds(view, "script", from, to);
  let at: number | undefined = from;
  while (at !== undefined && at < to) {
    const next: number | undefined = addValue(parts, view, "script", at, to, 0);
    if (next === undefined || next <= at) break;
    at = next;
  }
  parts.bytes(view, "script/rest", at ?? from, to);
}

/** Adds the value at `at` and returns where it ends; undefined when it is none that is known. */
function addValue(
  parts: PartList,
  view: View,
  path: string,
  at: number,
  to: number,
  depth: number,
): number | undefined {
  const { bytes } = view;
  if (at >= to) return undefined;
  const key = path.slice(path.lastIndexOf("/") + 1);
  switch (bytes[at]) {
    case 0: {
      if (at + 9 > to) return undefined;
      const fact = FACTS.get(key);
      if (fact !== undefined) parts.fact(fact, new DataView(bytes.buffer, bytes.byteOffset + at + 1, 8).getFloat64(0));
      return at + 9;
    }
    case 1:
      return at + 2;
    case 2:
    case 12: {
      const isLong = bytes[at] === 12;
      const from = at + (isLong ? 5 : 3);
      const end = from + (isLong ? u32(bytes, at + 1, false) : u16(bytes, at + 1, false));
      if (end > to) return undefined;
      const text = narrowText(bytes.subarray(from, end));
      parts.text(view, path, from, end, [key], text);
      const fact = FACTS.get(key);
      if (fact === "encoder") parts.fact(fact, text);
      return end;
    }
    case 3:
      return addMembers(parts, view, path, at + 1, to, depth);
    case 5:
    case 6:
    case 13:
      return at + 1;
    case 7:
      return at + 3;
    case 8:
      return addMembers(parts, view, path, at + 5, to, depth);
    case 10:
      return addElements(parts, view, path, at, to, depth);
    case 11:
      return at + 11;
    default:
      return undefined;
  }
} // prettier-ignore

/** Keys with their lengths, each with a value, up to an empty one with an end mark. */
function addMembers(
  parts: PartList,
  view: View,
  path: string,
  from: number,
  to: number,
  depth: number,
): number | undefined {
  const { bytes } = view;
  if (depth >= MAX_NESTING) return undefined;
  let at = from;
  while (at + 3 <= to) {
    const keyEnd = at + 2 + u16(bytes, at, false);
    if (keyEnd >= to) return undefined;
    if (keyEnd === at + 2 && bytes[keyEnd] === 9) return keyEnd + 1;
    const next = addValue(
      parts,
      view,
      `${path}/${ascii(bytes, at + 2, keyEnd - at - 2)}`,
      keyEnd,
      to,
      depth + 1,
    );
    if (next === undefined) return undefined;
    at = next;
  }
  return to;
}

function addElements(
  parts: PartList,
  view: View,
  path: string,
  at: number,
  to: number,
  depth: number,
): number | undefined {
  if (depth >= MAX_NESTING) return undefined;
  let next = at + 5;
  for (let left = u32(view.bytes, at + 1, false); left > 0; left -= 1) {
    const end = addValue(parts, view, path, next, to, depth + 1);
    if (end === undefined) return undefined;
    next = end;
  }
  return next;
}
