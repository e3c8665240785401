import { ascii, u16, u32 } from "../bytes.ts";
import { seconds } from "../media/facts.ts";
import { addFlacBlock } from "./flac.ts";
import { viewWithin, type PartList, type View } from "../media/parts.ts";
import { addVorbisComments } from "./vorbis-comments.ts";

// Ogg (RFC 3533): pages of packets, of several streams at once or one after the other. The first packets of a stream are
// its headers.

const HEADER_BYTES = 27;

/** Milliseconds and more of sound stand in the granule position of a page; -1 is none. */
const NO_POSITION = 0xffffffff;

/** How the packets of a stream are read, told by its first one. */
interface Codec {
  readonly name: string;
  readonly mark: string;
  /** Packets before the sound, undefined where all packets are text. */
  readonly headers: number | undefined;
}

const CODECS: readonly Codec[] = [
  { name: "Vorbis", mark: "\x01vorbis", headers: 3 },
  { name: "Opus", mark: "OpusHead", headers: 2 },
  { name: "Speex", mark: "Speex   ", headers: 2 },
  { name: "Theora", mark: "\x80theora", headers: 3 },
  // Its second packet on are blocks of metadata, up to the one that says it is the last.
  { name: "FLAC", mark: "\x7fFLAC", headers: Infinity },
  { name: "Dirac", mark: "BBCD\0", headers: 0 },
  { name: "VP8", mark: "OVP80", headers: 2 },
];
const UNKNOWN: Codec = { name: "stream", mark: "", headers: undefined };

interface Stream {
  readonly codec: Codec;
  readonly number: number;
  /** Packets that ended. */
  packets: number;
  /** Headers to come; FLAC's are only known when they were seen. */
  headers: number;
  /** A packet that goes on on the next page: its parts, and where the first begins. */
  readonly pieces: Uint8Array[];
  piecesFrom: number;
  rate: number;
  skipped: number;
  samples: number;
}

/** Walks the pages of an Ogg file; chained and multiplexed streams are told apart by their serial numbers. */
export function walkOgg(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "Ogg");
  const streams = new Map<number, Stream>();
  let at = 0;
  let longest = 0;
  while (at + HEADER_BYTES <= bytes.length && ascii(bytes, at, 4) === "OggS") {
    const to = endOfPage(bytes, at);
    if (to > bytes.length) {
      parts.bytes(view, "last page", Math.min(at + HEADER_BYTES, bytes.length), bytes.length);
      parts.doubts("damaged", "its last page is cut off");
      return bytes.length;
    }
    const serial = u32(bytes, at + 14, true);
    let stream = streams.get(serial);
    const isFirst = ((bytes[at + 5] ?? 0) & 2) !== 0;
    if (stream === undefined || isFirst) {
      if (stream !== undefined) endStream(parts, view, stream, at);
      stream = openStream(bytes, at, streams.size + 1);
      streams.set(serial, stream);
    }
    walkPage(parts, view, at, to, stream);
    longest = Math.max(longest, secondsAt(bytes, at, stream));
    at = to;
  }
  if (at === 0) {
    parts.bytes(view, "first page", 0, bytes.length);
    parts.doubts("damaged", "its first page is cut off");
  }
  for (const stream of streams.values()) endStream(parts, view, stream, at);
  parts.fact("codec", [...new Set([...streams.values()].slice(0, 4).map(({ codec }) => codec.name))].join(" + "));
  parts.fact("seconds", seconds(longest));
  return at;
} // prettier-ignore

function endOfPage(bytes: Uint8Array, at: number): number {
  const segments = bytes[at + 26] ?? 0;
  let to = at + HEADER_BYTES + segments;
  for (let index = 0; index < segments; index += 1) to += bytes[at + HEADER_BYTES + index] ?? 0;
  return to;
}

function openStream(bytes: Uint8Array, page: number, number: number): Stream {
  const first = page + HEADER_BYTES + (bytes[page + 26] ?? 0);
  const codec = CODECS.find(({ mark }) => ascii(bytes, first, mark.length) === mark) ?? UNKNOWN;
  return { codec, number, packets: 0, headers: codec.headers ?? Infinity, pieces: [], piecesFrom: 0, rate: 0, skipped: 0, samples: 0 }; // prettier-ignore
}

function secondsAt(bytes: Uint8Array, page: number, stream: Stream): number {
  const high = u32(bytes, page + 10, true);
  if (high === NO_POSITION || stream.rate === 0) return 0;
  return (high * 0x1_0000_0000 + u32(bytes, page + 6, true) - stream.skipped) / stream.rate;
}

function walkPage(parts: PartList, view: View, page: number, to: number, stream: Stream): void {
  const { bytes } = view;
  const prefix = `${stream.number === 1 ? "" : `stream ${stream.number}/`}${stream.codec.name}`;
  if (stream.packets >= stream.headers) {
    parts.sound(view, `${prefix} sound`, page, to);
    return;
  }
  parts.holds(view, `${prefix} page`, page, to);
  const segments = bytes[page + 26] ?? 0;
  let from = page + HEADER_BYTES + segments;
  let end = from;
  for (let index = 0; index < segments; index += 1) {
    const size = bytes[page + HEADER_BYTES + index] ?? 0;
    end += size;
    // A packet ends with a segment that is not full.
    if (size === 255 && index + 1 < segments) continue;
    if (stream.packets >= stream.headers) {
      parts.sound(view, `${prefix} sound`, from, to);
      return;
    }
    const isWhole = size < 255;
    if (!isWhole || stream.pieces.length > 0) {
      if (stream.pieces.length === 0) stream.piecesFrom = from;
      stream.pieces.push(bytes.subarray(from, end));
    }
    if (isWhole) endPacket(parts, view, stream, prefix, from, end);
    from = end;
  }
}

/** A packet that lies on several pages is put together, without the heads of the pages. */
function endPacket(parts: PartList, view: View, stream: Stream, prefix: string, from: number, to: number): void {
  let packet = viewWithin(view, from, to);
  if (stream.pieces.length > 0) {
    packet = parts.unpacked(view, stream.piecesFrom, to, Buffer.concat(stream.pieces.splice(0)));
  }
  addPacket(parts, packet, stream, prefix);
  stream.packets += 1;
} // prettier-ignore

/** A packet without an end, of a stream that breaks off, is read all the same. */
function endStream(parts: PartList, view: View, stream: Stream, end: number): void {
  if (stream.pieces.length === 0) return;
  const packet = parts.unpacked(view, stream.piecesFrom, end, Buffer.concat(stream.pieces.splice(0)));
  parts.bytes(packet, `${stream.codec.name} packet`, 0, packet.bytes.length);
  parts.doubts("damaged", "one of its streams breaks off in its headers");
}

function addPacket(parts: PartList, packet: View, stream: Stream, prefix: string): void {
  const { bytes } = packet;
  const { length } = bytes;
  const name = stream.codec.name;
  if (stream.packets === 0) addHead(parts, packet, stream, prefix);
  else if (name === "Vorbis" && bytes[0] === 3) addVorbisComments(parts, packet, `${prefix} comments`, 7, length);
  else if (name === "Theora" && bytes[0] === 0x81) addVorbisComments(parts, packet, `${prefix} comments`, 7, length);
  else if (name === "Opus" && ascii(bytes, 0, 8) === "OpusTags") addVorbisComments(parts, packet, `${prefix} comments`, 8, length);
  else if (name === "Speex" && stream.packets === 1) addVorbisComments(parts, packet, `${prefix} comments`, 0, length);
  else if (name === "VP8" && ascii(bytes, 0, 5) === "OVP80") addVorbisComments(parts, packet, `${prefix} comments`, 7, length);
  else if (name === "FLAC") {
    addFlacBlock(parts, packet, `${prefix}/`, (bytes[0] ?? 0) & 0x7f, 4, length);
    if (((bytes[0] ?? 0) & 0x80) !== 0) stream.headers = stream.packets;
  } else parts.bytes(packet, `${prefix} packet`, 0, length);
} // prettier-ignore

/** Rates and channels by the first packet of a stream. */
function addHead(parts: PartList, packet: View, stream: Stream, prefix: string): void {
  const { bytes } = packet;
  parts.bytes(packet, `${prefix} head`, 0, bytes.length);
  switch (stream.codec.name) {
    case "Vorbis":
      stream.rate = u32(bytes, 12, true);
      parts.fact("channels", bytes[11] ?? 0);
      break;
    case "Opus":
      // Its clock always runs at 48 kHz; the rate in its head is that of what was recorded.
      stream.rate = 48_000;
      stream.skipped = u16(bytes, 10, true);
      parts.fact("sampleRate", u32(bytes, 12, true));
      parts.fact("channels", bytes[9] ?? 0);
      return;
    case "Speex":
      stream.rate = u32(bytes, 36, true);
      parts.fact("channels", u32(bytes, 48, true));
      // Packets of headers besides the two.
      stream.headers += Math.min(u32(bytes, 68, true), 16);
      break;
    case "FLAC":
      if (ascii(bytes, 9, 4) === "fLaC") {
        addFlacBlock(parts, packet, `${prefix}/`, 0, 17, bytes.length);
        stream.rate = u32(bytes, 27, false) >>> 12;
      }
  }
  parts.fact("sampleRate", stream.rate);
}
