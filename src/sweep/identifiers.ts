import { LETTERS } from "./letters.ts";
import { MAX_GAP, MAX_RUNS, mixed, POWERS, type WantedTable } from "./wanted.ts";
import { eachWideRun } from "./wide.ts";
import { Windows } from "./windows.ts";
import { isWithin, isWritten } from "./written.ts";

export { MIN_SWEPT_CHARACTERS, WantedTable } from "./wanted.ts";
export type { Wanted } from "./written.ts";

/** Finds identifiers in bytes: as Latin-1, UTF-8 and UTF-16 of either order, as whole words, across chunks. */
export class IdentifierScanner {
  readonly #table: WantedTable;
  readonly #windows: Windows;
  readonly #found: (index: number, offset: number) => void;
  readonly #starts = new Int32Array(MAX_RUNS);
  readonly #ends = new Int32Array(MAX_RUNS);
  readonly #hashes = new Int32Array(MAX_RUNS);
  readonly #verified = new Map<number, number>();
  /** Characters that an identifier and the one before it take up at most. */
  readonly #reach: number;

  /** `found`: index of the identifier in the table, and the offset of its first byte. */
  constructor(table: WantedTable, found: (index: number, offset: number) => void) {
    this.#table = table;
    this.#found = found;
    this.#reach = Math.max(table.maxLetters + (MAX_RUNS + 1) * MAX_GAP + 2, NEIGHBOURHOOD);
    const overlap = Math.max(2 * this.#reach, table.literals.longest + 2);
    this.#windows = new Windows(overlap, (bytes, from, to, base) => {
      this.#look(bytes, from, to, (index) => base + index);
      table.literals.look(bytes, from, to, (index, start) => found(index, base + start));
      eachWideRun(bytes, (letters, at) => {
        const first = Math.max(0, Math.ceil((from - at) / 2));
        const last = Math.min(letters.length, Math.ceil((to - at) / 2));
        if (last > first) this.#look(letters, first, last, (index) => base + at + 2 * index);
      });
    });
  }

  push(chunk: Uint8Array): void {
    this.#windows.push(chunk);
  }

  end(): void {
    this.#windows.end();
  }

  /** Looks through text that is a whole of its own, besides what is pushed. */
  look(text: string): void {
    const bytes = Buffer.from(text, "utf8");
    this.#look(bytes, 0, bytes.length, (index) => index);
    this.#table.literals.look(bytes, 0, bytes.length, this.#found);
  }

  /** Reports identifiers that begin from `from` on and before `to`. */
  #look(bytes: Buffer, from: number, to: number, offsetOf: (index: number) => number): void {
    const { ends, minRun } = this.#table;
    let runs = 0;
    // What begins before was reported before; it may hold a shorter way to write the same.
    let at = Math.max(0, from - this.#reach);
    if (at > 0) while (at < bytes.length && isLetter(bytes, at - 1) && isLetter(bytes, at)) at += 1;
    let lastEnd = -1 - MAX_GAP;
    while (at < bytes.length) {
      // Here no run is under way: one that is long enough would reach over the last of so many bytes.
      if (minRun > 0) {
        while (at + minRun <= bytes.length && !isLetter(bytes, at + minRun - 1)) at += minRun;
        if (at >= to || at + minRun > bytes.length) return;
      }
      let letter = LETTERS[bytes[at] ?? 0] ?? 0;
      if (letter === 0) {
        at += 1;
        continue;
      }
      const start = at;
      let hash = 0;
      do {
        hash = mixed(hash, letter);
        at += 1;
        letter = at < bytes.length ? (LETTERS[bytes[at] ?? 0] ?? 0) : 0;
      } while (letter > 0);
      if (start - lastEnd > MAX_GAP) {
        // What can only begin past the window belongs to the next one.
        if (start >= to) return;
        runs = 0;
      }
      lastEnd = at;
      runs = this.#keep(runs, start, at, hash);
      if (ends.mayHold(hash)) this.#joined(bytes, runs, from, to, offsetOf);
      const inner = start > 0 && bytes[start - 1] === BACKSLASH ? endOfEscape(bytes, start, at) : start;
      if (inner > start) {
        // What an escape writes (a line break, a character) is the border of what follows it.
        hash = hashBetween(bytes, inner, at);
        runs = this.#keep(0, inner, at, hash);
        if (ends.mayHold(hash)) this.#joined(bytes, runs, from, to, offsetOf);
      }
    }
  }

  /** Remembers a run behind `runs` others; returns how many there are then. */
  #keep(runs: number, start: number, end: number, hash: number): number {
    const slot = runs % MAX_RUNS;
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    this.#hashes[slot] = hash;
    return runs + 1;
  }

  /** Holds the last run, and the last ones together, against the table. */
  #joined(bytes: Buffer, runs: number, from: number, to: number, offsetOf: (index: number) => number): void {
    const { maxRuns, maxLetters, whole } = this.#table;
    const most = Math.min(runs, maxRuns);
    let hash = 0;
    let length = 0;
    const end = this.#ends[(runs - 1) % MAX_RUNS] ?? 0;
    for (let back = 1; back <= most; back += 1) {
      const slot = (runs - back) % MAX_RUNS;
      const start = this.#starts[slot] ?? 0;
      const own = (this.#ends[slot] ?? 0) - start;
      if (length + own > maxLetters) break;
      hash = (Math.imul(this.#hashes[slot] ?? 0, POWERS[length] ?? 0) + hash) | 0;
      length += own;
      if (start < to && whole.mayHold(hash)) this.#verify(bytes, hash, start, end);
    }
    if (this.#verified.size === 0) return;
    for (const [index, start] of this.#verified) if (start >= from) this.#found(index, offsetOf(start));
    this.#verified.clear();
  }

  /** A number of a phone holds a shorter way to write it: of those that end at one place the longest counts. */
  #verify(bytes: Buffer, hash: number, start: number, end: number): void {
    const table = this.#table;
    for (const index of table.candidates(hash)) {
      const wanted = table.wanted[index];
      if (wanted === undefined || !isWritten(wanted, bytes, start, end)) continue;
      if (!isWithin(table.around(wanted), bytes, start, end)) this.#verified.set(index, start);
    }
  }
}

/** Characters before and behind an identifier that tell whether it is a part of something longer. */
const NEIGHBOURHOOD = 64;

const BACKSLASH = 0x5c;

/** Where an escape of JSON or a program ends that a run begins with; `start` for none, or when nothing follows it. */
function endOfEscape(bytes: Buffer, start: number, end: number): number {
  const letter = String.fromCharCode(bytes[start] ?? 0);
  let inner = start;
  if (letter === "u" && /^[0-9A-Fa-f]{4}$/.test(bytes.toString("latin1", start + 1, start + 5))) inner += 5;
  else if ("nrtbf".includes(letter)) inner += 1;
  return inner < end ? inner : start;
}

function hashBetween(bytes: Buffer, start: number, end: number): number {
  let hash = 0;
  for (let at = start; at < end; at += 1) hash = mixed(hash, LETTERS[bytes[at] ?? 0] ?? 0);
  return hash;
}

function isLetter(bytes: Buffer, at: number): boolean {
  return (LETTERS[bytes[at] ?? 0] ?? 0) > 0;
}
