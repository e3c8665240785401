import type { LineHit, TokenShape } from "../model/field.ts";
import { eachWideRun } from "./wide.ts";
import { Windows } from "./windows.ts";

/** Bytes around a literal that are read for the value it stands in. */
const REACH_BYTES = 512;
/** A value that begins with the subject's identifier and is longer may hold another one. */
const PASSED_OVER_CHARACTERS = 76;

/** Shapes whose values hold the same ASCII. */
interface Literal {
  readonly bytes: Buffer;
  readonly shapes: readonly TokenShape[];
  /** Of the shortest of their values. */
  readonly minLength: number;
}

/**
 * The first pass of the sweep: finds values with a syntax of their own anywhere in bytes, as Latin-1, UTF-8 and UTF-16 of
 * either order, whether or not a format reads them.
 */
export class ShapeScanner {
  readonly #literals: readonly Literal[];
  readonly #windows: Windows;
  readonly #found: (hits: readonly LineHit[], offset: number) => void;
  readonly #passedOver: readonly Buffer[];

  /**
   * `passOver`: identifiers of the subject; a value that holds one is the subject's, and an export has millions of them.
   * `found`: what any other value says, and the offset of the run of characters it stands in.
   */
  constructor(
    shapes: readonly TokenShape[],
    passOver: readonly string[],
    found: (hits: readonly LineHit[], offset: number) => void,
  ) {
    this.#passedOver = passOver.map((text) => Buffer.from(text, "latin1"));
    this.#literals = [...new Set(shapes.map(({ literal }) => literal))].map((literal) => {
      const same = shapes.filter((shape) => shape.literal === literal);
      const minLength = Math.min(...same.map((shape) => shape.minLength));
      return { bytes: Buffer.from(literal, "latin1"), shapes: same, minLength };
    });
    this.#found = found;
    // Twice, because UTF-16 takes two bytes for each.
    this.#windows = new Windows(2 * REACH_BYTES, (bytes, from, to, base) => {
      this.#look(bytes, from, to, (index) => base + index);
      eachWideRun(bytes, (letters, at) => {
        const first = Math.max(0, Math.ceil((from - at) / 2));
        const last = Math.min(letters.length, Math.ceil((to - at) / 2));
        if (last > first) this.#look(letters, first, last, (index) => base + at + 2 * index);
      });
    });
  }

  push(chunk: Uint8Array): void {
    if (this.#literals.length > 0) this.#windows.push(chunk);
  }

  end(): void {
    if (this.#literals.length > 0) this.#windows.end();
  }

  #isPassedOver(word: Buffer): boolean {
    if (word.length > PASSED_OVER_CHARACTERS) return false;
    return this.#passedOver.some((own) => word.indexOf(own) === 0);
  }

  #look(bytes: Buffer, from: number, to: number, offsetOf: (index: number) => number): void {
    for (const { bytes: literal, shapes, minLength } of this.#literals) {
      let searched = from;
      for (;;) {
        const at = bytes.indexOf(literal, searched);
        // A value that begins in this window may hold its literal past the end of it.
        if (at < 0 || at >= to + REACH_BYTES) break;
        const end = endOfWord(bytes, at + literal.length);
        searched = at + literal.length;
        if (end - at + REACH_BYTES < minLength) continue;
        const start = startOfWord(bytes, at);
        if (start < from || start >= to || end - start < minLength) continue;
        searched = end;
        if (this.#isPassedOver(bytes.subarray(start, end))) continue;
        const word = bytes.toString("latin1", start, end);
        // A line break that JSON writes as an escape ends in a letter.
        const isEscaped = bytes[start - 1] === 0x5c && /^[nrt]/.test(word);
        const hits = shapes.flatMap((shape) => shape.hits(isEscaped ? word.slice(1) : word));
        if (hits.length > 0) this.#found(hits, offsetOf(start));
      }
    }
  }
}

function startOfWord(bytes: Buffer, from: number): number {
  let start = from;
  while (start > 0 && from - start < REACH_BYTES && isWord(bytes[start - 1] ?? 0)) start -= 1;
  return start;
}

function endOfWord(bytes: Buffer, from: number): number {
  let end = from;
  while (end < bytes.length && end - from < REACH_BYTES && isWord(bytes[end] ?? 0)) end += 1;
  return end;
}

function isWord(byte: number): boolean {
  return WORD[byte] === 1;
}

/** What may stand in such a value; quotes, brackets and separators of tables and addresses end it. */
const WORD = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte > 0x20 && byte < 0x7f && !"\"'<>,;()[]{}|=&?\\".includes(String.fromCharCode(byte))),
);
