import type { Enclosure } from "../model/evidence.ts";
import type { Embedded } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import type { Signature, SignatureTable } from "./signatures.ts";
import type { RecordState, UnitFold } from "./units.ts";

/** Different records of an entry up to which all of them together say whose the entry is as a whole. */
const MAX_UNITS_OF_A_WHOLE = 256;

/** Different identifiers up to which they do: a room with a hundred people is nobody's as a whole, and no table is too small. */
const MAX_NAMED_IN_A_WHOLE = 48;

/** A file within an entry. `lost`: its bytes are too many to be kept beside the entry. */
export interface EmbeddedFile extends Embedded {
  readonly lost?: true;
}

const NO_BYTES = { is: "bytes", bytes: new Uint8Array(0) } as const;

/** Files that lie within an entry, and what encloses each of them. */
export class Enclosures {
  readonly files: EmbeddedFile[] = [];
  readonly #limits: Limits;
  #kept = 0;
  readonly #table: SignatureTable;
  readonly #around: { own: Signature; thread: string }[] = [];

  constructor(table: SignatureTable, limits: Limits) {
    this.#limits = limits;
    this.#table = table;
  }

  /** `holder`: the innermost open record. */
  add(file: Embedded, holder: RecordState): void {
    // One more than may be listed says that there are too many.
    if (this.files.length > this.#limits.maxEntries) return;
    if (file.content.is === "bytes") this.#kept += file.content.bytes.length;
    holder.embedded.push(this.files.length);
    const isLost = file.content.is === "bytes" && this.#kept > this.#limits.maxEmbeddedBytes;
    this.files.push(isLost ? { name: file.name, content: NO_BYTES, lost: true } : file);
  }

  /** A record with files in it is complete. */
  enclose(own: Signature, state: RecordState): void {
    for (const index of state.embedded) this.#around[index] = { own, thread: state.thread };
  }

  /** Of each file: its record and the document around that. */
  of(document: Signature, whole: Enclosure): Enclosure[] {
    return this.files.map((_, index) => {
      const around = this.#around[index];
      if (around === undefined) return whole;
      const { own, thread } = around;
      return { claims: this.#table.claimsOf(this.#table.union(own, document), []), thread };
    });
  }

  /** Everything that is claimed in the entry: past a bound of many different records only what stands outside of them. */
  whole(document: Signature, folds: readonly UnitFold[]): Enclosure {
    let own = document;
    const units = folds.flatMap((fold) => [...fold.units()]);
    const named = new Set(units.flatMap((unit) => [...unit.own.matches, ...unit.scope.matches]));
    if (units.length <= MAX_UNITS_OF_A_WHOLE && named.size <= MAX_NAMED_IN_A_WHOLE)
      for (const unit of units) own = this.#table.union(this.#table.union(own, unit.own), unit.scope);
    return { claims: this.#table.claimsOf(own, []), thread: "" };
  }
}
