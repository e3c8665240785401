import { RandomAccessReader } from "yauzl";
import type { Bytes } from "../bytes.ts";

/**
 * What yauzl reads through. Its own file reader costs two round trips per entry and lets a crafted zip64 locator
 * end the process with an uncaught error; this one answers from the window and refuses what lies outside.
 */
export class WindowReader extends RandomAccessReader {
  readonly #bytes: Bytes;

  constructor(bytes: Bytes) {
    super();
    this.#bytes = bytes;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    const view = this.#bytes.view(position, length);
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
