import type { PartList, View } from "./parts.ts";

/** UTF-8 where the bytes are that, otherwise Latin-1: what tags say of their encoding is often wrong. */
export function narrowText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoded = text.toString("utf8");
  return decoded.includes("\ufffd") ? text.toString("latin1") : decoded;
}

/** UTF-16 by its byte order mark, otherwise in the order that is given. */
export function wideText(bytes: Uint8Array, little: boolean): string {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const isMarked = mark === 0xfffe || mark === 0xfeff;
  const isLittle = isMarked ? mark === 0xfffe : little;
  return new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(isMarked ? bytes.subarray(2) : bytes);
}

/** Where text that ends with a zero ends: at the first one from `from` on, or at `to`. */
export function endOfText(bytes: Uint8Array, from: number, to: number): number {
  const zero = bytes.indexOf(0, from);
  return zero < 0 || zero > to ? to : zero;
}

/** A field of fixed length, filled up with zeros; what stands behind the first zero is bytes. */
export function addField(
  parts: PartList,
  view: View,
  path: string,
  from: number,
  to: number,
  keys: readonly string[],
): string {
  const last = Math.min(to, view.bytes.length);
  const end = endOfText(view.bytes, from, last);
  const text = narrowText(view.bytes.subarray(from, end)).trim();
  if (text !== "") parts.text(view, path, from, end, keys, text);
  if (end + 1 < last) parts.bytes(view, path, end + 1, last);
  return text;
}

/** A field of a fixed layout: its name, its length, and whether it is text. */
export type FixedField = readonly [name: string, bytes: number, isText: boolean];

/** Adds fields that follow one another, as far as they lie before `to`; returns where they end. */
export function addFixedFields(
  parts: PartList,
  view: View,
  path: string,
  from: number,
  to: number,
  fields: readonly FixedField[],
): number {
  let at = from;
  for (const [name, length, isText] of fields) {
    const end = Math.min(at + length, to);
    if (isText) addField(parts, view, `${path}/${name}`, at, end, [name]);
    else parts.bytes(view, `${path}/${name}`, at, end);
    at = end;
  }
  return at;
}
