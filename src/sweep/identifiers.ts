import { canonical } from "../model/identifier.ts";
import type { Kind } from "../model/kinds.ts";
import { LETTERS } from "./letters.ts";
import { eachWideRun } from "./wide.ts";
import { Windows } from "./windows.ts";

/** An identifier to look for, in the canonical form of its kind. */
export interface Wanted {
  readonly kind: Kind;
  readonly key: string;
}

/** Shorter identifiers are not looked for: chance writes them, too (design, *The sweep*). */
export const MIN_SWEPT_CHARACTERS = 8;

/** Runs of letters and digits that one identifier may be written in (`+49 (0) 170 12 34 56 7`, a UUID, an address). */
const MAX_RUNS = 16;
/** Characters between two of them. */
const MAX_GAP = 3;
const MAX_LETTERS = 256;
const MIX = 0x01000193;
const FILTER_BITS = 1 << 20;
const GROUPS = 8;
const SEPARATORS = /[^0-9A-Za-z]+/;

const POWERS = new Int32Array(MAX_LETTERS + 1);
POWERS[0] = 1;
for (let length = 1; length <= MAX_LETTERS; length += 1)
  POWERS[length] = Math.imul(POWERS[length - 1] ?? 0, MIX);

/** A set of hashes that may say yes by chance, and never no. */
class HashFilter {
  readonly #bits = new Uint8Array(FILTER_BITS / 8);

  add(hash: number): void {
    const at = (hash >>> 3) % this.#bits.length;
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (hash & 7));
  }

  mayHold(hash: number): boolean {
    return ((this.#bits[(hash >>> 3) & (FILTER_BITS / 8 - 1)] ?? 0) & (1 << (hash & 7))) !== 0;
  }
}

/**
 * Identifiers by the letters and digits in them, whatever stands between and in whatever case: what is found that way
 * is then held against the identifier as its kind compares it. Made once, for any number of scans.
 */
export class WantedTable {
  readonly wanted: readonly Wanted[];
  readonly #byHash = new Map<number, number[]>();
  /** Of whole identifiers, and of what they may end with: most runs of letters end none. */
  readonly whole = new HashFilter();
  readonly ends = new HashFilter();
  /** Runs of the identifier with the most of them, and letters of the longest. */
  readonly maxRuns: number;
  readonly maxLetters: number;

  constructor(wanted: readonly Wanted[]) {
    this.wanted = wanted;
    let maxRuns = 1;
    let maxLetters = 0;
    for (const [index, { kind, key }] of wanted.entries()) {
      if (key.length < MIN_SWEPT_CHARACTERS) continue;
      // Serials, numbers of phones and UUIDs are written in groups.
      const isGrouped = kind === "phone" || kind === "device" || /^[0-9a-f-]{36}$/.test(key);
      for (const form of formsOf(kind, key)) {
        const letters = lettersOf(form);
        if (letters.length === 0 || letters.length > MAX_LETTERS) continue;
        maxLetters = Math.max(maxLetters, letters.length);
        const hash = hashOf(letters);
        this.whole.add(hash);
        const lastRun = lettersOf(form.split(SEPARATORS).findLast((run) => run !== "") ?? "");
        this.ends.add(hashOf(lastRun));
        if (isGrouped)
          for (let from = 0; from < letters.length; from += 1) this.ends.add(hashOf(letters.subarray(from)));
        const known = this.#byHash.get(hash);
        if (known === undefined) this.#byHash.set(hash, [index]);
        else if (!known.includes(index)) known.push(index);
      }
      maxRuns = Math.max(maxRuns, isGrouped ? GROUPS : 1, key.split(SEPARATORS).length);
    }
    this.maxRuns = Math.min(maxRuns, MAX_RUNS);
    this.maxLetters = maxLetters;
  }

  candidates(hash: number): readonly number[] {
    return this.#byHash.get(hash) ?? [];
  }
}

/** The ways a number of a phone is written that leave something out; all others have one form. */
function formsOf(kind: Kind, key: string): readonly string[] {
  if (kind !== "phone" || !key.startsWith("+")) return [key];
  const digits = key.slice(1);
  const national = [1, 2, 3].map((country) => digits.slice(country)).filter((rest) => rest.length >= 8);
  return [
    digits,
    `00${digits}`,
    ...national.flatMap((rest) => [`0${rest}`, `${digits.slice(0, -rest.length)}0${rest}`]),
  ];
}

function lettersOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "utf8"), (byte) => LETTERS[byte] ?? 0).filter((byte) => byte > 0);
}

function hashOf(letters: Uint8Array): number {
  let hash = 0;
  for (const letter of letters) hash = (Math.imul(hash, MIX) + letter) | 0;
  return hash;
}

/** Finds identifiers in bytes: as Latin-1, UTF-8 and UTF-16 of either order, as whole words, across chunks. */
export class IdentifierScanner {
  readonly #table: WantedTable;
  readonly #windows: Windows;
  readonly #found: (index: number, offset: number) => void;
  readonly #starts = new Int32Array(MAX_RUNS);
  readonly #ends = new Int32Array(MAX_RUNS);
  readonly #hashes = new Int32Array(MAX_RUNS);
  readonly #verified = new Map<number, number>();

  /** `found`: index of the identifier in the table, and the offset of its first byte. */
  constructor(table: WantedTable, found: (index: number, offset: number) => void) {
    this.#table = table;
    this.#found = found;
    const longest = table.maxLetters + (MAX_RUNS - 1) * MAX_GAP + 2;
    this.#windows = new Windows(2 * longest, (bytes, from, to, base) => {
      this.#look(bytes, from, to, (index) => base + index);
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
  }

  /** Reports identifiers that begin from `from` on and before `to`. */
  #look(bytes: Buffer, from: number, to: number, offsetOf: (index: number) => number): void {
    const { maxRuns, maxLetters, ends } = this.#table;
    let runs = 0;
    let at = from;
    // A word that begins before was reported before.
    if (at > 0)
      while (
        at < bytes.length &&
        (LETTERS[bytes[at - 1] ?? 0] ?? 0) > 0 &&
        (LETTERS[bytes[at] ?? 0] ?? 0) > 0
      )
        at += 1;
    let lastEnd = -1 - MAX_GAP;
    while (at < bytes.length) {
      let letter = LETTERS[bytes[at] ?? 0] ?? 0;
      if (letter === 0) {
        at += 1;
        continue;
      }
      const start = at;
      let hash = 0;
      do {
        hash = (Math.imul(hash, MIX) + letter) | 0;
        at += 1;
        letter = at < bytes.length ? (LETTERS[bytes[at] ?? 0] ?? 0) : 0;
      } while (letter > 0);
      if (start - lastEnd > MAX_GAP) {
        // What can only begin past the window belongs to the next one.
        if (start >= to) return;
        runs = 0;
      }
      lastEnd = at;
      const slot = runs % MAX_RUNS;
      this.#starts[slot] = start;
      this.#ends[slot] = at;
      this.#hashes[slot] = hash;
      runs += 1;
      if (ends.mayHold(hash)) this.#joined(bytes, runs, Math.min(runs, maxRuns), maxLetters, to, offsetOf);
    }
  }

  /** Holds the last run, and the last ones together, against the table. */
  #joined(
    bytes: Buffer,
    runs: number,
    most: number,
    maxLetters: number,
    to: number,
    offsetOf: (index: number) => number,
  ): void {
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
      if (start < to && this.#table.whole.mayHold(hash)) this.#verify(bytes, hash, start, end);
    }
    if (this.#verified.size === 0) return;
    for (const [index, start] of this.#verified) this.#found(index, offsetOf(start));
    this.#verified.clear();
  }

  /** A number of a phone holds a shorter way to write it: of those that end at one place the longest counts. */
  #verify(bytes: Buffer, hash: number, start: number, end: number): void {
    for (const index of this.#table.candidates(hash)) {
      const wanted = this.#table.wanted[index];
      if (wanted !== undefined && isWritten(wanted, bytes, start, end)) this.#verified.set(index, start);
    }
  }
}

const EDGES = /^([^0-9A-Za-z]*)[^]*?([^0-9A-Za-z]*)$/;

/** Whether the text from `start` to `end` is the identifier, as its kind compares it. */
function isWritten({ kind, key }: Wanted, bytes: Buffer, start: number, end: number): boolean {
  const text = bytes.toString("latin1", start, end);
  if (kind === "phone") {
    if (/[^\d\s().\-/\u00a0]/.test(text)) return false;
    const digits = text.replace(/\D/g, "");
    return formsOf(kind, key).includes(digits) || digits === key;
  }
  // Marks at the ends of an identifier (`_ben@…`) belong to no run.
  const [, before = "", after = ""] = EDGES.exec(key) ?? [];
  const whole = bytes.subarray(
    Math.max(0, start - Buffer.byteLength(before)),
    end + Buffer.byteLength(after),
  );
  return canonical(kind, whole.toString("utf8")) === key || canonical(kind, whole.toString("latin1")) === key;
}
