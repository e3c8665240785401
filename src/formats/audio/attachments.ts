import { ascii } from "../bytes.ts";
import { detectEncoding } from "../encoding.ts";
import { bySignature } from "../signatures.ts";
import { addPicture, isPicture } from "./pictures.ts";
import type { PartList, View } from "../media/parts.ts";
import { mediaKind } from "./signatures.ts";
import { isXml, addXml } from "../media/xml-text.ts";

/**
 * A file that lies in a recording. A picture is the recording's own (a cover); text and bytes of no known format are read
 * here; what is a document or an archive of a format of its own becomes an entry.
 */
export function addAttachment(
  parts: PartList,
  view: View,
  path: string,
  from: number,
  to: number,
  name: string,
  keys: readonly string[] = [],
): void {
  const head = view.bytes.subarray(from, Math.min(to, from + HEAD_BYTES));
  if (isPicture(head)) addPicture(parts, view, path, from, to);
  else if (isXml(view.bytes, from, to)) addXml(parts, view, path, from, to);
  else if (isKnown(head) || isText(head)) parts.file(view, path, from, to, name);
  else parts.bytes(view, path, from, to, keys);
} // prettier-ignore

const HEAD_BYTES = 4096;

function isKnown(head: Uint8Array): boolean {
  return bySignature(head) !== undefined || mediaKind(head) !== undefined || ascii(head, 0, 5) === "%PDF-";
}

/** Bytes of text from which on it is read as a file: shorter text is a value. */
const MIN_FILE_BYTES = 512;

function isText(head: Uint8Array): boolean {
  return head.length >= MIN_FILE_BYTES && detectEncoding(head) !== undefined;
}
