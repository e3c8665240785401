import { startsWith } from "../value-memo.ts";

export const QUOTE = 0x22;
export const APOSTROPHE = 0x27;
export const BACKSLASH = 0x5c;
export const LINE_FEED = 0x0a;
export const RETURN = 0x0d;

/** What ends the quick search through a string: 1 for its quote and the backslash. */
const STOPS = table((byte) => byte === QUOTE || byte === BACKSLASH);
const SINGLE_STOPS = table((byte) => byte === APOSTROPHE || byte === BACKSLASH);
/** Where each line is a document no string reaches over its end. */
const LINE_STOPS = table((byte) => byte === QUOTE || byte === BACKSLASH || byte === LINE_FEED);

/** The bytes at which a string that `quote` opened may not simply be passed over. */
export function stopsOf(quote: number, isLines: boolean): Uint8Array {
  if (quote === APOSTROPHE) return SINGLE_STOPS;
  return isLines ? LINE_STOPS : STOPS;
}

/** Index of the closing quote, -1 when the string does not end before `end`, -2 at the end of a line that ends it. */
export function stringEnd(buffer: Uint8Array, from: number, end: number, stops: Uint8Array): number {
  let at = from;
  for (;;) {
    while (at < end && stops[buffer[at] ?? 0] === 0) at += 1;
    if (at >= end) return -1;
    if (buffer[at] === LINE_FEED) return -2;
    if (buffer[at] !== BACKSLASH) return at;
    at += 2;
  }
}

export function nextOf(buffer: Buffer, byte: number, from: number): number {
  const at = buffer.indexOf(byte, from);
  return at < 0 ? Infinity : at;
}

/** What JSON, JavaScript and Python write for values that name nobody. */
const LITERALS = [
  "true",
  "false",
  "null",
  "NaN",
  "Infinity",
  "-Infinity",
  "+Infinity",
  "undefined",
  "None",
  "True",
  "False",
].map((literal) => new TextEncoder().encode(literal));

/** `true`, `false`, `null`, and what other writers put in their place: they name nobody. */
export function isLiteral(buffer: Uint8Array, at: number, end: number): boolean {
  return LITERALS.some((literal) => literal.length === end - at && startsWith(buffer, at, end, literal));
}

const SCALAR = table(
  (byte) =>
    isDigit(byte) || isLetter(byte) || byte === 0x2e || byte === 0x2b || byte === 0x2d || byte === 0x5f,
);
const NAME = table(
  (byte) => isDigit(byte) || isLetter(byte) || byte === 0x24 || byte === 0x5f || byte >= 0x80,
);

/** Where a number or a literal ends. */
export function scalarEnd(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && SCALAR[buffer[at] ?? 0] === 1) at += 1;
  return at;
}

/** Where a name ends that JavaScript writes without quotes. */
export function nameEnd(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && NAME[buffer[at] ?? 0] === 1) at += 1;
  return at;
}

/** Whether all of the bytes are a number as JSON or JavaScript writes it (hexadecimal ones included). */
export function isNumber(buffer: Uint8Array, from: number, end: number): boolean {
  let at = from;
  if (buffer[at] === 0x2d || buffer[at] === 0x2b) at += 1;
  if (buffer[at] === 0x30 && ((buffer[at + 1] ?? 0) | 0x20) === 0x78) return isHex(buffer, at + 2, end);
  const whole = digits(buffer, at, end);
  let count = whole - at;
  at = whole;
  if (at < end && buffer[at] === 0x2e) {
    const fraction = digits(buffer, at + 1, end);
    count += fraction - at - 1;
    at = fraction;
  }
  if (count === 0) return false;
  if (at < end && ((buffer[at] ?? 0) | 0x20) === 0x65) {
    at += 1;
    if (buffer[at] === 0x2d || buffer[at] === 0x2b) at += 1;
    const exponent = digits(buffer, at, end);
    if (exponent === at) return false;
    at = exponent;
  }
  return at === end;
}

function isHex(buffer: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const byte = (buffer[at] ?? 0) | 0x20;
    if (!isDigit(byte) && !(byte >= 0x61 && byte <= 0x66)) return false;
  }
  return end > from;
}

function digits(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(buffer[at] ?? 0)) at += 1;
  return at;
}

/**
 * Whether text holds an escape that may write a letter or digit (`\\u0041`, `\\x41`): then its bytes are not what it says.
 * All other escapes are borders of words, for a search through the bytes as well.
 */
export function hasRealEscape(buffer: Buffer, from: number, end: number): boolean {
  for (
    let at = buffer.indexOf(BACKSLASH, from);
    at >= 0 && at < end;
    at = buffer.indexOf(BACKSLASH, at + 2)
  ) {
    const letter = buffer[at + 1];
    if (letter === 0x75 || letter === 0x78) return true;
  }
  return false;
}

/** Bytes of white space at `at` beside JSON's own: a byte order mark, and what JavaScript takes for a space. */
export function otherSpace(buffer: Uint8Array, at: number): number {
  const byte = buffer[at];
  if (byte === 0x0b || byte === 0x0c) return 1;
  if (byte === 0xc2 && buffer[at + 1] === 0xa0) return 2;
  return byte === 0xef && buffer[at + 1] === 0xbb && buffer[at + 2] === 0xbf ? 3 : 0;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function table(takes: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => Number(takes(byte)));
}
