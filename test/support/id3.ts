import { joined } from "./bytes.ts";

function u32be(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** An ID3v2.3 frame. */
export function id3Frame(id: string, body: Uint8Array | string): Uint8Array {
  const bytes = joined(body);
  return joined(id, u32be(bytes.length), "\0\0", bytes);
}

/** A `TXXX` frame in Latin-1. */
export function userText(description: string, value: string): Uint8Array {
  return id3Frame("TXXX", `\0${description}\0${value}`);
}

/** Silent frames of MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each. */
export function mpegFrames(count: number): Uint8Array {
  const frame = new Uint8Array(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return joined(...Array.from({ length: count }, () => frame));
}

/** An MP3 with an ID3v2.3 tag. */
export function mp3(frames: readonly Uint8Array[], sound = mpegFrames(4)): Uint8Array {
  const body = joined(...frames);
  const size = [21, 14, 7, 0].map((shift) => (body.length >>> shift) & 127);
  return joined("ID3\x03\0\0", Uint8Array.from(size), body, sound);
}
