import { u16 } from "../bytes.ts";

/** kbit/s by index, for MPEG 1 layers II and III, and MPEG 2 layers II and III (ISO 11172-3, 13818-3). */
const RATES_1_II = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const RATES_1_III = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Two headers of MPEG audio or ADTS, the second where the first says; one where the file ends before. */
export function isMpegAudio(head: Uint8Array): boolean {
  const length = frameBytes(head, 0);
  if (length === undefined) return false;
  return length + 4 > head.length ? head.length > 24 : frameBytes(head, length) !== undefined;
}

/** Bytes of the frame of MPEG audio (layer II or III) or ADTS at `at`; undefined when there is none. */
export function frameBytes(head: Uint8Array, at: number): number | undefined {
  const header = u16(head, at, false);
  if ((header & 0xfff6) === 0xfff0) {
    const length =
      (((head[at + 3] ?? 0) & 3) << 11) | ((head[at + 4] ?? 0) << 3) | ((head[at + 5] ?? 0) >> 5);
    return length >= 7 && (((head[at + 2] ?? 0) >> 2) & 15) < 13 ? length : undefined;
  }
  if ((header & 0xffe0) !== 0xffe0) return undefined;
  const version = (header >> 3) & 3;
  const layer = (header >> 1) & 3;
  const third = head[at + 2] ?? 0;
  const rateIndex = third >> 4;
  const frequency = [44_100, 48_000, 32_000][(third >> 2) & 3];
  // Layer I is left out: its header is a byte order mark of UTF-16.
  if (version === 1 || (layer !== 1 && layer !== 2) || rateIndex === 0 || rateIndex === 15) return undefined;
  if (frequency === undefined) return undefined;
  const rates = version === 3 ? (layer === 2 ? RATES_1_II : RATES_1_III) : RATES_2;
  const samples = layer === 1 && version !== 3 ? 72 : 144;
  const divisor = version === 3 ? 1 : version === 2 ? 2 : 4;
  const padding = (third >> 1) & 1;
  return Math.floor((samples * (rates[rateIndex] ?? 0) * 1000) / (frequency / divisor)) + padding;
}

/** What a frame of MPEG audio or ADTS is, by its head. */
export interface FrameKind {
  readonly codec: string;
  readonly rate: number;
  /** 0 where the head does not tell. */
  readonly channels: number;
  /** Samples of one channel in it. */
  readonly samples: number;
}

const ADTS_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350]; // prettier-ignore
const ADTS_SAMPLES = 1024;

/** The kind of the frame at `at`, where `frameBytes` knows one. */
export function frameKind(head: Uint8Array, at: number): FrameKind {
  const header = u16(head, at, false);
  const third = head[at + 2] ?? 0;
  if ((header & 0xfff6) === 0xfff0) {
    const channels = ((third & 1) << 2) | ((head[at + 3] ?? 0) >> 6);
    const samples = ADTS_SAMPLES * (((head[at + 6] ?? 0) & 3) + 1);
    return { codec: "AAC", rate: ADTS_RATES[(third >> 2) & 15] ?? 0, channels, samples };
  }
  const version = (header >> 3) & 3;
  const layer = 4 - ((header >> 1) & 3);
  const divisor = version === 3 ? 1 : version === 2 ? 2 : 4;
  const rate = ([44_100, 48_000, 32_000][(third >> 2) & 3] ?? 0) / divisor;
  const channels = (head[at + 3] ?? 0) >> 6 === 3 ? 1 : 2;
  const samples = layer === 3 && version !== 3 ? 576 : 1152;
  return { codec: layer === 3 ? "MP3" : "MPEG layer II", rate, channels, samples };
}
