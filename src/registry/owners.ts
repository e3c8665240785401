import { CannotRun } from "../model/errors.ts";
import { number } from "../model/number.ts";
import { GATHERED_BYTES, GATHERED_WORDS, REFERENCE_HEAD_BYTES, type Collector } from "./collect.ts";
import { createPartitions, PARTITIONS, type Partitions } from "./partitions.ts";
import { MAX_NUMBER, ownerWord } from "./rows.ts";

/** Words of a row with its owner's number: the identifier's hash (3), kind and owner, days. */
export const NUMBERED_WORDS = 5;
export const NUMBERED_BYTES = NUMBERED_WORDS * 4;
const FIRST_SLOTS = 4096;
/** A slot: the owner's hash (3), its number; 0 for none. */
const SLOT_WORDS = 4;

/** Writes one line of the list of owners. */
export type WriteOwner = (owner: number, reference: string) => void;

/**
 * Numbers the owners from 1 on in the order of their hashes' first byte, then of the source, and divides the rows anew, by
 * identifier. Reads, and removes, what was gathered. `step` is called between two files, and may throw.
 */
export async function numberOwners(
  folder: string,
  { gathered, references }: Collector,
  write: WriteOwner | undefined,
  step: (done: number) => Promise<void>,
): Promise<{ readonly numbered: Partitions; readonly owners: number }> {
  gathered.flush();
  references?.flush();
  const numbered = createPartitions(folder, "numbered");
  const row = new Uint32Array(NUMBERED_WORDS);
  const rowBytes = new Uint8Array(row.buffer);
  let owners = 0;
  for (let partition = 0; partition < PARTITIONS; partition++) {
    await step(partition / PARTITIONS);
    const table = new OwnerTable(owners);
    for (const piece of gathered.pieces(partition, GATHERED_BYTES)) {
      const words = new Uint32Array(piece.buffer, piece.byteOffset, piece.length / 4);
      for (let at = 0; at < words.length; at += GATHERED_WORDS) {
        const owner = table.numberOf(words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0, true);
        row[0] = words[at + 3] ?? 0;
        row[1] = words[at + 4] ?? 0;
        row[2] = words[at + 5] ?? 0;
        row[3] = ownerWord(words[at + 6] ?? 0, owner);
        row[4] = words[at + 7] ?? 0;
        numbered.add((row[0] ?? 0) >>> 24, rowBytes);
      }
    }
    if (references !== undefined && write !== undefined)
      writeOwners(references, partition, table, owners, write);
    owners = table.last;
    if (owners > MAX_NUMBER)
      throw new CannotRun(
        `the source holds more than ${number(MAX_NUMBER)} customers; a registry has room for these`,
      );
    gathered.remove(partition);
    references?.remove(partition);
  }
  numbered.flush();
  return { numbered, owners };
}

/** The references of one file's owners, each the first time that it comes: in the order of their numbers. */
function writeOwners(
  references: Partitions,
  partition: number,
  table: OwnerTable,
  before: number,
  write: WriteOwner,
): void {
  let written = before;
  let rest = Buffer.alloc(0);
  for (const piece of references.pieces(partition, 1)) {
    const bytes = Buffer.concat([rest, piece]);
    let at = 0;
    while (at + REFERENCE_HEAD_BYTES <= bytes.length) {
      const end = at + REFERENCE_HEAD_BYTES + bytes.readUInt32LE(at + 12);
      if (end > bytes.length) break;
      const [one, two, three] = [
        bytes.readUInt32LE(at),
        bytes.readUInt32LE(at + 4),
        bytes.readUInt32LE(at + 8),
      ];
      const owner = table.numberOf(one, two, three, false);
      if (owner > written) {
        write(owner, bytes.toString("utf8", at + REFERENCE_HEAD_BYTES, end));
        written = owner;
      }
      at = end;
    }
    rest = Buffer.from(bytes.subarray(at));
  }
}

/** Numbers hashes of owners, a new one each with the next number. */
class OwnerTable {
  last: number;
  #slots = new Uint32Array(FIRST_SLOTS * SLOT_WORDS);
  #mask = FIRST_SLOTS - 1;
  #used = 0;

  constructor(last: number) {
    this.last = last;
  }

  /** 0 for an owner that is not known, unless `adds`. */
  numberOf(one: number, two: number, three: number, adds: boolean): number {
    const slots = this.#slots;
    for (let slot = two & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * SLOT_WORDS;
      const known = slots[at + 3] ?? 0;
      if (known === 0) {
        if (!adds) return 0;
        this.last++;
        this.#put(at, one, two, three, this.last);
        if (++this.#used * 2 > this.#mask) this.#grow();
        return this.last;
      }
      if (slots[at] === one && slots[at + 1] === two && slots[at + 2] === three) return known;
    }
  }

  #put(at: number, one: number, two: number, three: number, owner: number): void {
    this.#slots[at] = one;
    this.#slots[at + 1] = two;
    this.#slots[at + 2] = three;
    this.#slots[at + 3] = owner;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    this.#mask = this.#slots.length / SLOT_WORDS - 1;
    for (let from = 0; from < before.length; from += SLOT_WORDS) {
      const owner = before[from + 3] ?? 0;
      if (owner === 0) continue;
      const two = before[from + 1] ?? 0;
      let slot = two & this.#mask;
      while (this.#slots[slot * SLOT_WORDS + 3] !== 0) slot = (slot + 1) & this.#mask;
      this.#put(slot * SLOT_WORDS, before[from] ?? 0, two, before[from + 2] ?? 0, owner);
    }
  }
}
