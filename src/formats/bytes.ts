/** The first `length` bytes from `at` as Latin-1 text; shorter at the end of the bytes. */
export function ascii(bytes: Uint8Array, at: number, length: number): string {
  let text = "";
  const end = Math.min(at + length, bytes.length);
  for (let index = at; index < end; index += 1) text += String.fromCharCode(bytes[index] ?? 0);
  return text;
}

/** An unsigned 16-bit number; bytes past the end count as zero. */
export function u16(bytes: Uint8Array, at: number, little: boolean): number {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  return little ? (b << 8) | a : (a << 8) | b;
}

/** An unsigned 32-bit number; bytes past the end count as zero. */
export function u32(bytes: Uint8Array, at: number, little: boolean): number {
  const first = u16(bytes, at, little);
  const second = u16(bytes, at + 2, little);
  return little ? second * 0x10000 + first : first * 0x10000 + second;
}

/** Whether all bytes from `from` to `to` are zero. */
export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] !== 0) return false;
  return true;
}

/** `end`, or past the zero that pads what ends there to an even length. */
export function paddedEnd(bytes: Uint8Array, end: number): number {
  return end % 2 === 1 && bytes[end] === 0 ? end + 1 : end;
}
