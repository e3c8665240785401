import type { Bytes } from "../bytes.ts";
import { carvedEntry } from "../carved.ts";
import type { Listed, Range } from "../container.ts";
import type { Observations } from "../zip/map/observations.ts";
import { behindLastNonZero, firstNonZero } from "../zeros.ts";
import { BLOCK_BYTES, readTarHeader } from "./header.ts";

/** Damaged places that become entries of their own; all further ones are one entry. */
const MAX_DAMAGED_PLACES = 100;

/** Bytes of a tar that belong to no member. */
export class Leftovers {
  /** Bytes that are not zero where the last block of a member's data ends. */
  readonly padding: Range[] = [];
  /** Bytes where a header should be. */
  readonly damaged: Range[] = [];
  #tail: Range | undefined;
  #tailWords = "";
  #unclaimed = 0;

  /**
   * What stands behind the last member, from `start`: writers fill it with zeros, and a block of zeros ends it.
   * `isMarked`: there is such a block.
   */
  readTail(bytes: Bytes, start: number, isMarked: boolean): void {
    const first = firstNonZero(bytes, start, bytes.size);
    if (first === bytes.size) return;
    const block = start + Math.floor((first - start) / BLOCK_BYTES) * BLOCK_BYTES;
    const head = bytes.view(block, BLOCK_BYTES);
    const isHeader = head !== undefined && readTarHeader(head) !== undefined;
    const from = isHeader ? block : first;
    // The zeros behind a further archive may be the end of its data.
    const end = isHeader ? bytes.size : behindLastNonZero(bytes, from, bytes.size);
    this.#tail = [from, end - from];
    if (!isMarked) this.#tailWords = "less than a block follows the last file";
    else if (block === start + BLOCK_BYTES)
      this.#tailWords = "more follows a single block of zeros, where some readers end";
    else this.#tailWords = "data follows the end of the archive";
  }

  /** Makes them entries, and says so. Returns how many bytes they are. */
  list(bytes: Bytes, entries: Listed[], observations: Observations): number {
    const [tail, [firstPadding], [firstDamaged]] = [this.#tail, this.padding, this.damaged];
    if (tail !== undefined) {
      observations.add(
        "unclaimed-bytes",
        entries.length,
        `${this.#tailWords}: ${tail[1]} bytes at byte ${tail[0]}`,
      );
      this.#carve(bytes, [tail], entries);
    }
    if (firstPadding !== undefined) {
      const where = `the last blocks of ${this.padding.length} files, the first at byte ${firstPadding[0]}`;
      observations.add("unclaimed-bytes", entries.length, `bytes that should be zeros fill ${where}`);
      this.#carve(bytes, this.padding, entries);
    }
    if (firstDamaged !== undefined) {
      const places = this.damaged.length === 1 ? "" : `in ${this.damaged.length} places, the first `;
      const detail = `no header stands where one must be, ${places}at byte ${firstDamaged[0]}`;
      observations.add("directory-damaged", -1, detail);
      for (const range of this.damaged.slice(0, MAX_DAMAGED_PLACES)) this.#carve(bytes, [range], entries);
      const rest = this.damaged.slice(MAX_DAMAGED_PLACES);
      if (rest.length > 0) this.#carve(bytes, rest, entries);
    }
    return this.#unclaimed;
  }

  #carve(bytes: Bytes, ranges: readonly Range[], entries: Listed[]): void {
    const entry = carvedEntry(bytes, ranges);
    this.#unclaimed += entry.packed;
    entries.push(entry);
  }
}
