import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { RandomAccessReader } from "yauzl";

const WINDOW_BYTES = 128 * 1024;

/** A file that is read at any offset through a cached window; every position is checked against the file's size. */
export class FileWindow {
  readonly size: number;
  readonly #fd: number;
  readonly #window = Buffer.allocUnsafe(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  constructor(path: string) {
    this.#fd = openSync(path, "r");
    this.size = fstatSync(this.#fd).size;
  }

  /** Bytes at `position`, valid until the next call; undefined when they are not all in the file. */
  view(position: number, length: number): Buffer | undefined {
    if (!Number.isSafeInteger(position) || position < 0 || length < 0 || position + length > this.size)
      return undefined;
    if (length > WINDOW_BYTES) {
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

/**
 * What yauzl reads through. Its own file reader costs two round trips per entry and lets a crafted zip64 locator
 * end the process with an uncaught error; this one answers from the window and refuses what lies outside.
 */
export class WindowReader extends RandomAccessReader {
  readonly #file: FileWindow;

  constructor(file: FileWindow) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    const view = this.#file.view(position, length);
    if (view === undefined) {
      callback(new Error(`the archive points to byte ${position}, which is outside of the file`));
      return;
    }
    view.copy(buffer, offset);
    callback(null, length);
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}
