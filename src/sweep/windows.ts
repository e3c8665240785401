/**
 * Looks at a stretch of bytes. Reports what begins at index `from` or later and before `to`; `bytes` reach further on
 * both sides, so that a value is whole and what stands before it can be seen. `base`: offset of the first byte.
 */
export type LookAt = (bytes: Buffer, from: number, to: number, base: number) => void;

/** Chunks of so many overlaps are not copied. */
const LARGE = 4;

/** Cuts bytes that come in chunks into windows that overlap, so that nothing is lost or seen twice at their borders. */
export class Windows {
  readonly #lookAt: LookAt;
  readonly #overlap: number;
  #held: Buffer = Buffer.alloc(0);
  #base = 0;
  /** Index in the held bytes before which everything was reported. */
  #from = 0;

  /** `overlap`: bytes that a value and the byte before it take up at most. */
  constructor(overlap: number, lookAt: LookAt) {
    this.#overlap = overlap;
    this.#lookAt = lookAt;
  }

  push(chunk: Uint8Array): void {
    const overlap = this.#overlap;
    const plain = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.#held.length === 0) this.#take(plain, false);
    else if (plain.length < LARGE * overlap) this.#take(Buffer.concat([this.#held, plain]), true);
    else {
      // A large chunk is looked at where it lies: only its beginning is copied, behind what was held.
      const border = this.#held.length;
      const joined = Buffer.concat([this.#held, plain.subarray(0, 2 * overlap)]);
      this.#lookAt(joined, this.#from, border + overlap, this.#base);
      this.#base += border;
      this.#from = overlap;
      this.#take(plain, false);
    }
  }

  #take(bytes: Buffer, isOurs: boolean): void {
    const to = bytes.length - this.#overlap;
    if (to <= this.#from) {
      // Chunks are only valid until the next one is asked for.
      this.#held = isOurs ? bytes : Buffer.from(bytes);
      return;
    }
    this.#lookAt(bytes, this.#from, to, this.#base);
    // The overlap before it stays as well: what begins there may be told by what stands before it.
    const keep = Math.max(0, to - this.#overlap);
    this.#base += keep;
    this.#from = to - keep;
    this.#held = Buffer.from(bytes.subarray(keep));
  }

  end(): void {
    const bytes = this.#held;
    if (bytes.length > this.#from) this.#lookAt(bytes, this.#from, bytes.length, this.#base);
    this.#held = Buffer.alloc(0);
    this.#from = 0;
  }
}
