import { NotInspected } from "../../model/errors.ts";

const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/** Unpacks LZW (ISO 32000-2, 7.4.4), into at most `limit` bytes. */
export function unpackLzw(bytes: Uint8Array, earlyChange: number, limit: number): Uint8Array {
  const before = new Uint16Array(MAX_CODES);
  const lengths = new Uint16Array(MAX_CODES);
  const last = new Uint8Array(MAX_CODES);
  for (let code = 0; code < 256; code += 1) {
    lengths[code] = 1;
    last[code] = code;
  }
  let out = new Uint8Array(Math.max(1024, bytes.length * 4));
  let length = 0;
  let next = END + 1;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffffff;
    bits += 8;
    if (bits < width) continue;
    bits -= width;
    const code = (value >> bits) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      next = END + 1;
      width = 9;
      previous = -1;
      continue;
    }
    // The code that is just being made repeats the one before and its own first byte.
    const isNew = code >= next;
    if (isNew && (previous < 0 || code > next))
      throw new NotInspected("damaged", "its packed data is damaged");
    const known = isNew ? previous : code;
    const size = (lengths[known] ?? 0) + (isNew ? 1 : 0);
    if (length + size > limit) throw new NotInspected("over-limit", "it unpacks to more than it may");
    if (length + size > out.length) {
      const larger = new Uint8Array((length + size) * 2);
      larger.set(out);
      out = larger;
    }
    let at = length + (lengths[known] ?? 0) - 1;
    for (let link = known; at >= length; at -= 1) {
      out[at] = last[link] ?? 0;
      link = before[link] ?? 0;
    }
    if (isNew) out[length + size - 1] = out[length] ?? 0;
    if (previous >= 0 && next < MAX_CODES) {
      before[next] = previous;
      lengths[next] = (lengths[previous] ?? 0) + 1;
      last[next] = out[length] ?? 0;
      next += 1;
      if (next + earlyChange >= 1 << width && width < 12) width += 1;
    }
    length += size;
    previous = code;
  }
  return out.subarray(0, length);
}
