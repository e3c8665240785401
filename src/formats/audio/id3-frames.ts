import { endOfText, narrowText, wideText } from "../media/tag-text.ts";
import { addPicture } from "./pictures.ts";
import { addAttachment } from "./attachments.ts";
import type { FactName } from "../media/facts.ts";
import type { PartList, View } from "../media/parts.ts";

/** The content of a frame, unpacked. */
export interface FrameView {
  readonly view: View;
  readonly id: string;
  readonly path: string;
  /** Walks the frames that the content holds from `start` on. */
  readonly inner: (start: number) => void;
}

/** How the content of a frame is laid out, by its id; all others are bytes with runs of text in them. */
const DESCRIBED = new Map<string, "described" | "language-described" | "language">([
  ["TXXX", "described"], ["TXX", "described"], ["WXXX", "described"], ["WXX", "described"],
  ["COMM", "language-described"], ["COM", "language-described"],
  ["USLT", "language-described"], ["ULT", "language-described"], ["USER", "language"],
]); // prettier-ignore

const FACTS: ReadonlyMap<string, FactName> = new Map([
  ["TSSE", "encoder"],
  ["TSS", "encoder"],
  ["TENC", "encoder"],
  ["TEN", "encoder"],
]);

/** Bytes before the frames that a chapter or a table of contents holds, behind its own id. */
const CHAPTER_BYTES = 16;

/** Adds the parts of a frame. */
export function addFrame(parts: PartList, frame: FrameView): void {
  const { view, id, path } = frame;
  const { bytes } = view;
  const layout = DESCRIBED.get(id);
  if (layout !== undefined) addDescribed(parts, frame, layout);
  else if (id.startsWith("T")) addText(parts, view, path, [id], 1, bytes.length, bytes[0] ?? 0);
  else if (id === "CHAP") addChapter(parts, frame, CHAPTER_BYTES);
  else if (id === "CTOC") addContents(parts, frame);
  else if (id === "APIC" || id === "PIC") addAttachedPicture(parts, frame);
  else if (id === "PRIV" || id === "UFID" || id === "UFI") addOwned(parts, frame);
  else if (id === "GEOB" || id === "GEO") addObject(parts, frame);
  else if (id === "OWNE" || id === "COMR") addPurchase(parts, frame);
  else if (id === "SYLT" || id === "SLT") addTimedText(parts, frame);
  else if (id === "LINK" || id === "LNK") addLink(parts, frame);
  else parts.bytes(view, path, 0, bytes.length, [id]);
}

/** Encoding of text by the byte that tells it; Latin-1 often is UTF-8 or something else. */
function decoded(bytes: Uint8Array, encoding: number): string {
  return encoding === 1 || encoding === 2 ? wideText(bytes, false) : narrowText(bytes);
}

/** Where text in an encoding ends: at a zero (of two bytes in UTF-16). */
function endOf(bytes: Uint8Array, from: number, encoding: number): number {
  if (encoding !== 1 && encoding !== 2) return endOfText(bytes, from, bytes.length);
  for (let at = from; at + 1 < bytes.length; at += 2) if (bytes[at] === 0 && bytes[at + 1] === 0) return at;
  return bytes.length;
}

function afterText(end: number, encoding: number): number {
  return end + (encoding === 1 || encoding === 2 ? 2 : 1);
}

/** Text up to `to`, which zeros may part into several. */
function addText(
  parts: PartList,
  view: View,
  path: string,
  keys: readonly string[],
  from: number,
  to: number,
  encoding: number,
): void {
  const text = decoded(view.bytes.subarray(from, to), encoding);
  const fact = FACTS.get(keys[0] ?? "");
  if (fact !== undefined) parts.fact(fact, text);
  parts.text(view, path, Math.min(from, to), to, keys, text);
}

function addDescribed(
  parts: PartList,
  { view, id, path }: FrameView,
  layout: "described" | "language-described" | "language",
): void {
  const { bytes } = view;
  const encoding = bytes[0] ?? 0;
  const from = layout === "described" ? 1 : 4;
  if (layout === "language") {
    addText(parts, view, path, [id], from, bytes.length, encoding);
    return;
  }
  const end = Math.min(endOf(bytes, from, encoding), bytes.length);
  const description = decoded(bytes.subarray(from, end), encoding).trim();
  const named = description === "" ? path : `${path}:${description}`;
  if (description !== "") parts.text(view, named, from, end, [], description);
  // Addresses are in Latin-1 whatever the description is in.
  const inner = id.startsWith("W") ? 0 : encoding;
  const value = Math.min(afterText(end, encoding), bytes.length);
  addText(parts, view, named, description === "" ? [id] : [id, description], value, bytes.length, inner);
}

/** `PRIV`, `UFID`: who says it, and bytes that only they understand. */
function addOwned(parts: PartList, { view, id, path }: FrameView): void {
  const end = endOfText(view.bytes, 0, view.bytes.length);
  const owner = narrowText(view.bytes.subarray(0, end)).trim();
  const named = owner === "" ? path : `${path}:${owner}`;
  if (owner !== "") parts.text(view, named, 0, end, [], owner);
  parts.bytes(view, named, end + 1, view.bytes.length, owner === "" ? [id] : [id, owner]);
}

function addAttachedPicture(parts: PartList, { view, id, path }: FrameView): void {
  const { bytes } = view;
  const encoding = bytes[0] ?? 0;
  // Version 2 names the format in three letters, later ones have a media type that ends with a zero.
  const type = id === "PIC" ? 4 : endOfText(bytes, 1, bytes.length) + 1;
  const end = Math.min(endOf(bytes, type + 1, encoding), bytes.length);
  const description = decoded(bytes.subarray(type + 1, end), encoding);
  parts.bytes(view, path, 0, Math.min(type, bytes.length));
  parts.text(view, path, Math.min(type + 1, end), end, [], description);
  addPicture(parts, view, path, Math.min(afterText(end, encoding), bytes.length), bytes.length);
}

/** A file of any kind: media type, name and description come before it. */
function addObject(parts: PartList, { view, path, id }: FrameView): void {
  const { bytes } = view;
  const encoding = bytes[0] ?? 0;
  const name = endOfText(bytes, 1, bytes.length) + 1;
  const nameEnd = Math.min(endOf(bytes, name, encoding), bytes.length);
  const description = Math.min(afterText(nameEnd, encoding), bytes.length);
  const end = Math.min(endOf(bytes, description, encoding), bytes.length);
  const fileName = decoded(bytes.subarray(name, nameEnd), encoding);
  const label = decoded(bytes.subarray(description, end), encoding);
  parts.bytes(view, path, 1, Math.min(name, bytes.length));
  parts.text(view, path, Math.min(name, nameEnd), nameEnd, [], fileName);
  parts.text(view, path, description, end, [], label);
  const from = Math.min(afterText(end, encoding), bytes.length);
  addAttachment(parts, view, path, from, bytes.length, fileName, label === "" ? [id] : [id, label]);
}

function addChapter(parts: PartList, { view, id, path, inner }: FrameView, timeBytes: number): void {
  const end = endOfText(view.bytes, 0, view.bytes.length);
  parts.text(view, path, 0, end, [id], narrowText(view.bytes.subarray(0, end)));
  inner(Math.min(end + 1 + timeBytes, view.bytes.length));
}

/** A table of contents: its id, flags, a count, the ids of its chapters, frames. */
function addContents(parts: PartList, { view, id, path, inner }: FrameView): void {
  const { bytes } = view;
  let at = endOfText(bytes, 0, bytes.length);
  parts.text(view, path, 0, at, [id], narrowText(bytes.subarray(0, at)));
  const count = bytes[at + 2] ?? 0;
  at = Math.min(at + 3, bytes.length);
  for (let index = 0; index < count && at < bytes.length; index += 1) {
    const end = endOfText(bytes, at, bytes.length);
    parts.text(view, path, at, end, [id], narrowText(bytes.subarray(at, end)));
    at = Math.min(end + 1, bytes.length);
  }
  inner(at);
}

const DATE_BYTES = 8;

/** A price, a date without anything behind it, and who sold it. */
function addPurchase(parts: PartList, { view, id, path }: FrameView): void {
  const { length } = view.bytes;
  const date = Math.min(endOfText(view.bytes, 1, length) + 1, length);
  parts.bytes(view, path, 1, date);
  parts.bytes(view, path, date, Math.min(date + DATE_BYTES, length));
  parts.bytes(view, path, Math.min(date + DATE_BYTES, length), length, [id]);
}

/** Language, kinds, a description; then texts, each with its time behind it. */
function addTimedText(parts: PartList, { view, path }: FrameView): void {
  const { bytes } = view;
  const encoding = bytes[0] ?? 0;
  let at = Math.min(6, bytes.length);
  for (let index = 0; at < bytes.length; index += 1) {
    const end = Math.min(endOf(bytes, at, encoding), bytes.length);
    parts.text(view, path, at, end, [], decoded(bytes.subarray(at, end), encoding));
    // The first is the description.
    at = Math.min(afterText(end, encoding) + (index === 0 ? 0 : 4), bytes.length);
  }
}

/** The id of a frame, an address, and more. */
function addLink(parts: PartList, { view, id, path }: FrameView): void {
  const from = Math.min(id.length, view.bytes.length);
  parts.bytes(view, path, 0, from);
  parts.bytes(view, path, from, view.bytes.length, [id]);
}
