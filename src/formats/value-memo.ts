import type { FieldUse } from "../model/field.ts";

const MEMO_BYTES = 64;
/** After so many different values in a row a field is taken to hold no repeating ones. */
const MAX_MISSES = 64;

/**
 * Decodes the values of one field. Owners repeat from record to record, so the last value is kept with its bytes; and
 * a value in which a layout could find nothing is not decoded at all.
 */
export class ValueMemo {
  readonly #bytes = new Uint8Array(MEMO_BYTES);
  #length = -1;
  #text = "";
  #misses = 0;
  readonly #minLength: number;
  readonly #literals: readonly Uint8Array[] | undefined;
  /** 1 for bytes with which one of the literals begins. */
  readonly #starts = new Uint8Array(256);

  constructor(use: FieldUse) {
    const needs = use.is === "composite" ? use.needs : undefined;
    this.#minLength = needs?.minLength ?? 0;
    this.#literals = needs?.literals.map((literal) => new TextEncoder().encode(literal));
    for (const literal of this.#literals ?? []) this.#starts[literal[0] ?? 0] = 1;
  }

  /** Whether the bytes can hold something at all. */
  mayMatter(buffer: Uint8Array, start: number, end: number): boolean {
    if (this.#literals === undefined) return true;
    const wanted = Math.max(1, this.#minLength);
    // Tokens hold no white space: look backwards from where a run of that length would end, and skip most of prose.
    let at = start;
    while (end - at >= wanted) {
      let back = at + wanted - 1;
      while (back >= at && (buffer[back] ?? 0) > 0x20) back -= 1;
      if (back >= at) {
        at = back + 1;
        continue;
      }
      let runEnd = at + wanted;
      while (runEnd < end && (buffer[runEnd] ?? 0) > 0x20) runEnd += 1;
      if (this.#holdsLiteral(buffer, at, runEnd)) return true;
      at = runEnd + 1;
    }
    return false;
  }

  #holdsLiteral(buffer: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      if (this.#starts[buffer[at] ?? 0] === 1 && this.#literals?.some((literal) => startsWith(buffer, at, end, literal)) === true) {
        return true;
      }
    }
    return false;
  }

  text(buffer: Buffer, start: number, end: number): string {
    const length = end - start;
    if (length === this.#length) {
      let same = 0;
      while (same < length && this.#bytes[same] === buffer[start + same]) same += 1;
      if (same === length) {
        this.#misses = 0;
        return this.#text;
      }
    }
    const text = buffer.toString("utf8", start, end);
    if (length <= MEMO_BYTES && this.#misses <= MAX_MISSES) {
      this.#misses += 1;
      this.#length = length;
      this.#text = text;
      for (let index = 0; index < length; index++) this.#bytes[index] = buffer[start + index] ?? 0;
    }
    return text;
  }
}

export function startsWith(buffer: Uint8Array, at: number, end: number, bytes: Uint8Array): boolean {
  if (at + bytes.length > end) return false;
  for (let index = 0; index < bytes.length; index++) if (buffer[at + index] !== bytes[index]) return false;
  return true;
}
