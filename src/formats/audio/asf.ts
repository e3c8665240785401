import { u16, u32 } from "../bytes.ts";
import { addAttachment } from "./attachments.ts";
import { addCodec, seconds } from "../media/facts.ts";
import { MAX_NESTING, type PartList, type View } from "../media/parts.ts";
import { addPicture } from "./pictures.ts";
import { wideText } from "../media/tag-text.ts";
import { pictureCodec, tellWaveFormat } from "./wave-format.ts";

// ASF (Microsoft): objects of a GUID and a size of 64 bits. GUIDs are told by their first eight bytes.

const DATA = "3626b2758e66cf11";
const HEADER_EXTENSION = "b503bf5f2ea9cf11";
const CONTENT_DESCRIPTION = "3326b2758e66cf11";
const EXTENDED_CONTENT = "40a4d0d207e3d211";
const METADATA = "eacbf8c5af5b7748";
const METADATA_LIBRARY = "941c23449894d149";
const FILE_PROPERTIES = "a1dcab8c47a9cf11";
const STREAM_PROPERTIES = "9107dcb7b7a9cf11";
const CODEC_LIST = "4052d1861d31d011";
/** Indexes that may follow the data. */
const INDEXES = new Set(["90080033b1e5cf11", "d329e2d6da35d111", "f803b1fead12644c", "d03fb73c4a0c0348"]);
const AUDIO = "409e69f84d5bcf11";
const VIDEO = "c0ef19bc4d5bcf11";
const MARKERS = "01cd87f451a9cf11";

const NAMES: ReadonlyMap<string, string> = new Map([
  [HEADER_EXTENSION, "header extension"], [CONTENT_DESCRIPTION, "content description"],
  [EXTENDED_CONTENT, "extended content description"], [METADATA, "metadata"], [METADATA_LIBRARY, "metadata library"],
  [FILE_PROPERTIES, "file properties"], [STREAM_PROPERTIES, "stream properties"], [CODEC_LIST, "codec list"],
  [MARKERS, "markers"],
]); // prettier-ignore

const OBJECT_BYTES = 24;
const HEADER_BYTES = 30;
const EXTENSION_BYTES = 46;
const PICTURE = "WM/Picture";

/** Walks a Windows Media file. */
export function walkAsf(parts: PartList, view: View): number {
  const { bytes } = view;
  parts.fact("container", "ASF");
  const header = u64(bytes, 16);
  if (header > bytes.length || header < HEADER_BYTES) {
    parts.bytes(view, "header", 0, bytes.length);
    parts.doubts("damaged", "its head is cut off");
    return bytes.length;
  }
  parts.holds(view, "header", 0, header);
  walkObjects(parts, view, HEADER_BYTES, header, "", 0);
  let at = header;
  while (at + OBJECT_BYTES <= bytes.length) {
    const guid = guidAt(bytes, at);
    const isData = guid === DATA;
    if (!isData && !INDEXES.has(guid)) break;
    const size = u64(bytes, at + 16);
    // A broadcast does not know the size of its data.
    const end = isData && size < OBJECT_BYTES ? bytes.length : at + size;
    parts.sound(view, isData ? "data" : "index", at, Math.min(end, bytes.length));
    if (end > bytes.length || size < OBJECT_BYTES) {
      if (end > bytes.length) parts.doubts("damaged", "its end is missing");
      return bytes.length;
    }
    at = end;
  }
  return at;
}

function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at, true) + u32(bytes, at + 4, true) * 0x1_0000_0000;
}

function guidAt(bytes: Uint8Array, at: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(8, bytes.length - at)).toString("hex");
}

function walkObjects(parts: PartList, view: View, from: number, to: number, prefix: string, depth: number): void {
  const { bytes } = view;
  let at = from;
  while (at + OBJECT_BYTES <= to) {
    const guid = guidAt(bytes, at);
    const size = u64(bytes, at + 16);
    const end = at + size;
    if (size < OBJECT_BYTES || end > to) break;
    const path = `${prefix}${NAMES.get(guid) ?? "object"}`;
    const content = at + OBJECT_BYTES;
    parts.holds(view, path, at, end);
    if (guid === HEADER_EXTENSION && depth < MAX_NESTING) walkObjects(parts, view, Math.min(at + EXTENSION_BYTES, end), end, `${path}/`, depth + 1);
    else if (guid === CONTENT_DESCRIPTION) addDescription(parts, view, path, content, end);
    else if (guid === EXTENDED_CONTENT) addAttributes(parts, view, path, content, end, false);
    else if (guid === METADATA || guid === METADATA_LIBRARY) addAttributes(parts, view, path, content, end, true);
    else parts.bytes(view, path, content, end);
    readNumbers(parts, bytes, guid, at, end);
    at = end;
  }
  parts.bytes(view, `${prefix}rest`, at, to);
} // prettier-ignore

const FIELDS = ["Title", "Author", "Copyright", "Description", "Rating"];

/** Five lengths, then five texts. */
function addDescription(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  let at = from + 10;
  for (const [index, name] of FIELDS.entries()) {
    const end = Math.min(at + u16(bytes, from + index * 2, true), to);
    addWide(parts, view, `${path}/${name}`, [name], Math.min(at, end), end);
    at = end;
  }
  parts.bytes(view, path, Math.min(at, to), to);
}

function addWide(parts: PartList, view: View, path: string, keys: readonly string[], from: number, to: number): string {
  const text = wideText(view.bytes.subarray(from, to), true);
  parts.text(view, path, from, to, keys, text);
  return text;
} // prettier-ignore

/** Named values; those of `isLong` say which stream and language they are about. */
function addAttributes(parts: PartList, view: View, path: string, from: number, to: number, isLong: boolean): void {
  const { bytes } = view;
  let at = from + 2;
  for (let left = u16(bytes, from, true); left > 0 && at + 6 <= to; left -= 1) {
    const nameBytes = u16(bytes, at + (isLong ? 4 : 0), true);
    const name = at + (isLong ? 12 : 2);
    const kindAt = isLong ? at + 6 : name + nameBytes;
    const valueBytes = isLong ? u32(bytes, at + 8, true) : u16(bytes, kindAt + 2, true);
    const value = isLong ? name + nameBytes : kindAt + 4;
    const end = value + valueBytes;
    if (end > to) break;
    const label = wideText(bytes.subarray(name, name + nameBytes), true).replaceAll("\0", "").trim();
    const named = `${path}/${label}`;
    parts.text(view, named, name, name + nameBytes, [], label);
    const kind = u16(bytes, kindAt, true);
    if (kind === 0) {
      const text = addWide(parts, view, named, [label], value, end);
      if (label === "WM/EncodingSettings" || label === "WM/ToolName") parts.fact("encoder", text);
    } else if (kind === 1 && label === PICTURE) addAsfPicture(parts, view, named, value, end);
    else if (kind === 1) addAttachment(parts, view, named, value, end, label, [label]);
    else parts.sound(view, named, value, end);
    at = end;
  }
  parts.bytes(view, path, Math.min(at, to), to);
} // prettier-ignore

/** A kind, a size, a media type and a description in UTF-16, the picture. */
function addAsfPicture(parts: PartList, view: View, path: string, from: number, to: number): void {
  const { bytes } = view;
  let at = from + 5;
  for (let zeros = 0; zeros < 2 && at + 1 < to; at += 2)
    if (bytes[at] === 0 && bytes[at + 1] === 0) zeros += 1;
  parts.bytes(view, path, from, Math.min(at, to));
  addPicture(parts, view, path, Math.min(at, to), to);
}

/** A sound's format is laid out as in a WAV. */
function readNumbers(parts: PartList, bytes: Uint8Array, guid: string, at: number, end: number): void {
  if (guid === FILE_PROPERTIES && end - at >= 104) {
    parts.fact("seconds", seconds(Math.max(0, u64(bytes, at + 64) / 1e7 - u64(bytes, at + 80) / 1e3)));
  } else if (guid === STREAM_PROPERTIES && end - at >= 94) {
    const kind = guidAt(bytes, at + 24);
    if (kind === AUDIO) tellWaveFormat(parts, bytes, at + 78, end);
    // Behind width and height, a byte of flags and a size.
    else if (kind === VIDEO && end - at >= 129) addCodec(parts, pictureCodec(bytes, at + 78 + 11 + 16));
  }
}
