import { LETTERS } from "./letters.ts";
import { MAX_GAP, MAX_RUNS, POWERS, type WantedTable } from "./wanted.ts";
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
    const last = Math.min(bytes.length, to + this.#reach);
    let seen = -1;
    this.#table.glimpses.look(bytes, from, last, (at, behind) => {
      const end = endOfLetters(bytes, at, behind);
      if (end === undefined || end === seen) return;
      seen = end;
      this.#joined(bytes, end, to);
      for (const [index, start] of this.#verified) if (start >= from) this.#found(index, offsetOf(start));
      this.#verified.clear();
    });
  }

  /** Holds the run of letters that ends at `end`, and that with those before it, against the table. */
  #joined(bytes: Buffer, end: number, to: number): void {
    const { maxRuns, maxLetters } = this.#table;
    let hash = 0;
    let length = 0;
    let at = end;
    for (let runs = 1; runs <= maxRuns; runs += 1) {
      const endOfRun = at;
      const before = { hash, length };
      while (at > 0 && length <= maxLetters + LONGEST_ESCAPE) {
        const letter = LETTERS[bytes[at - 1] ?? 0] ?? 0;
        if (letter === 0) break;
        hash = (hash + Math.imul(letter, POWERS[length] ?? 0)) | 0;
        length += 1;
        at -= 1;
      }
      if (at < to && length <= maxLetters) this.#verify(bytes, hash, at, end);
      // What an escape writes (a line break, a character) is the border of what follows it.
      const inner = bytes[at - 1] === BACKSLASH ? endOfEscape(bytes, at, endOfRun) : at;
      if (inner > at) {
        ({ hash, length } = before);
        for (let letter = endOfRun - 1; letter >= inner; letter -= 1) {
          hash = (hash + Math.imul(LETTERS[bytes[letter] ?? 0] ?? 0, POWERS[length] ?? 0)) | 0;
          length += 1;
        }
        if (inner < to) this.#verify(bytes, hash, inner, end);
        return;
      }
      if (length > maxLetters) return;
      const start = at;
      while (at > 0 && start - at <= MAX_GAP && !isLetter(bytes, at - 1)) at -= 1;
      if (at === 0 || start - at > MAX_GAP) return;
    }
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

/** Letters of an escape (`\u00e4` without its mark). */
const LONGEST_ESCAPE = 5;

/** Where an escape of JSON or a program ends that a run begins with; `start` for none, or when nothing follows it. */
function endOfEscape(bytes: Buffer, start: number, end: number): number {
  const letter = String.fromCharCode(bytes[start] ?? 0);
  let inner = start;
  if (letter === "u" && /^[0-9A-Fa-f]{4}$/.test(bytes.toString("latin1", start + 1, start + 5))) inner += 5;
  else if ("nrtbf".includes(letter)) inner += 1;
  return inner < end ? inner : start;
}

/** Where the letter that follows `count` others behind `at` ends a run of letters; undefined where it does not. */
function endOfLetters(bytes: Buffer, at: number, count: number): number | undefined {
  let end = at;
  let left = count;
  let gap = 0;
  while (left > 0) {
    if (end >= bytes.length || gap > MAX_GAP) return undefined;
    if (isLetter(bytes, end)) {
      left -= 1;
      gap = 0;
    } else gap += 1;
    end += 1;
  }
  return end < bytes.length && isLetter(bytes, end) ? undefined : end;
}

function isLetter(bytes: Buffer, at: number): boolean {
  return (LETTERS[bytes[at] ?? 0] ?? 0) > 0;
}
