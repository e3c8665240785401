import { LINE_OVERLAP_CHARACTERS } from "./long-lines.ts";

/** Characters in a row that make text of the bytes of a tag; shorter runs are chance. */
export const MIN_RUN_CHARACTERS = 6;

/** Takes a run, and the offset of its first byte. */
export type GiveRun = (text: string, at: number) => void;

/** Finds runs of one kind in bytes that come in parts. */
export interface RunScanner {
  /**
   * Gives the runs of `bytes`, which begin at offset `base`. Returns the index from which on bytes must come again, with
   * the next part behind them, because a run was cut off; with `isLast` nothing is left over.
   */
  scan(bytes: Uint8Array, isLast: boolean, base: number): number;
}

/** Text within bytes: runs of at least six printable characters, as Latin-1 or UTF-8, and as UTF-16 of either order. */
export function eachRun(bytes: Uint8Array, give: (text: string) => void): void {
  eachLatinRun(bytes, give);
  new WideRuns(MIN_RUN_CHARACTERS, Infinity, give).scan(bytes, true, 0);
}

/** Bytes of text in Latin-1 and UTF-8. */
export function isPrintable(byte: number): boolean {
  return byte === 0x09 || (byte >= 0x20 && byte !== 0x7f);
}

function eachLatinRun(bytes: Uint8Array, give: (text: string) => void): void {
  let from = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at < bytes.length && isPrintable(bytes[at] ?? 0)) continue;
    if (at - from >= MIN_RUN_CHARACTERS) give(decode(bytes.subarray(from, at)));
    from = at + 1;
  }
}

function decode(run: Uint8Array): string {
  const text = new TextDecoder("utf-8").decode(run);
  return text.includes("\ufffd") ? Buffer.from(run).toString("latin1") : text;
}

/** Bytes that two pieces of a cut run share: the overlap of long lines, in characters of up to four bytes. */
const OVERLAP_BYTES = 4 * LINE_OVERLAP_CHARACTERS;

/** Runs of at least `minimum` printable characters of valid UTF-8, in overlapping pieces of about `pieceBytes`. */
export class NarrowRuns implements RunScanner {
  readonly #minimum: number;
  readonly #pieceBytes: number;
  readonly #give: GiveRun;

  constructor(minimum: number, pieceBytes: number, give: GiveRun) {
    this.#minimum = minimum;
    this.#pieceBytes = Math.max(pieceBytes, 2 * OVERLAP_BYTES);
    this.#give = give;
  }

  scan(bytes: Uint8Array, isLast: boolean, base: number): number {
    let from = 0;
    let characters = 0;
    let at = 0;
    while (at < bytes.length) {
      const kind = NARROW[bytes[at] ?? 0];
      const width = kind === MULTIPLE ? characterBytes(bytes, at) : (kind ?? 0);
      // Whether the last bytes are a character shows with the next part.
      if (width < 0 && !isLast) return from;
      if (width <= 0) {
        if (characters >= this.#minimum) this.#give(utf8(bytes, from, at), base + from);
        characters = 0;
        at += 1;
        from = at;
        continue;
      }
      characters += 1;
      at += width;
      if (at - from < this.#pieceBytes) continue;
      this.#give(utf8(bytes, from, at), base + from);
      from = at - OVERLAP_BYTES;
      while (((bytes[from] ?? 0) & 0xc0) === 0x80) from -= 1;
      characters = this.#minimum;
    }
    if (!isLast) return from;
    if (characters >= this.#minimum) this.#give(utf8(bytes, from, at), base + from);
    return bytes.length;
  }
}

/** By first byte: 0 no character, 1 one of its own, 2 it may begin a character of more bytes. */
const MULTIPLE = 2;
const NARROW = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? Number(isPrintable(byte)) : byte >= 0xc2 && byte <= 0xf4 ? MULTIPLE : 0,
);

function utf8(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("utf8");
}

/** Bytes of the character of more than one at `at`, 0 when it is none, -1 when the bytes end within what may be one. */
function characterBytes(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let index = 1; index < width; index += 1) {
    if (at + index >= bytes.length) return -1;
    const byte = bytes[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80 || (index === 1 && !mayFollow(first, byte))) return 0;
  }
  return width;
}

/** Keeps out C1 controls, overlong forms, surrogates and what lies past U+10FFFF (RFC 3629). */
function mayFollow(first: number, second: number): boolean {
  if (first === 0xc2 || first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second < 0xa0;
  if (first === 0xf0) return second >= 0x90;
  return first !== 0xf4 || second < 0x90;
}

/**
 * Runs of at least `minimum` characters of UTF-16 in either order, in overlapping pieces of about `pieceBytes`. Only
 * letters of Latin-1 are looked for: bytes that take turns with zeros.
 */
export class WideRuns implements RunScanner {
  readonly #minimum: number;
  readonly #pieceBytes: number;
  readonly #give: GiveRun;

  constructor(minimum: number, pieceBytes: number, give: GiveRun) {
    this.#minimum = minimum;
    this.#pieceBytes = Math.max(pieceBytes, 2 * OVERLAP_BYTES);
    this.#give = give;
  }

  scan(bytes: Uint8Array, isLast: boolean, base: number): number {
    let at = 0;
    while (at < bytes.length) {
      const byte = bytes[at] ?? 0;
      const next = bytes[at + 1] ?? 0;
      const isCut = at + 1 === bytes.length && !isLast && (byte === 0 || WIDE[byte] === 1);
      // A run begins with a letter and a zero, in either order.
      if (!isCut && !(byte === 0 ? WIDE[next] === 1 : next === 0 && WIDE[byte] === 1)) {
        at += 1;
        continue;
      }
      const from = at;
      const letter = byte === 0 ? from + 1 : from;
      let end = letter;
      while (end < bytes.length && end - from < this.#pieceBytes && takesTurn(bytes, letter, end)) end += 1;
      if (end === bytes.length && !isLast) return from;
      if (end - from >= this.#pieceBytes) {
        this.#emit(letters(bytes, letter, end), base + from);
        // By an even step, so that the next piece begins like this one: with a zero or with a letter.
        at = end - (OVERLAP_BYTES + ((end - from) % 2));
        continue;
      }
      this.#stretch(bytes, from, letter, end, base);
      at = Math.max(end, from + 1);
    }
    return bytes.length;
  }

  /** The zeros at its ends tell the order of a stretch: before each letter, or after each. */
  #stretch(bytes: Uint8Array, from: number, letter: number, end: number, base: number): void {
    if (end - letter < 2 * this.#minimum - 1) return;
    const text = letters(bytes, letter, end);
    const endsWithLetter = (end - letter) % 2 === 1;
    if (from < letter || !endsWithLetter) {
      this.#emit(text, base + from);
      return;
    }
    // A letter at either end: one of them belongs to something else, and nothing says which.
    this.#emit(text.slice(0, -1), base + from);
    this.#emit(text.slice(1), base + from + 1);
  }

  #emit(text: string, at: number): void {
    if (text.length >= this.#minimum) this.#give(text, at);
  }
}

function takesTurn(bytes: Uint8Array, letter: number, at: number): boolean {
  const byte = bytes[at] ?? 0;
  return (at - letter) % 2 === 0 ? WIDE[byte] === 1 : byte === 0;
}

/** 1 for the letters of Latin-1. */
const WIDE = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(isPrintable(byte) && (byte < 0x7f || byte >= 0xa0)),
);

function letters(bytes: Uint8Array, letter: number, end: number): string {
  let text = "";
  for (let at = letter; at < end; at += 2) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
