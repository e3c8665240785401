import type { Span } from "./ends.ts";

/** What lies where in an archive: every byte belongs to one thing, or to nothing. */
export class Extents {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Entry, -1 for a record of the archive itself. */
  readonly #owners: number[] = [];

  add(start: number, end: number, entry: number): void {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#owners.push(entry);
  }

  /** Whether the byte at `position` lies within the extent of an entry. */
  entryAt(position: number): number {
    for (let index = 0; index < this.#starts.length; index++) {
      const owner = this.#owners[index] ?? -1;
      if (owner >= 0 && position >= (this.#starts[index] ?? 0) && position < (this.#ends[index] ?? 0))
        return owner;
    }
    return -1;
  }

  /** Bytes of `[0, size)` that belong to nothing, and the pairs of things that lie over one another. */
  settle(size: number): { gaps: Span[]; overlaps: { entry: number; with: number }[] } {
    const gaps: Span[] = [];
    const overlaps: { entry: number; with: number }[] = [];
    const order = this.#inOrder();
    let at = 0;
    let last = -1;
    for (const index of order) {
      const start = this.#starts[index] ?? 0;
      const end = Math.min(this.#ends[index] ?? 0, size);
      if (start > at) gaps.push({ start: at, end: Math.min(start, size) });
      else if (start < at && end > start) {
        const owner = this.#owners[index] ?? -1;
        const other = last < 0 ? -1 : (this.#owners[last] ?? -1);
        overlaps.push(owner >= 0 ? { entry: owner, with: other } : { entry: other, with: owner });
      }
      if (end > at) {
        at = end;
        last = index;
      }
    }
    if (at < size) gaps.push({ start: at, end: size });
    return { gaps, overlaps };
  }

  #inOrder(): readonly number[] {
    const order = this.#starts.map((_, index) => index);
    const isSorted = this.#starts.every(
      (start, index) => index === 0 || start >= (this.#starts[index - 1] ?? 0),
    );
    return isSorted
      ? order
      : order.sort(
          (a, b) =>
            (this.#starts[a] ?? 0) - (this.#starts[b] ?? 0) || (this.#ends[a] ?? 0) - (this.#ends[b] ?? 0),
        );
  }
}
