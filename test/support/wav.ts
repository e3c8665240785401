import { joined } from "./bytes.ts";

function u32le(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255);
}

/** A RIFF chunk, padded to an even length. */
export function riffChunk(id: string, body: Uint8Array | string): Uint8Array {
  const bytes = joined(body);
  return joined(id, u32le(bytes.length), bytes, bytes.length % 2 === 1 ? "\0" : "");
}

/** PCM, mono, 16 kHz, 16 bit. */
const FORMAT = Uint8Array.of(1, 0, 1, 0, 0x80, 0x3e, 0, 0, 0, 0x7d, 0, 0, 2, 0, 16, 0);

/** A WAV with `soundBytes` bytes of sound and more chunks before or after it. */
export function wav(
  soundBytes: number,
  after: readonly Uint8Array[] = [],
  before: readonly Uint8Array[] = [],
): Uint8Array {
  const sound = new Uint8Array(soundBytes).map((_, index) => (index * 37) & 255);
  const body = joined("WAVE", riffChunk("fmt ", FORMAT), ...before, riffChunk("data", sound), ...after);
  return joined("RIFF", u32le(body.length), body);
}

/** A `LIST` chunk of the kind `INFO`. */
export function infoChunk(values: Readonly<Record<string, string>>): Uint8Array {
  return riffChunk(
    "LIST",
    joined("INFO", ...Object.entries(values).map(([id, text]) => riffChunk(id, `${text}\0`))),
  );
}
