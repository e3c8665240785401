/** Puts the byte of an escape into `out` and returns the index of its last byte. */
export function unescape(bytes: Uint8Array, at: number, out: number[]): number {
  const byte = bytes[at] ?? 0;
  if (byte === 13) return bytes[at + 1] === 10 ? at + 1 : at;
  if (byte === 10) return at;
  if (byte < 0x30 || byte > 0x37) {
    out.push(ESCAPES.get(byte) ?? byte);
    return at;
  }
  let code = 0;
  let end = at;
  for (; end < at + 3 && isOctal(bytes[end]); end += 1) code = code * 8 + (bytes[end] ?? 0) - 0x30;
  out.push(code & 0xff);
  return end - 1;
}

const ESCAPES = new Map([
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x62, 8],
  [0x66, 12],
]);

function isOctal(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x37;
}
