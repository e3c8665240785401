import { NotInspected } from "../../../model/errors.ts";
import { damaged, type Declared, ofDeclaredSize, tooLong, trailing } from "./decoder.ts";

const HEADER_BYTES = 4;
const MAGIC_BITS = 48;
const CRC_BITS = 32;
/** Pi and its square root, in decimal digits as bytes. */
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
/** More than a block can take: 32,767 groups of 50 symbols of 20 bits, and its tables. */
const MAX_BLOCK_BYTES = 5 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/**
 * bzip2 (method 12), one stream, with seek-bzip: block by block, so that neither the packed nor the unpacked data
 * (46 MB for each block at most) is held whole. The library finds and unpacks a block; where it ended is looked up here.
 */
export async function* decodeBzip2(
  packed: AsyncIterable<Uint8Array>,
  declared: Declared,
): AsyncGenerator<Uint8Array> {
  yield* ofDeclaredSize(blocks(packed, declared), declared.size);
}

async function* blocks(packed: AsyncIterable<Uint8Array>, declared: Declared): AsyncGenerator<Uint8Array> {
  const { default: bunzip } = await import("seek-bzip");
  const window = new Window(packed);
  await window.fill(MAX_BLOCK_BYTES);
  const header = Buffer.from(window.bytes.subarray(0, HEADER_BYTES));
  if (!/^BZh[1-9]$/.test(header.toString("latin1"))) throw damaged();

  let written = 0;
  let chunks: Buffer[] = [];
  let filled = CHUNK_BYTES;
  const output = new bunzip.Stream();
  output.writeByte = (byte) => {
    if (++written > declared.size) throw tooLong(declared.size);
    let chunk = chunks.at(-1);
    if (chunk === undefined || filled === CHUNK_BYTES) {
      chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      chunks.push(chunk);
      filled = 0;
    }
    chunk[filled++] = byte;
  };

  let at = HEADER_BYTES * 8;
  let streamCrc = 0;
  while (window.bits(at, MAGIC_BITS) === BLOCK_MAGIC) {
    const blockCrc = window.bits(at + MAGIC_BITS, CRC_BITS);
    streamCrc = (blockCrc ^ ((streamCrc << 1) | (streamCrc >>> 31))) >>> 0;
    const input = new bunzip.Stream();
    let position = 0;
    // The library reads the header of the stream again for each block.
    let bytes: Buffer = header;
    input.readByte = () => {
      const byte = bytes[position++];
      if (byte === undefined) throw damaged();
      return byte;
    };
    input.seek = (to) => {
      bytes = window.bytes;
      position = to;
    };
    try {
      bunzip.decodeBlock(input, at, output);
    } catch (error) {
      throw error instanceof NotInspected ? error : damaged();
    }
    const last = chunks.pop();
    for (const chunk of chunks) yield chunk;
    if (last !== undefined) yield last.subarray(0, filled);
    chunks = [];
    filled = CHUNK_BYTES;
    at = nextMagic(window, position) - 8 * window.drop(position - 1);
    await window.fill(MAX_BLOCK_BYTES);
  }
  if (window.bits(at, MAGIC_BITS) !== END_MAGIC) throw damaged();
  if (window.bits(at + MAGIC_BITS, CRC_BITS) !== streamCrc) throw damaged();
  const end = Math.ceil((at + MAGIC_BITS + CRC_BITS) / 8);
  if (end < window.bytes.length || !window.ended) {
    throw trailing(declared.packed - window.dropped - end);
  }
}

/** The bit at which the next part begins: the library has read all bytes before `position`, the last one in part. */
function nextMagic(window: Window, position: number): number {
  for (let bit = position * 8 - 7; bit <= position * 8; bit++) {
    const magic = window.bits(bit, MAGIC_BITS);
    if (magic === BLOCK_MAGIC || magic === END_MAGIC) return bit;
  }
  throw damaged();
}

/** A moving part of the packed data. */
class Window {
  bytes: Buffer = Buffer.alloc(0);
  ended = false;
  /** Bytes that came before `bytes`. */
  dropped = 0;
  readonly #source: AsyncIterator<Uint8Array>;

  constructor(packed: AsyncIterable<Uint8Array>) {
    this.#source = packed[Symbol.asyncIterator]();
  }

  /** Reads until there are this many bytes, or no more. */
  async fill(bytes: number): Promise<void> {
    if (this.ended || this.bytes.length >= bytes) return;
    const parts: Uint8Array[] = [this.bytes];
    let length = this.bytes.length;
    // Twice as many as asked for, or each small block would copy all of them.
    while (length < 2 * bytes) {
      const step = await this.#source.next();
      if (step.done === true) {
        this.ended = true;
        break;
      }
      // The bytes behind a chunk may be overwritten by the next read.
      parts.push(Buffer.from(step.value));
      length += step.value.length;
    }
    this.bytes = Buffer.concat(parts);
  }

  /** Forgets this many bytes, and says how many. */
  drop(bytes: number): number {
    this.bytes = this.bytes.subarray(bytes);
    this.dropped += bytes;
    return bytes;
  }

  /** `count` (up to 48) bits as a number; -1 when they are not all there. */
  bits(at: number, count: number): number {
    let value = 0;
    for (let bit = at; bit < at + count; bit++) {
      const byte = this.bytes[bit >>> 3];
      if (byte === undefined) return -1;
      value = value * 2 + ((byte >>> (7 - (bit & 7))) & 1);
    }
    return value;
  }
}
