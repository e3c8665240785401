import type { Signature, SignatureTable } from "./signatures.ts";

/**
 * What stands above the tables of a page: it counts for the rows below it, as it does in a sheet. What stands above the first
 * table counts for the others, too, unless what stands above one names an owner itself.
 */
export class Heads {
  readonly #table: SignatureTable;
  #above: Signature;
  #first: Signature | undefined;

  constructor(table: SignatureTable) {
    this.#table = table;
    this.#above = table.empty;
  }

  /** A line, or fields, outside of everything. */
  add(own: Signature): void {
    this.#above = this.#table.union(this.#above, own);
  }

  /** A table begins: what counts for it. */
  take(): Signature {
    const above = this.#above;
    this.#above = this.#table.empty;
    const first = (this.#first ??= above);
    return above.hasOwner ? above : this.#table.union(first, above);
  }
}
