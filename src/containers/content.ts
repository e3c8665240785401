import { createHash, hash } from "node:crypto";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { NotInspected } from "../model/errors.ts";
import type { ByteSource } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Locator } from "./container.ts";
import { FileWindow } from "./zip/random-access.ts";
import { readLocalHeader, type LocalHeader } from "./zip/local-header.ts";

const CHUNK_BYTES = 1024 * 1024;
const READ_BYTES = 128 * 1024;

/** The content of one entry, checked for length, end of the compressed data and checksum while it is read. */
export interface Content extends ByteSource {
  /**
   * Reads what the format left unread, and says what is known once everything was read. `onProgress`: after each chunk.
   * Throws `NotInspected` when the content is not what the archive declares.
   */
  settle(onProgress: () => void): Promise<void>;
  /** Digest of the uncompressed bytes; null until all of them were read. */
  sha256(): string | null;
  /** Uncompressed bytes read so far. */
  bytesRead(): number;
  /** Bytes of the archive that belong to this entry (header, data, descriptor), and what its two headers disagree on. */
  readonly local: LocalHeader | undefined;
}

/** Opens the content of entries; holds at most one file open. Lives in a worker. */
export class ContentReader {
  readonly #limits: Limits;
  #file: { readonly path: string; readonly window: FileWindow } | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** `path`: the container (a ZIP) or the folder's root, which its locators do not need. */
  open(path: string, locator: Locator): Content {
    if (locator.in === "folder")
      return new EntryContent(this.#limits, this.#window(locator.path), locator, undefined);
    const window = this.#window(path);
    return new EntryContent(this.#limits, window, locator, readLocalHeader(window, locator));
  }

  close(): void {
    this.#file?.window.close();
    this.#file = undefined;
  }

  #window(path: string): FileWindow {
    if (this.#file?.path === path) return this.#file.window;
    this.close();
    const window = new FileWindow(path);
    this.#file = { path, window };
    return window;
  }
}

class EntryContent implements Content {
  readonly size: number;
  readonly local: LocalHeader | undefined;
  readonly #limits: Limits;
  readonly #file: FileWindow;
  readonly #locator: Locator;
  #read = 0;
  #digest: string | null = null;
  #iterator: AsyncGenerator<Uint8Array> | undefined;
  #problem: unknown;

  constructor(limits: Limits, file: FileWindow, locator: Locator, local: LocalHeader | undefined) {
    this.#limits = limits;
    this.#file = file;
    this.#locator = locator;
    this.local = local;
    this.size = locator.in === "folder" ? file.size : locator.size;
  }

  sha256(): string | null {
    return this.#digest;
  }

  bytesRead(): number {
    return this.#read;
  }

  chunks(): AsyncIterable<Uint8Array> {
    this.#iterator ??= this.#produce();
    const iterator = this.#iterator;
    // A format that stops early must not end the reading: `settle` goes on from there.
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          try {
            return await iterator.next();
          } catch (error) {
            this.#problem = error;
            throw error;
          }
        },
      }),
    };
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
    if (locator.in === "folder") return this.#checked(this.#raw(0, this.size), undefined);
    if (this.local === undefined) throw new NotInspected("damaged", "its local header is missing or damaged");
    const start = this.local.dataStart;
    if (this.size <= this.#limits.oneShotBytes && locator.packed <= this.#limits.oneShotBytes)
      return this.#oneShot(locator, start);
    const raw = this.#raw(start, locator.packed);
    return this.#checked(locator.method === 0 ? raw : inflated(raw, locator), locator.crc);
  }

  /** Small entries: one read, one inflate, one digest. */
  async *#oneShot(locator: Locator & { in: "zip" }, start: number): AsyncGenerator<Uint8Array> {
    const packed = this.#file.view(start, locator.packed);
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
      yield chunk;
    }
    if (this.#read !== this.size) throw wrongSize(this.#read, this.size);
    this.#digest = digest.digest("hex");
    if (expected !== undefined && crc !== expected) {
      throw new NotInspected("checksum-mismatch", "its content does not match its CRC-32");
    }
  }

  async *#raw(start: number, length: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < length; at += READ_BYTES) {
      const view = this.#file.view(start + at, Math.min(READ_BYTES, length - at));
      if (view === undefined) throw new NotInspected("damaged", "its data ends before its declared size");
      yield view;
    }
  }
}

function inflateOnce(packed: Buffer, size: number): { bytes: Buffer; consumed: number } {
  try {
    // `info` is not in the types: with it the engine comes back too, which knows how many bytes it consumed.
    // One chunk that holds everything spares gluing together many of 16 KiB.
    const options = { info: true, maxOutputLength: Math.max(size, 1), chunkSize: Math.max(64, size + 1) };
    const result: unknown = inflateRawSync(packed, options);
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    return { bytes: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    if (error instanceof RangeError)
      throw new NotInspected("size-mismatch", `it unpacks to more than the ${size} bytes declared`);
    throw new NotInspected("damaged", "its compressed data is damaged");
  }
}

/** Large entries: chunks of 1 MiB (the default of 16 KiB costs 3.7 times as much, zip.md 4). */
async function* inflated(
  raw: AsyncGenerator<Uint8Array>,
  locator: Locator & { in: "zip" },
): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  let fed = 0;
  const feed = async (): Promise<void> => {
    for await (const chunk of raw) {
      fed += chunk.length;
      // The window behind `chunk` is overwritten by the next read, so wait until this one is consumed.
      await new Promise<void>((resolve, reject) => {
        inflate.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      if (inflate.destroyed || inflate.readableEnded) break;
    }
    inflate.end();
  };
  const feeding = feed().catch((error: unknown) => {
    inflate.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof NotInspected
      ? error
      : new NotInspected("damaged", "its compressed data is damaged");
  }
  await feeding;
  const tail = locator.packed - inflate.bytesWritten;
  if (tail > 0 || fed < locator.packed) {
    throw new NotInspected(
      "trailing-data",
      `${Math.max(tail, locator.packed - fed)} bytes follow the end of its compressed data`,
    );
  }
}

function wrongSize(read: number, declared: number): NotInspected {
  const how = read > declared ? "more than" : `${read} of`;
  return new NotInspected("size-mismatch", `it unpacks to ${how} the ${declared} bytes declared`);
}
