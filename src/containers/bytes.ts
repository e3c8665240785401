import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { fileStamp } from "../model/file-stamp.ts";

const WINDOW_BYTES = 128 * 1024;

/** The bytes of a container, read at any offset. Every position is checked against the size. */
export interface Bytes {
  readonly size: number;
  /** Bytes at `position`, valid until the next call; undefined when they are not all there. */
  view(position: number, length: number): Buffer | undefined;
  close(): void;
}

/** A file, read through a cached window. Throws what the operating system says when it cannot be read. */
export class FileWindow implements Bytes {
  readonly size: number;
  readonly #fd: number;
  readonly #window: Buffer;
  #start = 0;
  #length = 0;

  /** `file`: a path, or a descriptor that this object closes. `windowBytes`: read at once, when less is asked for. */
  constructor(file: string | number, windowBytes: number = WINDOW_BYTES) {
    this.#fd = typeof file === "string" ? openSync(file, "r") : file;
    this.size = fstatSync(this.#fd).size;
    this.#window = Buffer.allocUnsafeSlow(windowBytes);
  }

  view(position: number, length: number): Buffer | undefined {
    if (!isWithin(this.size, position, length)) return undefined;
    if (length > this.#window.length) {
      const bytes = Buffer.allocUnsafe(length);
      return this.#fill(bytes, position) === length ? bytes : undefined;
    }
    if (position < this.#start || position + length > this.#start + this.#length) {
      this.#start = position;
      this.#length = this.#fill(this.#window, position);
      if (this.#length < length) return undefined;
    }
    return this.#window.subarray(position - this.#start, position - this.#start + length);
  }

  /** Of the very file that is read, wherever its path leads by now. */
  get stamp(): string {
    return fileStamp(fstatSync(this.#fd, { bigint: true }));
  }

  close(): void {
    closeSync(this.#fd);
  }

  #fill(into: Buffer, position: number): number {
    let filled = 0;
    while (filled < into.length) {
      const read = readSync(this.#fd, into, filled, into.length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  }
}

/** Bytes in memory. */
export class BufferBytes implements Bytes {
  readonly size: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  view(position: number, length: number): Buffer | undefined {
    return isWithin(this.size, position, length)
      ? this.#bytes.subarray(position, position + length)
      : undefined;
  }

  close(): void {}
}

/** A part of other bytes, which it does not close. */
export class SliceBytes implements Bytes {
  readonly size: number;
  readonly #of: Bytes;
  readonly #start: number;

  /** `start` and `size` must lie within `of`. */
  constructor(of: Bytes, start: number, size: number) {
    this.#of = of;
    this.#start = start;
    this.size = size;
  }

  view(position: number, length: number): Buffer | undefined {
    return isWithin(this.size, position, length) ? this.#of.view(this.#start + position, length) : undefined;
  }

  close(): void {}
}

function isWithin(size: number, position: number, length: number): boolean {
  return Number.isSafeInteger(position) && position >= 0 && length >= 0 && position + length <= size;
}
