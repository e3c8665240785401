/** Stretches of bytes that tags claim, and what is left between them. */
export class Covered {
  readonly #length: number;
  readonly #stretches: (readonly [from: number, to: number])[] = [];
  #left: number;

  /** `budget`: bytes that may be claimed, those that are claimed twice counted twice. */
  constructor(length: number, budget: number) {
    this.#length = length;
    this.#left = budget;
  }

  get isExhausted(): boolean {
    return this.#left < 0;
  }

  /** Returns whether they may be read. */
  take(from: number, to: number): boolean {
    this.#left -= to - from;
    if (this.#left < 0) return false;
    this.#stretches.push([from, to]);
    return true;
  }

  /** What nothing claimed, in order. */
  *gaps(): Iterable<readonly [from: number, to: number]> {
    let at = 0;
    for (const [from, to] of this.#stretches.toSorted((a, b) => a[0] - b[0])) {
      if (from > at) yield [at, from];
      at = Math.max(at, to);
    }
    if (at < this.#length) yield [at, this.#length];
  }
}
