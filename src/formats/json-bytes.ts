import { startsWith } from "./value-memo.ts";

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

/** 1 for bytes at which a string may not simply be passed over: quote, backslash, control characters but the tab. */
export const STOPS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === QUOTE || byte === BACKSLASH || (byte < 0x20 && byte !== 0x09) ? 1 : 0,
);

/** Index of the closing quote, -1 when the string does not end in the buffer, -2 at a control character. */
export function stringEnd(buffer: Uint8Array, from: number, end: number): number {
  let at = from;
  for (;;) {
    while (at < end && STOPS[buffer[at] ?? 0] === 0) at += 1;
    if (at >= end) return -1;
    if (buffer[at] === QUOTE) return at;
    if (buffer[at] !== BACKSLASH) return -2;
    at += 2;
  }
}

export function nextOf(buffer: Buffer, byte: number, from: number): number {
  const at = buffer.indexOf(byte, from);
  return at < 0 ? Infinity : at;
}

const LITERALS = ["true", "false", "null"].map((literal) => new TextEncoder().encode(literal));

/** `true`, `false` or `null`: they name nobody. */
export function isLiteral(buffer: Uint8Array, at: number, end: number): boolean {
  return LITERALS.some((literal) => literal.length === end - at && startsWith(buffer, at, end, literal));
}

export function hasEscape(buffer: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (buffer[at] === BACKSLASH) return true;
  return false;
}

export function isScalarByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x45
  );
}
