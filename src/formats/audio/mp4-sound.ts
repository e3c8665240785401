import { boxAt, type Box } from "../boxes.ts";
import { u16, u32 } from "../bytes.ts";
import { addCodec } from "../media/facts.ts";
import type { PartList } from "../media/parts.ts";

// What a sample entry says of its sound (ISO 14496-12, QuickTime File Format). The numbers in the entry itself are a
// formality for coded sound ("2 channels, 16 bits"): what holds stands in the boxes of its codec.

interface Sound {
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bitsPerSample?: number;
}

/** Bits of a sample of sound that is not coded, by the name of its entry; 0: as the entry says. */
const PLAIN: ReadonlyMap<string, number> = new Map([
  ["twos", 0], ["sowt", 0], ["raw ", 0], ["NONE", 0], ["lpcm", 0], ["ipcm", 0], ["fpcm", 0], ["alac", 0], ["fLaC", 0],
  ["in24", 24], ["in32", 32], ["fl32", 32], ["fl64", 64], ["ulaw", 8], ["alaw", 8],
]); // prettier-ignore

const AAC = 0x40;

/** Tells codec, channels, rate and bits of the sample entry `entry` of a track of sound. */
export function tellSound(parts: PartList, bytes: Uint8Array, entry: Box): void {
  const at = entry.content;
  const version = u16(bytes, at + 8, false);
  const wide = version === 2 && entry.end >= at + 64;
  const children = at + (wide ? 64 : version === 1 ? 44 : 28);
  const own: Sound = wide
    ? { channels: u32(bytes, at + 40, false), sampleRate: floatAt(bytes, at + 32), bitsPerSample: u32(bytes, at + 48, false) }
    : { channels: u16(bytes, at + 16, false), sampleRate: u16(bytes, at + 24, false), bitsPerSample: u16(bytes, at + 18, false) };
  const { codec, sound } = codecOf(bytes, entry.type, children, entry.end);
  addCodec(parts, codec);
  parts.fact("channels", sound.channels ?? own.channels ?? 0);
  const plain = PLAIN.get(entry.type);
  if (plain !== undefined) parts.fact("bitsPerSample", plain || (sound.bitsPerSample ?? own.bitsPerSample ?? 0));
  parts.fact("sampleRate", sound.sampleRate ?? own.sampleRate ?? 0);
} // prettier-ignore

function floatAt(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0);
}

function codecOf(bytes: Uint8Array, type: string, from: number, to: number): { codec: string; sound: Sound } {
  let at = from;
  let end = to;
  for (let box = boxAt(bytes, at, end); box !== undefined && box.end <= end; box = boxAt(bytes, at, end)) {
    const { content } = box;
    at = box.end;
    // QuickTime wraps the boxes of a codec in one more.
    if (box.type === "wave") [at, end] = [content, box.end];
    else if (box.type === "esds") return elementary(bytes, type, content + 4, box.end);
    else if (box.type === "dOps" && box.end - content >= 8)
      return { codec: type, sound: { channels: bytes[content + 1] ?? 0 } };
    else if (box.type === "dac3" && box.end - content >= 3)
      return { codec: type, sound: { channels: dolbyChannels((bytes[content + 1] ?? 0) >> 2) } };
    else if (box.type === "dec3" && box.end - content >= 5)
      return { codec: type, sound: { channels: dolbyChannels((bytes[content + 3] ?? 0) & 15) } };
    else if (box.type === "alac" && box.end - content >= 28)
      return { codec: type, sound: { channels: bytes[content + 13] ?? 0, bitsPerSample: bytes[content + 9] ?? 0, sampleRate: u32(bytes, content + 24, false) } };
    else if (box.type === "dfLa" && box.end - content >= 26) {
      const packed = u32(bytes, content + 18, false);
      return { codec: type, sound: { channels: ((packed >>> 9) & 7) + 1, bitsPerSample: ((packed >>> 4) & 31) + 1, sampleRate: packed >>> 12 } };
    }
  }
  return { codec: type, sound: {} };
} // prettier-ignore

const DOLBY_CHANNELS = [2, 1, 2, 3, 3, 4, 4, 5];

/** Three bits of a mode, and one for a channel of low tones (ETSI TS 102 366). */
export function dolbyChannels(mode: number): number {
  return (DOLBY_CHANNELS[(mode >> 1) & 7] ?? 0) + (mode & 1);
}

/** Descriptors in one another (ISO 14496-1): of the stream (3), of its decoder (4), what that is told beforehand (5). */
function elementary(bytes: Uint8Array, type: string, from: number, to: number): { codec: string; sound: Sound } {
  let at = from;
  let codec = type;
  while (at + 2 <= to) {
    const tag = bytes[at] ?? 0;
    at += 1;
    // A length of up to four bytes, of which all but the last say that they go on.
    for (let more = 4; more > 0 && (bytes[at] ?? 0) >= 0x80; more -= 1) at += 1;
    at += 1;
    if (tag === 3) at += 3 + extraOfStream(bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
    else if (tag === 4) {
      const kind = bytes[at] ?? 0;
      if (kind !== AAC && type === "mp4a") codec = MPEG.has(kind) ? "MP3" : `mp4a.${kind.toString(16)}`;
      at += 13;
    } else if (codec !== type) return { codec, sound: UNTOLD };
    else return { codec, sound: tag === 5 ? tellAac(bytes, at, to) : {} };
  }
  return { codec, sound: codec === type ? {} : UNTOLD };
} // prettier-ignore

/** Only the sound itself tells. */
const UNTOLD: Sound = { channels: 0 };

/** MPEG-1 and -2 sound of layers I to III, hardly ever another than the third. */
const MPEG = new Set([0x69, 0x6b]);

/** A stream it depends on, an address, a clock, as its flags say. */
function extraOfStream(flags: number, length: number): number {
  const address = (flags & 0x40) === 0 ? 0 : 1 + length;
  return ((flags & 0x80) === 0 ? 0 : 2) + address + ((flags & 0x20) === 0 ? 0 : 2);
}

const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8];
const SPECTRAL_BAND_REPLICATION = 5;
const PARAMETRIC_STEREO = 29;

/** What a decoder of AAC is told (ISO 14496-3, `AudioSpecificConfig`); nothing of what it leaves to the sound itself. */
export function tellAac(bytes: Uint8Array, from: number, to: number): Sound {
  let at = from * 8;
  const bits = (count: number): number => {
    let value = 0;
    for (let left = count; left > 0; left -= 1, at += 1)
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const kindOf = (): number => {
    const kind = bits(5);
    return kind === 31 ? 32 + bits(6) : kind;
  };
  const rateOf = (): number => {
    const index = bits(4);
    return index === 15 ? bits(24) : (RATES[index] ?? 0);
  };
  const kind = kindOf();
  const rate = rateOf();
  const channels = CHANNELS[bits(4)] ?? 0;
  // Two of the kinds are another one with more rate, or channels, laid on top.
  const isLaidOn = kind === SPECTRAL_BAND_REPLICATION || kind === PARAMETRIC_STEREO;
  const heard = isLaidOn ? rateOf() : rate;
  if (at > to * 8 || channels === 0 || heard === 0) return {};
  return { channels: kind === PARAMETRIC_STEREO ? 2 : channels, sampleRate: heard };
}
