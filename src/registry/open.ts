import type { StrongKind } from "../model/kinds.ts";
import type { Registry, RegistryHit } from "../model/registry.ts";
import { damaged, openFile, type RegistryFile } from "./file.ts";
import { checkKey, confirmedBits, SUM_BYTES, TENURE_BYTES } from "./header.ts";
import type { RegistryKey } from "./key.ts";
import { AT, ROW_BYTES } from "./machine-code.ts";
import { createMachine, type Machine } from "./machine.ts";
import { daysOf, isTenure, kindOf, MAX_BUCKET_ROWS, numberOf, tenureSum } from "./rows.ts";

/** What is read at look-ups in bytes each; a section is read as a whole when as much would be read without. */
const LOOKUP_COST_BYTES = 1024;
/** Rows are kept in memory up to this many bytes, unless told otherwise: of some 20 million identifiers. */
const MAX_ROW_BYTES = 256 * 1024 * 1024;
const ROW_WORDS = ROW_BYTES / 4;
const NO_HITS: readonly RegistryHit[] = [];

/**
 * Opens an index of all customers' identifiers. Throws `CannotRun` with a sentence when the file is damaged, cut off, made with
 * another key or by a newer version. Only the header and a small index are read; a Bloom filter of 12 bits for each
 * identifier follows when there are many look-ups, and the rows, of `maxRowBytes` at most, when many hit.
 */
export function openRegistry(path: string, key: RegistryKey, maxRowBytes = MAX_ROW_BYTES): Registry {
  const file = openFile(path);
  try {
    checkKey(file.headerBytes, file.header, key, path);
    const starts = new Uint32Array(2 ** file.header.bucketBits + 1);
    file.readSection(file.header.sections.index, new Uint8Array(starts.buffer));
    const machine = createMachine(key.hash);
    return new OpenRegistry(file, starts, machine, maxRowBytes);
  } catch (error) {
    file.close();
    throw error;
  }
}

class OpenRegistry implements Registry {
  readonly identifiers: number;
  readonly owners: number;
  readonly digest: string;
  readonly bits: number;
  readonly #file: RegistryFile;
  readonly #starts: Uint32Array;
  readonly #machine: Machine;
  readonly #shift: number;
  readonly #blocks: number;
  readonly #tenure = Buffer.alloc(TENURE_BYTES);
  #lookups = 0;
  #reads = 0;
  #hasFilter = false;
  #wantsFilter = true;
  /** Where the rows stand in the machine's memory; undefined while they are read from the file. */
  #rowsAt: number | undefined;
  #wantsRows: boolean;

  constructor(file: RegistryFile, starts: Uint32Array, machine: Machine, maxRowBytes: number) {
    const { header } = file;
    this.identifiers = header.counts.identifiers;
    this.owners = header.counts.owners;
    this.digest = header.digest;
    this.bits = confirmedBits(header);
    this.#file = file;
    this.#starts = starts;
    this.#machine = machine;
    this.#shift = 32 - header.bucketBits;
    this.#blocks = header.blocks;
    this.#wantsRows = header.sections.rows.bytes <= maxRowBytes;
  }

  lookup(key: string, kind?: StrongKind): readonly RegistryHit[] {
    const machine = this.#machine;
    machine.hashText(key);
    const words = machine.words();
    const place = words[0] ?? 0;
    const high = words[1] ?? 0;
    const low = words[2] ?? 0;
    this.#lookups++;
    if (this.#hasFilter) {
      if (machine.probe(place, high, this.#blocks, 0) === 0) return NO_HITS;
    } else if (this.#wantsFilter) this.#considerFilter();
    const bucket = place >>> this.#shift;
    const rows = (this.#starts[bucket + 1] ?? 0) - (this.#starts[bucket] ?? 0);
    if (rows === 0) return NO_HITS;
    if (rows < 0 || rows > MAX_BUCKET_ROWS) throw damaged(this.#file.path);
    const at =
      this.#rowsAt === undefined ? this.#readBucket(bucket, rows) : this.#rowsAt + this.#offsetOf(bucket);
    const first = machine.find(at, rows, low, high);
    return first < 0 ? NO_HITS : this.#hits(at, first, rows, kind);
  }

  close(): void {
    this.#file.close();
  }

  #hits(at: number, first: number, rows: number, kind: StrongKind | undefined): readonly RegistryHit[] {
    const words = this.#machine.allWords();
    const start = at / 4 + first * ROW_WORDS;
    const low = words[start];
    const high = words[start + 1];
    const hits: RegistryHit[] = [];
    const end = at / 4 + rows * ROW_WORDS;
    for (let row = start; row < end && words[row] === low && words[row + 1] === high; row += ROW_WORDS) {
      const word = words[row + 2] ?? 0;
      const found = kindOf(word);
      if (found === undefined) throw damaged(this.#file.path);
      if (kind !== undefined && found !== kind) continue;
      if (isTenure(word)) hits.push({ kind: found, ...this.#tenureOf(numberOf(word)) });
      else hits.push({ owner: numberOf(word), kind: found, from: undefined, until: undefined });
    }
    return hits;
  }

  #tenureOf(number: number): Pick<RegistryHit, "owner" | "from" | "until"> {
    const { sections, counts } = this.#file.header;
    if (number >= counts.tenures) throw damaged(this.#file.path);
    this.#file.read(this.#tenure, 0, TENURE_BYTES, sections.tenures.offset + number * TENURE_BYTES);
    const owner = this.#tenure.readUInt32LE(0);
    const days = this.#tenure.readUInt32LE(4);
    if (tenureSum(number, owner, days) !== this.#tenure.readUInt32LE(8)) throw damaged(this.#file.path);
    return { owner, ...daysOf(days) };
  }

  /** Where a bucket begins, from the first on. */
  #offsetOf(bucket: number): number {
    return (this.#starts[bucket] ?? 0) * ROW_BYTES + bucket * SUM_BYTES;
  }

  #readBucket(bucket: number, rows: number): number {
    if (this.#wantsRows && ++this.#reads * LOOKUP_COST_BYTES > this.#file.header.sections.rows.bytes) {
      const at = this.#loadRows();
      if (at !== undefined) return at + this.#offsetOf(bucket);
    }
    const { offset } = this.#file.header.sections.rows;
    const end = AT.bucket + rows * ROW_BYTES;
    const length = end - AT.bucket + SUM_BYTES;
    this.#file.read(this.#machine.bytes(), AT.bucket, length, offset + this.#offsetOf(bucket));
    const sum = this.#machine.allWords()[end / 4];
    if (this.#machine.checksum(AT.bucket, rows, bucket) >>> 0 !== sum) throw damaged(this.#file.path);
    return AT.bucket;
  }

  #considerFilter(): void {
    const { filter } = this.#file.header.sections;
    if (this.#lookups * LOOKUP_COST_BYTES <= filter.bytes) return;
    this.#wantsFilter = false;
    if (!this.#machine.reserve(AT.blocks + filter.bytes)) return;
    this.#file.readSection(filter, this.#machine.bytes().subarray(AT.blocks, AT.blocks + filter.bytes));
    this.#hasFilter = true;
  }

  #loadRows(): number | undefined {
    this.#wantsRows = false;
    const { filter, rows } = this.#file.header.sections;
    // Behind the filter's place, whether or not it is there already.
    const at = AT.blocks + filter.bytes;
    if (!this.#machine.reserve(at + rows.bytes)) return undefined;
    this.#file.readSection(rows, this.#machine.bytes().subarray(at, at + rows.bytes));
    this.#rowsAt = at;
    return at;
  }
}
