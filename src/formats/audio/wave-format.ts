import { u16, u32 } from "../bytes.ts";
import { addCodec } from "../media/facts.ts";
import type { PartList } from "../media/parts.ts";

/** Numbers of formats of sound (Microsoft's `mmreg.h`, RFC 2361, and what ffmpeg writes). */
const CODECS: ReadonlyMap<number, string> = new Map([
  [1, "PCM"], [2, "MS ADPCM"], [3, "PCM float"], [6, "A-law"], [7, "mu-law"], [0x0a, "WMA Voice"], [0x11, "IMA ADPCM"],
  [0x20, "Yamaha ADPCM"], [0x22, "TrueSpeech"], [0x31, "GSM 6.10"], [0x40, "G.721"], [0x42, "G.723.1"], [0x45, "G.726"],
  [0x50, "MPEG"], [0x55, "MP3"], [0x64, "G.726"], [0x65, "G.722"], [0x83, "G.729"], [0xff, "AAC"], [0x160, "WMA"],
  [0x161, "WMA"], [0x162, "WMA Pro"], [0x163, "WMA Lossless"], [0x28f, "G.722"], [0x1600, "AAC"], [0x1602, "AAC"],
  [0x1610, "AAC"], [0x2000, "AC-3"], [0x2001, "DTS"], [0x674f, "Vorbis"], [0x6750, "Vorbis"], [0x6751, "Vorbis"],
  [0x704f, "Opus"], [0xa109, "Speex"], [0xf1ac, "FLAC"],
]); // prettier-ignore

const EXTENSIBLE = 0xfffe;

/** Bytes up to those that only some formats have. */
export const WAVE_FORMAT_BYTES = 16;

/** Tells what a `WAVEFORMATEX` says, as WAV, AVI and ASF have it. */
export function tellWaveFormat(
  parts: PartList,
  bytes: Uint8Array,
  from: number,
  to: number,
  little = true,
): void {
  if (to - from < WAVE_FORMAT_BYTES) return;
  const declared = u16(bytes, from, little);
  const tag = declared === EXTENSIBLE && to - from >= 40 ? u16(bytes, from + 24, little) : declared;
  addCodec(parts, CODECS.get(tag) ?? `format ${tag}`);
  parts.fact("channels", u16(bytes, from + 2, little));
  parts.fact("sampleRate", u32(bytes, from + 4, little));
  parts.fact("bitsPerSample", u16(bytes, from + 14, little));
}

/** What a `BITMAPINFOHEADER` calls its pictures: four characters, or none for plain pixels. */
export function pictureCodec(bytes: Uint8Array, at: number): string {
  const name = Buffer.from(bytes.subarray(at, at + 4)).toString("latin1");
  return /^[\x20-\x7e]{4}$/.test(name) ? name.trim() : "RGB";
}
