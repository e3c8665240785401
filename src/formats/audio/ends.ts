import { ascii, paddedEnd, u16, u32 } from "../bytes.ts";

// Formats that are not walked for what they say: only where they end, by the sizes they carry.

/**
 * Where a sound or video file ends; past its bytes when it is cut off, undefined when its format does not tell (or, as a
 * live recording, was never told).
 */
export function endOfStream(bytes: Uint8Array): number | undefined {
  const walker = WALKERS.find(([signature]) => ascii(bytes, 0, signature.length) === signature)?.[1];
  const end = walker?.(bytes) ?? (bytes[0] === 0x47 || bytes[4] === 0x47 ? endOfTransport(bytes) : undefined);
  return end === undefined || end <= 0 || !Number.isSafeInteger(end) ? undefined : end;
}

type Walker = (bytes: Uint8Array) => number | undefined;

const WALKERS: readonly (readonly [signature: string, walker: Walker])[] = [
  ["RF64", (bytes) => paddedEnd(bytes, 8 + u64(bytes, 20, true))],
  ["BW64", (bytes) => paddedEnd(bytes, 8 + u64(bytes, 20, true))],
  ["RIFX", (bytes) => paddedEnd(bytes, 8 + u32(bytes, 4, false))],
  ["RIFF", endOfRiffs],
  ["riff", (bytes) => u64(bytes, 16, true)],
  ["wvpk", (bytes) => walk(bytes, 0, (at) => (ascii(bytes, at, 4) === "wvpk" ? 8 + u32(bytes, at + 4, true) : 0))],
  ["MAC ", endOfMonkey],
  ["MPCK", endOfMusepack],
  ["DSD ", (bytes) => u64(bytes, 12, true)],
  ["FRM8", (bytes) => 12 + u64(bytes, 4, false)],
  ["\x30\x26\xb2\x75", endOfAsf],
  ["#!AMR\n", (bytes) => endOfAmr(bytes, 6, AMR_FRAMES)],
  ["#!AMR-WB\n", (bytes) => endOfAmr(bytes, 9, AMR_WIDE_FRAMES)],
  ["caff", endOfCaf],
  ["MThd", (bytes) => walk(bytes, 0, (at) => (/^MT(?:hd|rk)$/.test(ascii(bytes, at, 4)) ? 8 + u32(bytes, at + 4, false) : 0))],
  [".snd", endOfAu],
  ["TTA1", endOfTta],
  ["Creative Voice File\x1a", endOfVoc],
  ["FLV\x01", endOfFlv],
  ["DKIF", endOfIvf],
  ["\x0bw", (bytes) => walk(bytes, 0, (at) => ac3FrameBytes(bytes, at))],
]; // prettier-ignore

/** Goes from part to part, as long as parts have bytes. */
function walk(bytes: Uint8Array, from: number, partBytes: (at: number) => number): number {
  let at = from;
  while (at < bytes.length) {
    const length = partBytes(at);
    if (length <= 0) break;
    at += length;
  }
  return at;
}

function u64(bytes: Uint8Array, at: number, little: boolean): number {
  const first = u32(bytes, at, little);
  const second = u32(bytes, at + 4, little);
  return little ? second * 0x1_0000_0000 + first : first * 0x1_0000_0000 + second;
}

/** An AVI of more than a gigabyte goes on in further RIFF parts of the type `AVIX` (OpenDML). */
function endOfRiffs(bytes: Uint8Array): number {
  return walk(bytes, 0, (at) => {
    const isPart = ascii(bytes, at, 4) === "RIFF" && (at === 0 || ascii(bytes, at + 8, 4) === "AVIX");
    return isPart ? paddedEnd(bytes, at + 8 + u32(bytes, at + 4, true)) - at : 0;
  });
}

/** Monkey's Audio from version 3.98 on says how long each of its parts is. */
function endOfMonkey(bytes: Uint8Array): number | undefined {
  if (u16(bytes, 4, true) < 3980) return undefined;
  let end = 0;
  for (const at of [8, 12, 16, 20, 24, 32]) end += u32(bytes, at, true);
  return end + u32(bytes, 28, true) * 0x1_0000_0000;
}

/** Musepack 8: packets of a key of two letters and a size that counts both, up to `SE`. */
function endOfMusepack(bytes: Uint8Array): number | undefined {
  let at = 4;
  while (/^[A-Z]{2}$/.test(ascii(bytes, at, 2))) {
    let size = 0;
    for (let index = 2; index < 10; index += 1) {
      const byte = bytes[at + index] ?? 0;
      size = size * 128 + (byte & 127);
      if (byte < 128) break;
    }
    if (size < 3) return undefined;
    const isLast = ascii(bytes, at, 2) === "SE";
    at += size;
    if (isLast) return at;
  }
  return undefined;
}

/** The indexes that may follow the data of an ASF, by the first bytes of their identifiers. */
const ASF_INDEXES = new Set(["\x90\x08\x00\x33", "\xd3\x29\xe2\xd6", "\xf8\x03\xb1\xfe", "\xd0\x3f\xb7\x3c"]);

function endOfAsf(bytes: Uint8Array): number | undefined {
  const header = u64(bytes, 16, true);
  const data = u64(bytes, header + 16, true);
  if (ascii(bytes, header, 4) !== "\x36\x26\xb2\x75" || data < 24) return undefined;
  return walk(bytes, header + data, (at) =>
    ASF_INDEXES.has(ascii(bytes, at, 4)) ? u64(bytes, at + 16, true) : 0,
  );
}

/** Bytes of a frame of AMR by its type, with the byte that names it (RFC 4867); 0 for types that there are none of. */
const AMR_FRAMES = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const AMR_WIDE_FRAMES = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

function endOfAmr(bytes: Uint8Array, from: number, frames: readonly number[]): number {
  return walk(bytes, from, (at) => {
    const byte = bytes[at] ?? 0;
    // A frame that is whole has its quality bit set; the bits around it are zero.
    return (byte & 0x87) === 0x04 ? (frames[(byte >> 3) & 15] ?? 0) : 0;
  });
}

const CAF_CHUNK =
  /^(?:desc|data|pakt|chan|cook|kuki|info|free|mark|regn|uuid|peak|umid|ovvw|midi|strg|inst|edct)$/;

function endOfCaf(bytes: Uint8Array): number | undefined {
  let isOpen = false;
  const end = walk(bytes, 8, (at) => {
    const size = u64(bytes, at + 4, false);
    // A size of minus one: the sound lasts to the end.
    isOpen ||= size > Number.MAX_SAFE_INTEGER;
    return CAF_CHUNK.test(ascii(bytes, at, 4)) && !isOpen ? 12 + size : 0;
  });
  return isOpen ? undefined : end;
}

function endOfAu(bytes: Uint8Array): number | undefined {
  const size = u32(bytes, 8, false);
  return size === 0xffffffff ? undefined : u32(bytes, 4, false) + size;
}

const TTA_HEADER_BYTES = 22;

/** True Audio: frames of 256/245 seconds, whose sizes stand in a table behind the header. */
function endOfTta(bytes: Uint8Array): number | undefined {
  const samples = u32(bytes, 14, true);
  const perFrame = Math.floor((u32(bytes, 10, true) * 256) / 245);
  if (perFrame === 0) return undefined;
  const frames = Math.ceil(samples / perFrame);
  let end = TTA_HEADER_BYTES + frames * 4 + 4;
  if (end > bytes.length) return end;
  for (let frame = 0; frame < frames; frame += 1) end += u32(bytes, TTA_HEADER_BYTES + frame * 4, true);
  return end;
}

function endOfVoc(bytes: Uint8Array): number | undefined {
  const end = walk(bytes, u16(bytes, 20, true), (at) => {
    const type = bytes[at] ?? 0;
    return type >= 1 && type <= 9 ? 4 + (u32(bytes, at, true) >>> 8) : 0;
  });
  return bytes[end] === 0 ? end + 1 : end;
}

function endOfFlv(bytes: Uint8Array): number {
  return walk(bytes, u32(bytes, 5, false) + 4, (at) => {
    const length = 11 + (u32(bytes, at, false) & 0xffffff);
    const isTag = [8, 9, 18].includes(bytes[at] ?? 0) && u32(bytes, at + length, false) === length;
    return isTag ? length + 4 : 0;
  });
}

/** Frames of IVF have no mark of their own: the header says how many there are. */
function endOfIvf(bytes: Uint8Array): number | undefined {
  const frames = u32(bytes, 24, true);
  let left = frames;
  const end = walk(bytes, u16(bytes, 6, true), (at) => (left-- > 0 ? 12 + u32(bytes, at, true) : 0));
  return frames === 0 ? undefined : end;
}

const AC3_RATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];

/** Bytes of a frame of AC-3 or E-AC-3 (ETSI TS 102 366). */
function ac3FrameBytes(bytes: Uint8Array, at: number): number {
  if (u16(bytes, at, false) !== 0x0b77) return 0;
  if ((bytes[at + 5] ?? 0) >> 3 > 10) return ((u16(bytes, at + 2, false) & 0x7ff) + 1) * 2;
  const code = bytes[at + 4] ?? 0;
  const rate = AC3_RATES[(code & 63) >> 1];
  if (rate === undefined) return 0;
  if (code >> 6 === 0) return rate * 4;
  if (code >> 6 === 2) return rate * 6;
  return code >> 6 === 1 ? (Math.floor((rate * 320) / 147) + (code & 1)) * 2 : 0;
}

/** Packets of 188 bytes, or of 192 with time codes, up to the first without a sync byte. */
function endOfTransport(bytes: Uint8Array): number {
  const [sync, length] = bytes[188] === 0x47 ? [0, 188] : [4, 192];
  return walk(bytes, 0, (at) => (bytes[at + sync] === 0x47 ? length : 0));
}
