import type { LineHit, TokenShape } from "../model/field.ts";
import { mayBeWide, narrowed, Windows } from "./windows.ts";

/** Bytes around a literal that are read for the value it stands in. */
const REACH_BYTES = 512;
/** Values that are looked at in one entry; a table of a million of them is read by its own format. */
const MAX_CANDIDATES = 1_000_000;

interface Literal {
  readonly shape: TokenShape;
  readonly bytes: Buffer;
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
  #candidates = 0;

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
    this.#literals = shapes.map((shape) => ({ shape, bytes: Buffer.from(shape.literal, "latin1") }));
    this.#found = found;
    // Twice, because UTF-16 takes two bytes for each.
    this.#windows = new Windows(2 * REACH_BYTES, (bytes, from, to, base) => {
      this.#look(bytes, from, to, (index) => base + index);
      if (!mayBeWide(bytes)) return;
      for (const parity of [0, 1] as const) {
        const first = Math.ceil((from - parity) / 2);
        const last = Math.ceil((to - parity) / 2);
        this.#look(narrowed(bytes, parity), Math.max(0, first), last, (index) => base + parity + 2 * index);
      }
    });
  }

  push(chunk: Uint8Array): void {
    if (this.#literals.length > 0) this.#windows.push(chunk);
  }

  end(): void {
    if (this.#literals.length > 0) this.#windows.end();
  }

  #isPassedOver(word: Buffer): boolean {
    return this.#passedOver.some((own) => word.includes(own));
  }

  #look(bytes: Buffer, from: number, to: number, offsetOf: (index: number) => number): void {
    for (const { shape, bytes: literal } of this.#literals) {
      let searched = from;
      while (this.#candidates < MAX_CANDIDATES) {
        const at = bytes.indexOf(literal, searched);
        // A value that begins in this window may hold its literal past the end of it.
        if (at < 0 || at >= to + REACH_BYTES) break;
        const start = startOfWord(bytes, at);
        const end = endOfWord(bytes, at + literal.length);
        searched = at + literal.length;
        if (start < from || start >= to || end - start < shape.minLength) continue;
        if (this.#isPassedOver(bytes.subarray(start, end))) continue;
        this.#candidates += 1;
        const hits = shape.hits(bytes.toString("latin1", start, end));
        if (hits.length > 0) {
          this.#found(hits, offsetOf(start));
          searched = Math.max(searched, end);
        }
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
  return byte > 0x20 && byte < 0x7f;
}
