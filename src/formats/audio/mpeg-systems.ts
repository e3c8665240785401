import { u16, u32 } from "../bytes.ts";
import { addCodec, seconds } from "../media/facts.ts";
import type { PartList, View } from "../media/parts.ts";

// MPEG systems (ISO 13818-1): program streams (DVD) and transport streams (television, camcorders).

/** Sectors of an MPEG program stream: packs, system headers, packets. */
const PACK = 0x1ba;
const PROGRAM_END = 0x1b9;

/** Walks an MPEG program stream; what is neither sound nor pictures is looked through. */
export function walkProgram(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "MPEG-PS");
  let at = 0;
  while (at + 4 <= bytes.length) {
    const code = u32(bytes, at, false);
    if (code === PROGRAM_END) return at + 4;
    if (code >>> 8 !== 1 || (code & 0xff) < 0xb9) break;
    const end = code === PACK ? endOfPack(bytes, at) : at + 6 + u16(bytes, at + 4, false);
    if (end > bytes.length) {
      parts.bytes(view, "last packet", at + 4, bytes.length);
      parts.doubts("damaged", "its last packet is cut off");
      return bytes.length;
    }
    const stream = code & 0xff;
    if (code === PACK || stream === 0xbb || stream === 0xbd || stream >= 0xc0)
      parts.sound(view, "packets", at, end);
    else parts.bytes(view, `packet ${stream.toString(16)}`, at + 6, end);
    at = end;
  }
  return at;
}

function endOfPack(bytes: Uint8Array, at: number): number {
  const isMpeg2 = (bytes[at + 4] ?? 0) >> 6 === 1;
  return isMpeg2 ? at + 14 + ((bytes[at + 13] ?? 0) & 7) : at + 12;
}

const PACKET_BYTES = 188;
const NO_PACKET = 0x1fff;

/** Types of streams in a program map that are sound or pictures (ISO 13818-1, table 2-34, and ATSC), and what they are called. */
const CODED: ReadonlyMap<number, string> = new Map([
  [0x01, "MPEG-1 video"], [0x02, "MPEG-2 video"], [0x03, "MPEG audio"], [0x04, "MPEG audio"], [0x0f, "AAC"],
  [0x10, "MPEG-4 video"], [0x11, "AAC"], [0x1b, "H.264"], [0x1c, "AAC"], [0x20, "H.264"], [0x21, "JPEG 2000"],
  [0x24, "HEVC"], [0x33, "VVC"], [0x42, "AVS"], [0x80, "PCM"], [0x81, "AC-3"], [0x82, "DTS"], [0x83, "TrueHD"],
  [0x84, "E-AC-3"], [0x85, "DTS"], [0x86, "DTS"], [0x87, "E-AC-3"], [0xd1, "Dirac"], [0xea, "VC-1"],
]); // prettier-ignore

/** Streams of a transport stream whose text is put together. */
const MAX_STREAMS = 64;

/** Bytes of a stream of tables and texts that are put together, before they are looked through piece by piece. */
const MAX_JOINED_BYTES = 1 << 20;

/** Walks packets of 188 bytes, or of 192 with time codes, up to the first without a sync byte. */
export function walkTransport(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "MPEG-TS");
  const [sync, length] = bytes[PACKET_BYTES] === 0x47 ? [0, PACKET_BYTES] : [4, PACKET_BYTES + 4];
  const coded = codedStreams(parts, bytes, sync, length);
  const texts = new Map<number, TextStream>();
  let at = 0;
  const clock = new Clock();
  for (; bytes[at + sync] === 0x47; at += length) {
    clock.read(bytes, at + sync);
    const end = Math.min(at + length, bytes.length);
    const pid = u16(bytes, at + sync + 1, false) & 0x1fff;
    parts.sound(view, "packets", at, end);
    if (coded.has(pid) || pid === NO_PACKET) continue;
    let stream = texts.get(pid);
    if (stream === undefined) {
      if (texts.size >= MAX_STREAMS) {
        parts.doubts("over-limit", `it has more than ${MAX_STREAMS} streams of text`);
        parts.bytes(view, "packets", at, bytes.length);
        break;
      }
      stream = { pieces: [], from: at, to: end, bytes: 0, last: new Uint8Array(0) };
      texts.set(pid, stream);
    }
    addPayload(parts, view, pid, stream, at, end, payloadAt(bytes, at + sync));
  }
  for (const [pid, stream] of texts) giveText(parts, view, pid, stream);
  if (clock.seconds > 0) parts.fact("seconds", seconds(clock.seconds));
  if (at <= bytes.length) return at;
  parts.doubts("damaged", "its last packet is cut off");
  return bytes.length;
}

const TICKS_IN_SECOND = 90_000;

/** How much time passes on the clock of a transport stream (ISO 13818-1, 2.4.3.5); of several the first counts. */
class Clock {
  #pid = -1;
  #first = 0;
  #last = 0;

  read(bytes: Uint8Array, packet: number): void {
    const hasClock = ((bytes[packet + 3] ?? 0) & 0x20) !== 0 && (bytes[packet + 4] ?? 0) >= 7 && ((bytes[packet + 5] ?? 0) & 0x10) !== 0; // prettier-ignore
    const pid = u16(bytes, packet + 1, false) & 0x1fff;
    if (!hasClock || (this.#pid >= 0 && this.#pid !== pid)) return;
    this.#last = u32(bytes, packet + 6, false) * 2 + ((bytes[packet + 10] ?? 0) >> 7);
    if (this.#pid < 0) this.#first = this.#last;
    this.#pid = pid;
  }

  /** 0 where it was set anew in between. */
  get seconds(): number {
    return Math.max(0, (this.#last - this.#first) / TICKS_IN_SECOND);
  }
}

/** What packets of one stream hold, put together. */
interface TextStream {
  pieces: Uint8Array[];
  from: number;
  to: number;
  bytes: number;
  /** The content of its last packet: tables are said again and again. */
  last: Uint8Array;
}

function addPayload(
  parts: PartList,
  view: View,
  pid: number,
  stream: TextStream,
  packet: number,
  end: number,
  payloadFrom: number,
): void {
  let to = end;
  while (to > payloadFrom && view.bytes[to - 1] === 0xff) to -= 1;
  const payload = view.bytes.subarray(Math.min(payloadFrom, to), to);
  if (payload.length === 0 || Buffer.compare(payload, stream.last) === 0) return;
  if (stream.bytes === 0) stream.from = packet;
  stream.last = payload;
  stream.pieces.push(payload);
  stream.bytes += payload.length;
  stream.to = end;
  if (stream.bytes < MAX_JOINED_BYTES) return;
  giveText(parts, view, pid, stream);
  // What the end cuts off goes on in the next piece.
  stream.pieces = [payload];
  stream.bytes = payload.length;
}

function giveText(parts: PartList, view: View, pid: number, stream: TextStream): void {
  if (stream.bytes === 0) return;
  const text = parts.unpacked(view, stream.from, stream.to, Buffer.concat(stream.pieces));
  parts.bytes(text, `stream ${pid}`, 0, text.bytes.length);
}

function payloadAt(bytes: Uint8Array, packet: number): number {
  const hasField = ((bytes[packet + 3] ?? 0) & 0x20) !== 0;
  return packet + 4 + (hasField ? 1 + (bytes[packet + 4] ?? 0) : 0);
}

/** Streams of sound and pictures, as the maps of the programs tell them. */
function codedStreams(parts: PartList, bytes: Uint8Array, sync: number, length: number): ReadonlySet<number> {
  const maps = new Set<number>();
  const coded = new Set<number>();
  for (let at = 0; bytes[at + sync] === 0x47; at += length) {
    const packet = at + sync;
    const pid = u16(bytes, packet + 1, false) & 0x1fff;
    const begins = ((bytes[packet + 1] ?? 0) & 0x40) !== 0;
    if (!begins || (pid !== 0 && !maps.has(pid))) continue;
    const payload = payloadAt(bytes, packet);
    const table = payload + 1 + (bytes[payload] ?? 0);
    const end = Math.min(table + 3 + (u16(bytes, table + 1, false) & 0xfff) - 4, at + length, bytes.length);
    if (pid === 0 && bytes[table] === 0) {
      for (let row = table + 8; row + 4 <= end; row += 4) maps.add(u16(bytes, row + 2, false) & 0x1fff);
    } else if (bytes[table] === 2) {
      let row = table + 12 + (u16(bytes, table + 10, false) & 0xfff);
      for (; row + 5 <= end; row += 5 + (u16(bytes, row + 3, false) & 0xfff)) {
        const codec = CODED.get(bytes[row] ?? 0);
        if (codec === undefined) continue;
        coded.add(u16(bytes, row + 1, false) & 0x1fff);
        addCodec(parts, codec);
      }
    }
  }
  return coded;
}
