import { CannotRun } from "../model/errors.ts";
import { countsOf, ROW_KINDS, SUM_BYTES, TENURE_BYTES, type RegistryCounts } from "./header.ts";
import type { RegistryKey } from "./key.ts";
import { AT, BLOCK_BYTES, ROW_BYTES } from "./machine-code.ts";
import { createMachine, type Machine } from "./machine.ts";
import { NUMBERED_BYTES, NUMBERED_WORDS } from "./owners.ts";
import { PARTITIONS, type Partitions } from "./partitions.ts";
import { asTenure, MAX_BUCKET_ROWS, MAX_NUMBER, MAX_ROWS_OF_ONE, numberOf, tenureSum } from "./rows.ts";
import type { SectionWriter } from "./section-writer.ts";
import { sortedRows } from "./sort.ts";

/** Rows whose hashes begin with one byte, in memory at once; a source of a thousand million identifiers has an eighth of it. */
const MAX_PARTITION_BYTES = 640 * 1024 * 1024;
const PARTITION_BITS = 8;

export interface RowSections {
  readonly rows: SectionWriter;
  readonly tenures: SectionWriter;
  readonly filter: SectionWriter;
}

/** What has been written: the index, and the counts except those that only the source tells. */
export interface WrittenRows {
  readonly starts: Uint32Array;
  readonly counts: RegistryCounts;
}

/**
 * Sorts the rows of one file after the other, folds what is there twice, and writes rows, spans of days and Bloom filter. Removes the
 * files. `step` is called between two files, and may throw.
 */
export async function writeRows(
  numbered: Partitions,
  to: RowSections,
  { bucketBits, blocks }: { readonly bucketBits: number; readonly blocks: number },
  key: RegistryKey,
  step: (done: number) => Promise<void>,
): Promise<WrittenRows> {
  const writer = new RowWriter(to, bucketBits, blocks, createMachine(key.hash));
  for (let partition = 0; partition < PARTITIONS; partition++) {
    await step(partition / PARTITIONS);
    writer.write(partition, wholeOf(numbered, partition));
    numbered.remove(partition);
  }
  return writer.end();
}

function wholeOf(numbered: Partitions, partition: number): Uint32Array {
  const size = numbered.size(partition);
  if (size > MAX_PARTITION_BYTES)
    throw new CannotRun(
      "the source cannot be sorted in memory: one identifier stands in millions of its rows, or there are over a thousand million identifiers",
    );
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of numbered.pieces(partition, NUMBERED_BYTES)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return new Uint32Array(bytes.buffer);
}

class RowWriter {
  readonly #to: RowSections;
  readonly #bucketBits: number;
  readonly #blocks: number;
  readonly #machine: Machine;
  readonly #starts: Uint32Array;
  readonly #sum = Buffer.alloc(SUM_BYTES);
  readonly #tenure = Buffer.alloc(TENURE_BYTES);
  readonly #counts = new Map<string, number>();
  /** The first block of the filter that is in the machine's memory. */
  #block = 0;
  #rows = 0;
  #tenures = 0;
  #identifiers = 0;
  #repeated = 0;
  #shared = 0;
  #crowded = 0;
  readonly #kinds = new Uint32Array(ROW_KINDS.length + 2);

  constructor(to: RowSections, bucketBits: number, blocks: number, machine: Machine) {
    this.#to = to;
    this.#bucketBits = bucketBits;
    this.#blocks = blocks;
    this.#machine = machine;
    this.#starts = new Uint32Array(2 ** bucketBits + 1);
  }

  write(partition: number, words: Uint32Array): void {
    const buckets = 2 ** (this.#bucketBits - PARTITION_BITS);
    const first = partition * buckets;
    const { order, starts } = sortedRows(words, 32 - this.#bucketBits, first, buckets);
    this.#beginBlocks(partition);
    for (let bucket = 0; bucket < buckets; bucket++) {
      this.#starts[first + bucket] = this.#rows;
      this.#bucket(words, order.subarray(starts[bucket] ?? 0, starts[bucket + 1] ?? 0), first + bucket);
    }
    this.#endBlocks(partition);
  }

  end(): WrittenRows {
    this.#starts[this.#starts.length - 1] = this.#rows;
    const told: Readonly<Record<string, number>> = {
      rows: this.#rows,
      identifiers: this.#identifiers,
      tenures: this.#tenures,
      repeated: this.#repeated,
      shared: this.#shared,
      crowded: this.#crowded,
    };
    for (const [index, kind] of ROW_KINDS.entries()) this.#counts.set(kind, this.#kinds[index] ?? 0);
    return { starts: this.#starts, counts: countsOf((name) => told[name] ?? this.#counts.get(name) ?? 0) };
  }

  #bucket(words: Uint32Array, order: Uint32Array, bucket: number): void {
    const bytes = this.#machine.bytes();
    const rows = new Uint32Array(bytes.buffer, AT.bucket, (MAX_BUCKET_ROWS * ROW_BYTES) / 4);
    let count = 0;
    for (let from = 0; from < order.length;) {
      const to = endOfKey(words, order, from);
      if (count + Math.min(to - from, MAX_ROWS_OF_ONE) > MAX_BUCKET_ROWS)
        throw new CannotRun(
          "too many identifiers of the source are of hundreds of customers each: they name nobody",
        );
      count = this.#identifier(words, order.subarray(from, to), rows, count);
      from = to;
    }
    this.#rows += count;
    this.#to.rows.write(bytes.subarray(AT.bucket, AT.bucket + count * ROW_BYTES));
    this.#sum.writeInt32LE(this.#machine.checksum(AT.bucket, count, bucket));
    this.#to.rows.write(this.#sum);
  }

  /** The rows of one identifier, sorted; returns how many rows the bucket has then. */
  #identifier(words: Uint32Array, order: Uint32Array, rows: Uint32Array, count: number): number {
    const first = (order[0] ?? 0) * NUMBERED_WORDS;
    const place = words[first] ?? 0;
    const high = words[first + 1] ?? 0;
    this.#machine.mark(place, high, this.#blocks, this.#block);
    this.#identifiers++;
    let kept = 0;
    let isShared = false;
    let always = -1;
    let lastWord = -1;
    let lastDays = -1;
    for (const row of order) {
      const at = row * NUMBERED_WORDS;
      const word = words[at + 3] ?? 0;
      const days = words[at + 4] ?? 0;
      if (lastWord >= 0 && numberOf(word) !== numberOf(lastWord)) isShared = true;
      // Sorted: what is always theirs comes before any span of days of the same owner, and holds it.
      if (word === always || (word === lastWord && days === lastDays)) {
        this.#repeated++;
        continue;
      }
      if (days === 0) always = word;
      lastWord = word;
      lastDays = days;
      if (kept === MAX_ROWS_OF_ONE) {
        this.#crowded++;
        break;
      }
      const to = (count + kept) * (ROW_BYTES / 4);
      rows[to] = words[first + 2] ?? 0;
      rows[to + 1] = high;
      rows[to + 2] = days === 0 ? word : asTenure(word, this.#addTenure(numberOf(word), days));
      const kind = word >>> 28;
      this.#kinds[kind] = (this.#kinds[kind] ?? 0) + 1;
      kept++;
    }
    if (isShared) this.#shared++;
    return count + kept;
  }

  #addTenure(owner: number, days: number): number {
    const number = this.#tenures++;
    if (number > MAX_NUMBER)
      throw new CannotRun("the source holds more spans of days than a registry has room for");
    this.#tenure.writeUInt32LE(owner, 0);
    this.#tenure.writeUInt32LE(days, 4);
    this.#tenure.writeUInt32LE(tenureSum(number, owner, days), 8);
    this.#to.tenures.write(this.#tenure);
    return number;
  }

  /** Blocks follow the order of the hashes, so that only those of one file need be in memory. */
  #beginBlocks(partition: number): void {
    const wanted = (this.#blockOf(partition + 1) - this.#block + 1) * BLOCK_BYTES;
    if (!this.#machine.reserve(AT.blocks + wanted))
      throw new CannotRun("there is not enough memory to sort the source");
  }

  #endBlocks(partition: number): void {
    const next = partition + 1 === PARTITIONS ? this.#blocks : this.#blockOf(partition + 1);
    const bytes = this.#machine.bytes();
    const end = AT.blocks + (next - this.#block) * BLOCK_BYTES;
    this.#to.filter.write(bytes.subarray(AT.blocks, end));
    // The next file may begin within the block in which this one ends.
    bytes.copyWithin(AT.blocks, end, end + BLOCK_BYTES);
    bytes.fill(0, AT.blocks + BLOCK_BYTES, end + BLOCK_BYTES);
    this.#block = next;
  }

  #blockOf(partition: number): number {
    return Math.floor((partition * this.#blocks) / PARTITIONS);
  }
}

function endOfKey(words: Uint32Array, order: Uint32Array, from: number): number {
  const first = (order[from] ?? 0) * NUMBERED_WORDS;
  let to = from + 1;
  for (; to < order.length; to++) {
    const at = (order[to] ?? 0) * NUMBERED_WORDS;
    if (words[at + 1] !== words[first + 1] || words[at + 2] !== words[first + 2]) break;
  }
  return to;
}
