import type { Kind } from "../model/kinds.ts";
import { GLIMPSED_LETTERS, Glimpses } from "./glimpses.ts";
import { LETTERS } from "./letters.ts";
import { Literals } from "./literals.ts";
import { phoneForms } from "./phones.ts";
import { edgesOf, type Around, type Wanted } from "./written.ts";

/** Shorter identifiers are not looked for: chance writes them, too (design, *The sweep*). */
export const MIN_SWEPT_CHARACTERS = 8;

/** Runs of letters and digits that one identifier may be written in (`+49 (0) 170 12 34 56 7`, a UUID, an address). */
export const MAX_RUNS = 16;
/** Characters between two of them. */
export const MAX_GAP = 3;
/** The longest identifier (`canonical`). */
const MAX_LETTERS = 512;
const MIX = 0x01000193;
const GROUPS = 8;
const SEPARATORS = /[^0-9A-Za-z]+/;

/** By what a letter is multiplied in the hash of an identifier when so many letters follow it. */
export const POWERS = new Int32Array(MAX_LETTERS + 1);
POWERS[0] = 1;
for (let length = 1; length <= MAX_LETTERS; length += 1)
  POWERS[length] = Math.imul(POWERS[length - 1] ?? 0, MIX);

/**
 * Identifiers by the letters and digits in them, whatever stands between and in whatever case: what is found that way
 * is then held against the identifier as its kind compares it. What cannot be told that way (other scripts, long gaps)
 * is searched as it is written. Made once, for any number of scans.
 */
export class WantedTable {
  readonly wanted: readonly Wanted[];
  /** Identifiers that are not told by their letters. */
  readonly literals: Literals;
  readonly #byHash = new Map<number, number[]>();
  readonly #own: ReadonlyMap<string, readonly Around[]>;
  /** A few letters of each: most bytes hold none of them. */
  readonly glimpses = new Glimpses();
  /** Runs of the identifier with the most of them, and letters of the longest. */
  readonly maxRuns: number;
  readonly maxLetters: number;

  /** `own`: identifiers of the subject; one of a stranger that stands in one of them is not the stranger's. */
  constructor(wanted: readonly Wanted[], own: readonly string[] = []) {
    this.wanted = wanted;
    this.#own = partsOf(own);
    const literals: [index: number, key: string][] = [];
    let maxRuns = 1;
    let maxLetters = 0;
    for (const [index, { kind, key }] of wanted.entries()) {
      if (key.length < MIN_SWEPT_CHARACTERS) continue;
      if (!isToldByLetters(kind, key)) {
        literals.push([index, key]);
        continue;
      }
      // Serials, numbers of phones and UUIDs are written in groups.
      const isGrouped = kind === "phone" || kind === "device" || /^[0-9a-f-]{36}$/.test(key);
      for (const form of formsOf(kind, key)) {
        const letters = lettersOf(form);
        maxLetters = Math.max(maxLetters, letters.length);
        // Many addresses end alike, many numbers begin alike.
        this.glimpses.add(letters, key.includes("@") ? 0 : letters.length - GLIMPSED_LETTERS);
        const hash = hashOf(letters);
        const known = this.#byHash.get(hash);
        if (known === undefined) this.#byHash.set(hash, [index]);
        else if (!known.includes(index)) known.push(index);
      }
      maxRuns = Math.max(maxRuns, isGrouped ? GROUPS : 1, key.split(SEPARATORS).length);
    }
    this.glimpses.settle();
    this.literals = new Literals(wanted, literals);
    this.maxRuns = Math.min(maxRuns, MAX_RUNS);
    this.maxLetters = maxLetters;
  }

  candidates(hash: number): readonly number[] {
    return this.#byHash.get(hash) ?? [];
  }

  /** What stands around a stranger's identifier where it is a part of one of the subject's. */
  around({ key }: Wanted): readonly Around[] {
    return this.#own.get(key.toLowerCase()) ?? NONE;
  }
}

const NONE: readonly Around[] = [];

/** Whether the letters and digits of an identifier are enough to find it by, wherever it stands. */
function isToldByLetters(kind: Kind, key: string): boolean {
  if (formsOf(kind, key).some((form) => lettersOf(form).length < GLIMPSED_LETTERS)) return false;
  if (!/^[\u0020-\u007e]+$/.test(key) || key.length > MAX_LETTERS) return false;
  const { before, after } = edgesOf(key);
  const inner = key.slice(before.length, key.length - after.length);
  if (inner === "" || before.length > MAX_GAP || after.length > MAX_GAP) return false;
  const gaps = inner.match(/[^0-9A-Za-z]+/g) ?? [];
  return gaps.length < MAX_RUNS && gaps.every((gap) => gap.length <= MAX_GAP);
}

/** The digits a number of a phone is written with; all others have one form. */
function formsOf(kind: Kind, key: string): readonly string[] {
  if (kind !== "phone") return [key];
  const { plain, grouped } = phoneForms(key);
  return grouped === undefined ? plain : [...plain, grouped];
}

/** Every part of the subject's identifiers that begins and ends between letters, and what stands around it. */
function partsOf(own: readonly string[]): ReadonlyMap<string, readonly Around[]> {
  const parts = new Map<string, Around[]>();
  for (const written of own) {
    const text = written.toLowerCase();
    const runs = [...text.matchAll(/[0-9a-z]+/g)].slice(0, MAX_RUNS);
    for (const [first, from] of runs.entries())
      for (const to of runs.slice(first)) {
        const end = to.index + to[0].length;
        if (end - from.index < MIN_SWEPT_CHARACTERS || end - from.index === text.length) continue;
        const part = text.slice(from.index, end);
        const around = { before: text.slice(0, from.index), after: text.slice(end) };
        parts.set(part, [...(parts.get(part) ?? []), around]);
      }
  }
  return parts;
}

function lettersOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"), (byte) => LETTERS[byte] ?? 0).filter(
    (byte) => byte > 0,
  );
}

function hashOf(letters: Uint8Array): number {
  let hash = 0;
  for (const letter of letters) hash = (Math.imul(hash, MIX) + letter) | 0;
  return hash;
}
