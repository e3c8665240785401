import { NotInspected } from "../../model/errors.ts";
import { damaged } from "./decode/decoder.ts";

const NAME = Buffer.from("0");
const ENCRYPTED = 1;
const AES_METHOD = 99;
const SENTINEL_16 = 0xffff;
const SENTINEL_32 = 0xffff_ffff;

/** One entry as zip.js is to see it. */
export interface OneEntry {
  /** 0, or 9 for Deflate64. */
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly lock?: Lock;
}

/** How its data is encrypted. */
export type Lock =
  /** `check`: the byte at the end of the header of ZipCrypto that tells most wrong passwords. */
  | { readonly kind: "zipcrypto"; readonly check: number }
  /** `strength`: 1 to 3, for keys of 128, 192 and 256 bits. */
  | { readonly kind: "aes"; readonly strength: number };

/** The password does not fit the check value before the data. */
export class WrongPassword extends Error {
  constructor() {
    super("wrong password");
    this.name = "WrongPassword";
  }
}

/**
 * Unpacks or decrypts data with zip.js, which only takes archives: one with just this entry is put around the data. So
 * no header of the bundle reaches the library, and its directory is read by nobody but us. Pure JavaScript: no workers,
 * no WebAssembly (it would be fetched). Throws `WrongPassword`; `NotInspected` when the data is damaged.
 */
export async function* readOneEntry(
  entry: OneEntry,
  packed: AsyncIterable<Uint8Array>,
  password?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const source = new Source(entry, packed);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const ending = unpack(source, writable, password).then(
    () => undefined,
    (error: unknown) => source.problem ?? meaning(error),
  );
  const reader = readable.getReader();
  try {
    for (let step = await reader.read(); step.value !== undefined; step = await reader.read()) {
      yield step.value;
    }
  } catch (error) {
    throw (await ending) ?? error;
  } finally {
    await reader.cancel().catch(() => undefined);
    await source.close();
  }
  const problem = await ending;
  if (problem !== undefined) throw problem;
}

async function unpack(
  source: Source,
  writable: WritableStream<Uint8Array>,
  rawPassword: Uint8Array | undefined,
): Promise<void> {
  try {
    const zip = await import("@zip.js/zip.js/lib/zip-core-native.js");
    class SourceReader extends zip.Reader<Source> {
      override size = source.size;
      override readUint8Array(position: number, length: number): Promise<Uint8Array> {
        return source.read(position, length);
      }
    }
    const options = { useWebWorkers: false, useCompressionStream: false };
    const [entry] = await new zip.ZipReader(new SourceReader(source), options).getEntries();
    if (entry === undefined || entry.directory) throw new Error("no entry");
    source.isListed = true;
    await entry.getData(writable, { ...options, ...(rawPassword === undefined ? {} : { rawPassword }) });
  } catch (error) {
    await writable.abort(error).catch(() => undefined);
    throw error;
  }
}

/** The texts are those of zip.js 2.24.0. */
function meaning(error: unknown): Error {
  if (!(error instanceof Error)) return damaged();
  if (error.cause instanceof Error && error.cause.message === "trailing data after the end of the stream")
    return new NotInspected("trailing-data", "data follows the end of its compressed data");
  switch (error.message) {
    case "Invalid password":
      return new WrongPassword();
    case "Invalid authentication code":
      return new NotInspected("damaged", "its encrypted data does not match its authentication code");
    case "Invalid uncompressed size":
      return new NotInspected("size-mismatch", "it unpacks to another size than declared");
    default:
      return damaged();
  }
}

/** An archive with one entry: headers of our own in memory, the data read once and in order. */
class Source {
  readonly size: number;
  problem: unknown;
  /** Until then the data reads as zeros: nothing in it is taken for a record of the archive. */
  isListed = false;
  readonly #head: Buffer;
  readonly #tail: Buffer;
  readonly #dataEnd: number;
  readonly #packed: AsyncIterator<Uint8Array>;
  #position: number;
  #rest: Uint8Array = Buffer.alloc(0);

  constructor(entry: OneEntry, packed: AsyncIterable<Uint8Array>) {
    this.#head = localHeader(entry);
    this.#dataEnd = this.#head.length + entry.packed;
    this.#tail = directory(entry, this.#dataEnd);
    this.size = this.#dataEnd + this.#tail.length;
    this.#packed = packed[Symbol.asyncIterator]();
    this.#position = this.#head.length;
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const end = position + length;
    if (end <= this.#head.length) return this.#head.subarray(position, end);
    if (position >= this.#dataEnd) return this.#tail.subarray(position - this.#dataEnd, end - this.#dataEnd);
    if (!this.isListed) return this.#blank(position, length);
    if (position !== this.#position || end > this.#dataEnd) throw new Error("read out of order");
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      if (this.#rest.length === 0) this.#rest = await this.#next();
      const part = this.#rest.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    this.#position = end;
    return bytes;
  }

  async close(): Promise<void> {
    await this.#packed.return?.();
  }

  #blank(position: number, length: number): Uint8Array {
    const bytes = Buffer.alloc(length);
    this.#head.copy(bytes, 0, Math.min(position, this.#head.length));
    if (position + length > this.#dataEnd) this.#tail.copy(bytes, this.#dataEnd - position);
    return bytes;
  }

  async #next(): Promise<Uint8Array> {
    try {
      const step = await this.#packed.next();
      if (step.done !== true) return step.value;
      throw new NotInspected("damaged", "its data ends before its declared size");
    } catch (error) {
      this.problem = error;
      throw error;
    }
  }
}

function localHeader(entry: OneEntry): Buffer {
  const extra = extraOf([entry.size, entry.packed], entry);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  common(entry, extra.length).copy(header, 4);
  return Buffer.concat([header, NAME, extra]);
}

/** Always with zip64 records: data of any size takes the same way. */
function directory(entry: OneEntry, offset: number): Buffer {
  const extra = extraOf([entry.size, entry.packed], entry);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(45, 4);
  common(entry, extra.length).copy(header, 6);
  const length = header.length + NAME.length + extra.length;

  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x0606_4b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(1n, 24);
  record.writeBigUInt64LE(1n, 32);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);

  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + length), 8);
  locator.writeUInt32LE(1, 16);

  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(SENTINEL_16, 8);
  end.writeUInt16LE(SENTINEL_16, 10);
  end.writeUInt32LE(SENTINEL_32, 12);
  end.writeUInt32LE(SENTINEL_32, 16);
  return Buffer.concat([header, NAME, extra, record, locator, end]);
}

/** What both headers say, from the version needed to the length of the extra field. */
function common(entry: OneEntry, extraLength: number): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(45, 0);
  fields.writeUInt16LE(entry.lock === undefined ? 0 : ENCRYPTED, 2);
  fields.writeUInt16LE(entry.lock?.kind === "aes" ? AES_METHOD : entry.method, 4);
  // zip.js compares the check byte with the highest byte of the checksum, which it does not look at otherwise.
  if (entry.lock?.kind === "zipcrypto") fields.writeUInt8(entry.lock.check, 13);
  fields.writeUInt32LE(SENTINEL_32, 14);
  fields.writeUInt32LE(SENTINEL_32, 18);
  fields.writeUInt16LE(NAME.length, 22);
  fields.writeUInt16LE(extraLength, 24);
  return fields;
}

function extraOf(sizes: readonly number[], entry: OneEntry): Buffer {
  const large = Buffer.alloc(4 + sizes.length * 8);
  large.writeUInt16LE(0x0001, 0);
  large.writeUInt16LE(sizes.length * 8, 2);
  sizes.forEach((size, index) => large.writeBigUInt64LE(BigInt(size), 4 + index * 8));
  if (entry.lock?.kind !== "aes") return large;
  const aes = Buffer.alloc(11);
  aes.writeUInt16LE(0x9901, 0);
  aes.writeUInt16LE(7, 2);
  aes.writeUInt16LE(2, 4);
  aes.write("AE", 6, "latin1");
  aes.writeUInt8(entry.lock.strength, 8);
  aes.writeUInt16LE(entry.method, 9);
  return Buffer.concat([large, aes]);
}
