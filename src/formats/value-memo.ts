import type { FieldUse } from "../model/field.ts";

const MEMO_BYTES = 64;
/** After so many different values in a row a field is taken to hold no repeating ones. */
const MAX_MISSES = 64;

/**
 * Decodes the values of one field. Owners repeat from record to record, so the last value is kept with its bytes; and
 * a value in which a layout could find nothing is not decoded at all.
 */
export class ValueMemo {
  #bytes: Uint8Array | undefined;
  #length = -1;
  #text = "";
  #misses = 0;
  readonly #needs: CompiledNeeds | undefined;

  constructor(use: FieldUse) {
    this.#needs = use.is === "composite" && use.needs !== undefined ? compiled(use.needs) : undefined;
  }

  /** Whether the bytes can hold something at all. */
  mayMatter(buffer: Uint8Array, start: number, end: number): boolean {
    const needs = this.#needs;
    if (needs === undefined) return true;
    const wanted = Math.max(1, needs.minLength);
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
      if (holdsLiteral(buffer, at, runEnd, needs)) return true;
      at = runEnd + 1;
    }
    return false;
  }

  text(buffer: Buffer, start: number, end: number): string {
    const length = end - start;
    const bytes = this.#bytes;
    if (bytes !== undefined && length === this.#length) {
      let same = 0;
      while (same < length && bytes[same] === buffer[start + same]) same += 1;
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
      const kept = (this.#bytes ??= new Uint8Array(MEMO_BYTES));
      for (let index = 0; index < length; index++) kept[index] = buffer[start + index] ?? 0;
    }
    return text;
  }
}

interface CompiledNeeds {
  readonly minLength: number;
  readonly literals: readonly Uint8Array[];
  /** 1 for bytes with which one of the literals begins. */
  readonly starts: Uint8Array;
}

const COMPILED = new WeakMap<object, CompiledNeeds>();

function compiled(needs: NonNullable<Extract<FieldUse, { is: "composite" }>["needs"]>): CompiledNeeds {
  const known = COMPILED.get(needs);
  if (known !== undefined) return known;
  const literals = needs.literals.map((literal) => new TextEncoder().encode(literal));
  const starts = new Uint8Array(256);
  for (const literal of literals) starts[literal[0] ?? 0] = 1;
  const made = { minLength: needs.minLength, literals, starts };
  COMPILED.set(needs, made);
  return made;
}

function holdsLiteral(buffer: Uint8Array, start: number, end: number, needs: CompiledNeeds): boolean {
  for (let at = start; at < end; at++) {
    if (
      needs.starts[buffer[at] ?? 0] === 1 &&
      needs.literals.some((literal) => startsWith(buffer, at, end, literal))
    )
      return true;
  }
  return false;
}

export function startsWith(buffer: Uint8Array, at: number, end: number, bytes: Uint8Array): boolean {
  if (at + bytes.length > end) return false;
  for (let index = 0; index < bytes.length; index++) if (buffer[at + index] !== bytes[index]) return false;
  return true;
}
