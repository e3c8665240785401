import type { Limits } from "../model/limits.ts";

/** What a container may take up, as it is told to the worker that lists it. */
export interface Lease {
  /** Uncompressed bytes of what it contains. */
  readonly bytes: number;
  /** Entries of what it contains. */
  readonly entries: number;
}

/** A container may take at most this part of what is left of its parent's lease: a bomb must leave something. */
const PART = 1 / 4;

const NESTED_FLOOR = 10_000;
const PACKED_BYTES_OF_AN_ENTRY = 64;
/** Entries that a container may always hold, as long as any are left. */
const FEW_ENTRIES = 64;

/**
 * Uncompressed bytes and entries that may still come out of a container. What it takes is taken from everything that
 * encloses it, too. Leases are granted when a container is listed and charged when its content is merged, both in the
 * order of the entries: so fates do not depend on which worker is faster (architecture, 7).
 */
export class Budget {
  #bytes: number;
  #entries: number;
  readonly #parent: Budget | undefined;

  constructor(lease: Lease, parent: Budget | undefined) {
    this.#bytes = lease.bytes;
    this.#entries = lease.entries;
    this.#parent = parent;
  }

  /** The budget of the whole bundle. */
  static of(limits: Limits): Budget {
    return new Budget({ bytes: limits.maxBundleBytes, entries: limits.maxEntries }, undefined);
  }

  /**
   * The budget of all archives in archives of a bundle of `bytes`. An entry takes a hundred bytes and
   * more of its archive: a bundle of more entries than that was built to unpack to them.
   */
  forNested(bytes: number): Budget {
    const entries = Math.max(NESTED_FLOOR, Math.floor(bytes / PACKED_BYTES_OF_AN_ENTRY));
    return new Budget({ bytes: this.#bytes, entries: Math.min(this.#entries, entries) }, this);
  }

  /** What is left here and in everything that encloses it. */
  room(): Lease {
    const above = this.#parent?.room();
    return above === undefined
      ? { bytes: this.#bytes, entries: this.#entries }
      : { bytes: Math.min(this.#bytes, above.bytes), entries: Math.min(this.#entries, above.entries) };
  }

  /** What an entry of `packed` bytes may contain: as much as one entry may unpack to, and not all that is left. */
  leaseFor(packed: number, limits: Limits): Lease {
    const { bytes, entries } = this.room();
    const most = Math.max(limits.ratioFloorBytes, limits.maxRatio * packed);
    return {
      bytes: Math.min(most, Math.floor(bytes * PART)),
      entries: Math.min(entries, Math.max(FEW_ENTRIES, Math.floor(entries * PART))),
    };
  }

  /** Takes bytes, if they are left. */
  takeBytes(bytes: number): boolean {
    if (!(bytes <= this.room().bytes)) return false;
    this.#take(bytes, 0);
    return true;
  }

  takeEntries(entries: number): void {
    this.#take(0, entries);
  }

  #take(bytes: number, entries: number): void {
    this.#bytes -= bytes;
    this.#entries -= entries;
    const parent = this.#parent;
    if (parent !== undefined) parent.#take(bytes, entries);
  }
}
