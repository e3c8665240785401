import { ascii, u32 } from "../bytes.ts";
import { addCodec, seconds, type FactName } from "../media/facts.ts";
import { walkId3 } from "./id3.ts";
import { walkMidi } from "./midi.ts";
import { viewWithin, type PartList, type View } from "../media/parts.ts";
import { addBroadcastChunk } from "./broadcast.ts";
import { addField, endOfText } from "../media/tag-text.ts";
import { pictureCodec, tellWaveFormat, WAVE_FORMAT_BYTES } from "./wave-format.ts";
import { addXml, isXml } from "../media/xml-text.ts";

/** What is known of a RIFF file while it is walked. */
export interface RiffState {
  readonly little: boolean;
  /** `WAVE`, `AVI `, `RMID`. */
  readonly type: string;
  /** Sizes of 64 bits by chunk id. */
  readonly large: ReadonlyMap<string, number>;
  soundBytes: number;
  /** Samples of one channel, as a chunk of its own tells them; 0 where none does. */
  samples: number;
  /** Bytes of sound in a second, 0 while that is not known. */
  byteRate: number;
  hasSound: boolean;
  /** What the stream of an AVI is that is being described. */
  isSoundStream: boolean;
  isPictureStream: boolean;
}

const INFO_FACTS: ReadonlyMap<string, FactName> = new Map([["ISFT", "encoder"]]);

/** The four characters of a chunk, or words where they are none. */
export function chunkName(id: string): string {
  return /^[\x20-\x7e]{4}$/.test(id) ? id.trim() : "without a name";
}

/** What is known before the first chunk. */
export function riffState(
  type: string,
  little: boolean,
  large: ReadonlyMap<string, number> = new Map(),
): RiffState {
  return {
    little,
    type,
    large,
    soundBytes: 0,
    samples: 0,
    byteRate: 0,
    hasSound: false,
    isSoundStream: false,
    isPictureStream: false,
  };
}

/** Tells how long a WAV is, once all its chunks are known. */
export function addRiffLength(parts: PartList, state: RiffState): void {
  const rate = parts.facts.get("sampleRate");
  const isPlain = String(parts.facts.get("codec") ?? "").startsWith("PCM");
  if (!isPlain && state.samples > 0 && typeof rate === "number")
    parts.fact("seconds", seconds(state.samples / rate));
  else if (state.byteRate > 0) parts.fact("seconds", seconds(state.soundBytes / state.byteRate));
}

/** Adds the parts of a chunk that is no list. */
export function addRiffChunk(
  parts: PartList,
  view: View,
  state: RiffState,
  prefix: string,
  id: string,
  from: number,
  to: number,
): void {
  const { bytes } = view;
  const path = `${prefix}${chunkName(id)}`;
  if (prefix.endsWith("LIST/INFO/")) {
    addInfo(parts, view, path, id, from, to);
    return;
  }
  switch (id) {
    case "data":
      state.hasSound = true;
      state.soundBytes += to - from;
      if (state.type === "RMID") walkMidi(parts, viewWithin(view, from, to), "data/");
      else parts.sound(view, path, from, to);
      return;
    case "fmt ":
      parts.sound(view, path, from, Math.min(from + WAVE_FORMAT_BYTES, to));
      parts.bytes(view, `${path}/extension`, Math.min(from + WAVE_FORMAT_BYTES, to), to);
      addFormat(parts, bytes, from, to, state);
      return;
    case "fact":
      // Samples of one channel: of packed sound the bytes do not tell its length.
      state.samples = u32(bytes, from, state.little);
      parts.sound(view, path, from, Math.min(from + 4, to));
      parts.bytes(view, path, Math.min(from + 4, to), to);
      return;
    case "ds64":
    case "idx1":
      parts.sound(view, path, from, to);
      return;
    case "avih":
      parts.sound(view, path, from, to);
      tellAviLength(parts, (u32(bytes, from, true) * u32(bytes, from + 16, true)) / 1e6);
      return;
    case "strh":
      addStreamHead(parts, bytes, from, state);
      parts.bytes(view, path, from, to);
      return;
    case "strf":
      if (state.isSoundStream) addFormat(parts, bytes, from, to, state);
      else if (state.isPictureStream && to - from >= 20) addCodec(parts, pictureCodec(bytes, from + 16));
      parts.bytes(view, path, from, to);
      return;
    case "id3 ":
    case "ID3 ":
      if (ascii(bytes, from, 3) === "ID3") {
        const end = from + walkId3(parts, viewWithin(view, from, to), 0, `${path}/`);
        if (end > to) parts.doubts("damaged", "its ID3 tag is cut off");
        else parts.bytes(view, `${path}/rest`, end, to);
      } else parts.bytes(view, path, from, to);
      return;
    case "labl":
    case "note":
      parts.sound(view, path, from, Math.min(from + 4, to));
      addField(parts, view, path, Math.min(from + 4, to), to, []);
      return;
    case "bext":
    case "cart":
    case "chna":
      addBroadcastChunk(parts, view, path, id, from, to);
      return;
    default:
      if (isXml(bytes, from, to)) addXml(parts, view, path, from, endOfText(bytes, from, to));
      parts.bytes(view, path, isXml(bytes, from, to) ? endOfText(bytes, from, to) : from, to);
  }
}

function addInfo(parts: PartList, view: View, path: string, id: string, from: number, to: number): void {
  const text = addField(parts, view, path, from, to, [id]);
  const fact = INFO_FACTS.get(id);
  if (fact !== undefined) parts.fact(fact, text);
}

function addFormat(parts: PartList, bytes: Uint8Array, from: number, to: number, state: RiffState): void {
  if (to - from >= WAVE_FORMAT_BYTES) state.byteRate = u32(bytes, from + 8, state.little);
  tellWaveFormat(parts, bytes, from, to, state.little);
}

/** The head of a stream: its kind, and its length in units of its own. */
function addStreamHead(parts: PartList, bytes: Uint8Array, from: number, state: RiffState): void {
  state.isSoundStream = ascii(bytes, from, 4) === "auds";
  state.isPictureStream = ascii(bytes, from, 4) === "vids";
  const [scale, rate, length] = [20, 24, 32].map((at) => u32(bytes, from + at, true));
  if (rate !== undefined && rate > 0) tellAviLength(parts, ((length ?? 0) * (scale ?? 0)) / rate);
}

/** An AVI without pictures has no length in its own head, but in that of its sound. */
function tellAviLength(parts: PartList, length: number): void {
  if (length > 0) parts.fact("seconds", seconds(length));
}
