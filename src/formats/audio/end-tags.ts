import { ascii, u32 } from "../bytes.ts";
import { addAttachment } from "./attachments.ts";
import { endOfId3, walkId3 } from "./id3.ts";
import type { PartList, View } from "../media/parts.ts";
import { addField, endOfText, narrowText } from "../media/tag-text.ts";

// Tags that programs put behind the sound of any format: ID3v1, ID3v2, APEv2, Lyrics3.

const ID3V1_BYTES = 128;
const EXTENDED_ID3V1_BYTES = 227;
const APE_RECORD_BYTES = 32;
const LYRICS_MARK_BYTES = 9;

/** Lyrics3 knows no sizes above; its text of version 1 has at most 5,100 bytes. */
const MAX_LYRICS_BYTES = 256 * 1024;

/** Behind an APEv2 tag without a header only ID3v1 and Lyrics3 tags stand. */
const MAX_BEHIND_APE_BYTES = 64 * 1024;

/** Adds the tags that stand at `at`, one after the other, and returns where they end; `at` when there are none. */
export function addTags(parts: PartList, view: View, at: number): number {
  let end = at;
  for (;;) {
    const next = addTag(parts, view, end);
    if (next === undefined) return end;
    end = next;
  }
}

/** Whether a tag that says so itself begins at `at`, and ends within the file. */
export function beginsTag(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  // Most bytes begin none.
  if (first !== 0x54 && first !== 0x41 && first !== 0x4c && first !== 0x49) return false;
  const start = ascii(bytes, at, 11);
  if (start.startsWith("TAG")) return at + ID3V1_BYTES <= bytes.length;
  if (start.startsWith("ID3")) return isId3Version(bytes[at + 3] ?? 0) && endOfId3(bytes, at) <= bytes.length;
  return start.startsWith("APETAGEX") || start === "LYRICSBEGIN";
}

function isId3Version(major: number): boolean {
  return major >= 2 && major <= 4;
}

/** Where the tag ends that begins at `at`; undefined when there is none, or it is cut off. */
function addTag(parts: PartList, view: View, at: number): number | undefined {
  const { bytes } = view;
  const start = ascii(bytes, at, 11);
  if (start.startsWith("TAG+")) return addFields(parts, view, at, "ID3v1 TAG+", EXTENDED_FIELDS, EXTENDED_ID3V1_BYTES);
  if (start.startsWith("TAG")) return addFields(parts, view, at, "ID3v1", FIELDS, ID3V1_BYTES);
  if (start.startsWith("ID3")) return endOfId3(bytes, at) <= bytes.length ? walkId3(parts, view, at, "") : undefined;
  if (start === "LYRICSBEGIN") return addLyrics(parts, view, at);
  return addApe(parts, view, at);
} // prettier-ignore

type Field = readonly [name: string, bytes: number];

const FIELDS: readonly Field[] = [["title", 30], ["artist", 30], ["album", 30], ["year", 4], ["comment", 30]]; // prettier-ignore
const EXTENDED_FIELDS: readonly Field[] = [["title", 60], ["artist", 60], ["album", 60], ["speed", 1], ["genre", 30], ["start", 6], ["end", 6]]; // prettier-ignore

function addFields(
  parts: PartList,
  view: View,
  at: number,
  path: string,
  fields: readonly Field[],
  size: number,
): number | undefined {
  if (at + size > view.bytes.length) return undefined;
  parts.holds(view, path, at, at + size);
  let from = at + (path === "ID3v1" ? 3 : 4);
  for (const [name, bytes] of fields) {
    addField(parts, view, `${path}/${name}`, from, from + bytes, [name]);
    from += bytes;
  }
  return at + size;
}

/** Version 2 is a list of fields of three letters and five digits of size; version 1 is one text. */
function addLyrics(parts: PartList, view: View, at: number): number | undefined {
  const { bytes } = view;
  const text = ascii(bytes, at, MAX_LYRICS_BYTES);
  const ends = ["LYRICS200", "LYRICSEND"].map((mark) => text.indexOf(mark));
  const end = at + Math.min(...ends.filter((found) => found >= 0));
  if (!Number.isFinite(end)) return undefined;
  parts.holds(view, "Lyrics3", at, end + LYRICS_MARK_BYTES);
  let from = at + 11;
  while (/^[A-Z]{3}\d{5}$/.test(ascii(bytes, from, 8))) {
    const to = Math.min(from + 8 + Number(ascii(bytes, from + 3, 5)), end);
    const id = ascii(bytes, from, 3);
    parts.text(
      view,
      `Lyrics3/${id}`,
      Math.min(from + 8, to),
      to,
      [id],
      narrowText(bytes.subarray(from + 8, to)),
    );
    from = Math.max(to, from + 8);
  }
  parts.bytes(view, "Lyrics3/text", from, end);
  return end + LYRICS_MARK_BYTES;
}

/** APEv2, with or without the header that a tag behind the sound need not have. */
function addApe(parts: PartList, view: View, at: number): number | undefined {
  const { bytes } = view;
  const hasHeader = ascii(bytes, at, 8) === "APETAGEX";
  const record = hasHeader ? at : apeFooter(bytes, at);
  if (record === undefined) return undefined;
  const size = u32(bytes, record + 12, true);
  const from = hasHeader ? at + APE_RECORD_BYTES : at;
  const end = from + size;
  if (size < APE_RECORD_BYTES || end > bytes.length) return undefined;
  parts.holds(view, "APEv2", at, end);
  let item = from;
  const last = end - APE_RECORD_BYTES;
  for (let index = u32(bytes, record + 16, true); index > 0 && item + 9 <= last; index -= 1) {
    const valueBytes = u32(bytes, item, true);
    const flags = u32(bytes, item + 4, true);
    const keyEnd = endOfText(bytes, item + 8, last);
    const to = keyEnd + 1 + valueBytes;
    if (to > last) break;
    addApeItem(parts, view, (flags >> 1) & 3, item + 8, keyEnd, to);
    item = to;
  }
  parts.bytes(view, "APEv2/rest", item, last);
  return end;
}

/** The footer of a tag without a header whose items begin at `at`. */
function apeFooter(bytes: Uint8Array, at: number): number | undefined {
  // An item is a size, flags, and a key of at least two printable characters.
  if (u32(bytes, at, true) > bytes.length - at || (bytes[at + 7] ?? 1) > 7 || (bytes[at + 8] ?? 0) < 0x20) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const footer = text.indexOf("APETAGEX", Math.max(at, bytes.length - MAX_BEHIND_APE_BYTES), "latin1");
  if (footer < 0 || footer + APE_RECORD_BYTES - u32(bytes, footer + 12, true) !== at) return undefined;
  return footer;
} // prettier-ignore

/** `kind`: 0 is text, 1 bytes (a file behind its name), 2 an address. */
function addApeItem(
  parts: PartList,
  view: View,
  kind: number,
  keyFrom: number,
  keyEnd: number,
  to: number,
): void {
  const { bytes } = view;
  const key = narrowText(bytes.subarray(keyFrom, keyEnd));
  const path = `APEv2/${key}`;
  if (kind !== 1) {
    parts.text(view, path, keyEnd + 1, to, [key], narrowText(bytes.subarray(keyEnd + 1, to)));
    return;
  }
  const nameEnd = endOfText(bytes, keyEnd + 1, to);
  const hasName = nameEnd < to;
  const name = hasName ? narrowText(bytes.subarray(keyEnd + 1, nameEnd)) : "";
  if (hasName) parts.text(view, path, keyEnd + 1, nameEnd, [key], name);
  addAttachment(parts, view, path, hasName ? nameEnd + 1 : keyEnd + 1, to, name, [key]);
}
