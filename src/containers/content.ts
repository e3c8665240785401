import { createHash, hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { NotInspected } from "../model/errors.ts";
import type { ByteSource } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Bytes } from "./bytes.ts";
import type { Locator } from "./container.ts";
import { readGzip } from "./gzip.ts";
import { inflated, inflateOnce, inflateToEnd } from "./inflate.ts";
import { decodeTransfer } from "./transfer.ts";

const READ_BYTES = 128 * 1024;

/** The content of one entry, checked for length, end of the compressed data and checksum while it is read. */
export interface Content extends ByteSource {
  /**
   * Reads what the format left unread, and says what is known once everything was read. `onProgress`: after each chunk.
   * Throws `NotInspected` when the content is not what the archive declares.
   */
  settle(onProgress: () => void): Promise<void>;
  /** The first bytes, at most one chunk; reading goes on from the beginning all the same. */
  head(): Promise<Uint8Array>;
  /** Every chunk, once, whoever reads it: also what the format leaves unread. To be set before anything is read. */
  tap: ((chunk: Uint8Array) => void) | undefined;
  /** Digest of the uncompressed bytes; null until all of them were read. */
  sha256(): string | null;
  /** Uncompressed bytes read so far. */
  bytesRead(): number;
}

/** Bytes of an encrypted entry or of one packed with a rare method, unpacked; loaded when the first one is met. */
export type UnpackRare = (
  bytes: Bytes,
  locator: Locator & { in: "zip" },
) => Promise<AsyncGenerator<Uint8Array>>;

/** The content of an entry whose container's bytes are `bytes`. */
export class EntryContent implements Content {
  readonly size: number;
  tap: ((chunk: Uint8Array) => void) | undefined;
  readonly #limits: Limits;
  readonly #bytes: Bytes;
  readonly #locator: Locator;
  readonly #unpackRare: UnpackRare;
  /** Content that had to be unpacked to know its size. */
  readonly #unpacked: Buffer | undefined;
  #read = 0;
  #digest: string | null = null;
  #iterator: AsyncGenerator<Uint8Array> | undefined;
  #problem: unknown;
  /** The first chunk, read to look at it and not yet given out. */
  #first: IteratorResult<Uint8Array, unknown> | undefined;

  constructor(limits: Limits, bytes: Bytes, locator: Locator, unpackRare: UnpackRare) {
    this.#limits = limits;
    this.#bytes = bytes;
    this.#locator = locator;
    this.#unpackRare = unpackRare;
    if (locator.in === "deflate") this.#unpacked = inflateToEnd(bytes, locator, limits.maxWholeBytes);
    if (locator.in === "encoded") this.#unpacked = decodeTransfer(bytes, locator, limits.maxWholeBytes);
    this.size = this.#unpacked?.length ?? (locator.in === "folder" ? bytes.size : locator.size);
  }

  sha256(): string | null {
    return this.#digest;
  }

  bytesRead(): number {
    return this.#read;
  }

  async head(): Promise<Uint8Array> {
    this.#first ??= await this.#next();
    return this.#first.done === true ? new Uint8Array(0) : (this.#first.value as Uint8Array);
  }

  chunks(): AsyncIterable<Uint8Array> {
    // A format that stops early must not end the reading: `settle` goes on from there.
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          const first = this.#first;
          this.#first = undefined;
          return first ?? this.#next();
        },
      }),
    };
  }

  async #next(): Promise<IteratorResult<Uint8Array, unknown>> {
    try {
      this.#iterator ??= this.#produce();
      return await this.#iterator.next();
    } catch (error) {
      this.#problem = error;
      throw error;
    }
  }

  async settle(onProgress: () => void): Promise<void> {
    if (this.#problem !== undefined) throw this.#problem;
    const rest = this.chunks()[Symbol.asyncIterator]();
    for (let step = await rest.next(); step.done !== true;) {
      onProgress();
      step = await rest.next();
    }
  }

  #produce(): AsyncGenerator<Uint8Array> {
    const locator = this.#locator;
    if (this.size > this.#limits.maxEntryBytes)
      throw new NotInspected("over-limit", `it has ${this.size} bytes`);
    switch (locator.in) {
      case "folder":
        return this.#checked(this.#raw(0, this.size), undefined);
      case "ranges":
        return this.#checked(this.#ranges(locator), undefined);
      case "deflate":
      case "encoded":
        return this.#checked(one(this.#unpacked ?? Buffer.alloc(0)), undefined);
      case "kept":
        return this.#checked(one(Buffer.from(locator.bytes)), undefined);
      case "gzip":
        return this.#checked(readGzip(this.#bytes, locator), undefined);
      case "zip":
        return this.#packed(locator);
    }
  }

  #packed(locator: Locator & { in: "zip" }): AsyncGenerator<Uint8Array> {
    const { method, packed, size, start } = locator;
    if (locator.encryption !== undefined || (method !== 0 && method !== 8))
      return this.#checked(this.#rare(locator), checksumOf(locator));
    if (size <= this.#limits.oneShotBytes && packed <= this.#limits.oneShotBytes)
      return this.#oneShot(locator);
    const raw = this.#raw(start, packed);
    return this.#checked(method === 0 ? raw : inflated(raw, packed), locator.crc);
  }

  async *#rare(locator: Locator & { in: "zip" }): AsyncGenerator<Uint8Array> {
    yield* await this.#unpackRare(this.#bytes, locator);
  }

  /** Small entries: one read, one inflate, one digest. */
  async *#oneShot(locator: Locator & { in: "zip" }): AsyncGenerator<Uint8Array> {
    const packed = this.#bytes.view(locator.start, locator.packed);
    if (packed === undefined) throw new NotInspected("damaged", "its data lies outside of the archive");
    let bytes: Buffer = packed;
    let tail = 0;
    if (locator.method === 8) {
      const result = inflateOnce(packed, locator.size);
      bytes = result.bytes;
      tail = locator.packed - result.consumed;
    }
    this.#read = bytes.length;
    this.#digest = hash("sha256", bytes, "hex");
    const crc = crc32(bytes);
    this.tap?.(bytes);
    yield bytes;
    if (bytes.length !== locator.size) throw wrongSize(bytes.length, locator.size);
    if (tail > 0)
      throw new NotInspected("trailing-data", `${tail} bytes follow the end of its compressed data`);
    if (crc !== locator.crc)
      throw new NotInspected("checksum-mismatch", "its content does not match its CRC-32");
  }

  async *#checked(
    source: AsyncGenerator<Uint8Array>,
    expected: number | undefined,
  ): AsyncGenerator<Uint8Array> {
    const digest = createHash("sha256");
    let crc = 0;
    for await (const chunk of source) {
      this.#read += chunk.length;
      if (this.#read > this.size) throw wrongSize(this.#read, this.size);
      digest.update(chunk);
      if (expected !== undefined) crc = crc32(chunk, crc);
      this.tap?.(chunk);
      yield chunk;
    }
    if (this.#read !== this.size) throw wrongSize(this.#read, this.size);
    this.#digest = digest.digest("hex");
    if (expected !== undefined && crc !== expected) {
      throw new NotInspected("checksum-mismatch", "its content does not match its CRC-32");
    }
  }

  async *#ranges(locator: Locator & { in: "ranges" }): AsyncGenerator<Uint8Array> {
    for (const [index, [start, length]] of locator.ranges.entries()) {
      if (index > 0) yield NEWLINE;
      yield* this.#raw(start, length);
    }
  }

  async *#raw(start: number, length: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < length; at += READ_BYTES) {
      const view = this.#bytes.view(start + at, Math.min(READ_BYTES, length - at));
      if (view === undefined) throw new NotInspected("damaged", "its data ends before its declared size");
      yield view;
    }
  }
}

const NEWLINE = Buffer.from("\n");

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** What was decrypted has been held against its checksum or authentication code. */
function checksumOf(locator: Locator & { in: "zip" }): number | undefined {
  return locator.encryption === undefined ? locator.crc : undefined;
}

function wrongSize(read: number, declared: number): NotInspected {
  const how = read > declared ? "more than" : `${read} of`;
  return new NotInspected("size-mismatch", `it unpacks to ${how} the ${declared} bytes declared`);
}
