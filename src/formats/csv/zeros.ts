/** Zeros that a table may hold within so many bytes; binary data, even when it is packed, holds more. */
const MAX_ZEROS = 8;
const ZERO_WINDOW_BYTES = 4096;

/** Takes single zeros out of text, and finds where binary data begins: cells that mean nothing are not looked at. */
export class ZeroFilter {
  /** Offset of the byte near which the bytes are no text any more; -1 for nowhere. */
  denseAt = -1;
  /** Where the last zeros stand. */
  readonly #zeros: number[] = [];
  #length = 0;

  /** The chunk without its zeros, up to where it is no text any more. */
  clean(chunk: Buffer): Buffer {
    const base = this.#length;
    this.#length += chunk.length;
    let at = chunk.indexOf(0);
    if (at < 0) return chunk;
    const parts: Buffer[] = [];
    let from = 0;
    for (; at >= 0; at = chunk.indexOf(0, at + 1)) {
      parts.push(chunk.subarray(from, at));
      from = at + 1;
      this.#zeros.push(base + at);
      if (this.#zeros.length <= MAX_ZEROS) continue;
      const first = this.#zeros.shift() ?? 0;
      if (base + at - first >= ZERO_WINDOW_BYTES) continue;
      this.denseAt = base + at;
      return Buffer.concat(parts);
    }
    parts.push(chunk.subarray(from));
    return Buffer.concat(parts);
  }
}
