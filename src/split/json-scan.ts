import { CannotCut } from "./runs.ts";

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;

/** Where white space that begins at `at` ends. */
export function spaceEnd(text: Uint8Array, at: number): number {
  let end = at;
  while (isSpace(text[end])) end += 1;
  return end;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Where the string ends that begins at `at`, behind its quote. Throws `CannotCut`. */
export function stringEnd(text: Uint8Array, at: number): number {
  for (let end = at + 1; ; end += 1) {
    const byte = text[end];
    if (byte === undefined || byte < FIRST_PRINTABLE) throw new CannotCut("a string in it is not closed");
    if (byte === BACKSLASH) end += 1;
    else if (byte === QUOTE) return end + 1;
  }
}

/** Where the number or word ends that begins at `at`. Throws `CannotCut` for anything else. */
export function scalarEnd(text: Uint8Array, at: number): number {
  let end = at;
  while (isScalar(text[end])) end += 1;
  if (end === at) throw new CannotCut("it is written in a way that only some programs read as JSON");
  return end;
}

/** Digits, letters, and the marks of numbers. */
function isScalar(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  if (byte >= 0x30 && byte <= 0x39) return true;
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte === 0x2b || byte === 0x2d || byte === 0x2e;
}

/** Where the value ends that begins at `at`. Throws `CannotCut`. */
export function valueEnd(text: Uint8Array, at: number): number {
  let depth = 0;
  for (let end = at; ;) {
    const byte = text[end];
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      end += 1;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      if (depth === 0) throw new CannotCut("a bracket in it was never opened");
      depth -= 1;
      end += 1;
    } else if (byte === QUOTE) end = stringEnd(text, end);
    else if (depth > 0 && (byte === COMMA || byte === COLON || isSpace(byte))) end += 1;
    else end = scalarEnd(text, end);
    if (depth === 0) return end;
  }
}
