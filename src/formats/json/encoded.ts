import type { EmbeddedContent } from "../../model/format.ts";
import { BACKSLASH } from "./bytes.ts";
import { unescaped } from "./escapes.ts";

const KiB = 1024;

/** Bytes of an embedded file that has to be put together; one that stands in the entry as it is may have any length. */
export const MAX_COLLECTED_BYTES = 32 * KiB * KiB;
/** A shorter string in base64 is no file. */
const MIN_FILE_BYTES = 64;
const DATA_URI = /^data:[^,"\s]{0,200},/i;

/** How base64 of common files begins: PDF, JPEG, PNG, GIF, ZIP, gzip, RIFF, Ogg, FLAC, ID3, SQLite, TIFF, OLE, 7z, MP4. */
const MAGICS = [
  "JVBERi0",
  "/9j/4",
  "/9j/2",
  "/9j/7",
  "iVBORw0KGgo",
  "R0lGODdh",
  "R0lGODlh",
  "UEsDBB",
  "H4sIA",
  "UklGR",
  "T2dnUwA",
  "ZkxhQwA",
  "SUQzA",
  "SUQzB",
  "U1FMaXRlIGZvcm1hdCAzA",
  "SUkqA",
  "TU0AK",
  "0M8R4KGxGuE",
  "N3q8ryccA",
];
/** The size of the first box stands before it. */
const FTYP = /^AAAA[A-Z][GHW]Z0eX/;

/** 1 for the first two bytes of what may be a file: strings come by the million, and nearly all of them are none. */
const OPENINGS = new Uint8Array(65_536);
for (const text of [...MAGICS, "data:", "Data:", "AA", "\\/"])
  OPENINGS[text.charCodeAt(0) * 256 + text.charCodeAt(1)] = 1;

/** A file within a string: where its bytes begin, and how they are written. */
export interface EncodedFile {
  readonly from: number;
  readonly isBase64: boolean;
}

/** The file that a string holds as a `data:` URI or in base64, told by the first bytes of it. */
export function encodedFile(buffer: Buffer, from: number, end: number): EncodedFile | undefined {
  if (OPENINGS[(buffer[from] ?? 0) * 256 + (buffer[from + 1] ?? 0)] === 0) return undefined;
  const head = buffer.toString("latin1", from, Math.min(end, from + 256));
  if (head.startsWith("data:") || head.startsWith("Data:")) {
    const header = DATA_URI.exec(head)?.[0];
    if (header === undefined) return undefined;
    return { from: from + header.length, isBase64: /;base64,$/i.test(header) };
  }
  if (end - from < MIN_FILE_BYTES) return undefined;
  // Some writers escape every slash, also the one that a JPEG begins with.
  const plain = head.replaceAll("\\/", "/");
  const known = MAGICS.some((magic) => plain.startsWith(magic)) || FTYP.test(plain);
  if (!known || !/^(?:[A-Za-z0-9+/]|\\\/|\\[rn]){32,}/.test(head)) return undefined;
  return { from, isBase64: true };
}

/** Whether all bytes are base64, escapes of `/` and of line ends included. */
export function isBase64(buffer: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (ALPHABET[buffer[at] ?? 0] === 0) return false;
  return true;
}

const ALPHABET = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z0-9+/=\-_\\]/.test(String.fromCharCode(byte))),
);

/** The file's bytes from what is written of it. */
export function decodedFile(written: string, file: EncodedFile): EmbeddedContent {
  const plain = unescaped(written);
  return { is: "bytes", bytes: file.isBase64 ? Buffer.from(plain, "base64") : percentDecoded(plain) };
}

/** `text` holds a character for each byte. */
function percentDecoded(text: string): Uint8Array {
  const code = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));
  return Buffer.from(text.replace(/%([0-9A-Fa-f]{2})/g, code), "latin1");
}

/** Base64 of fewer characters says too little to be more than chance. */
export const MIN_TEXT_BYTES = 24;
const MAX_TEXT_BYTES = 8 * KiB;
const PROBE_BYTES = 8;
/** How a token of three parts in base64 begins (RFC 7519): the first bytes of an object. */
const TOKEN_OPENING = "eyJ";
const DOT = 0x2e;

/** The text that a string in base64 stands for: printable ASCII, or JSON in UTF-8; undefined when it is none. */
export function encodedText(buffer: Buffer, from: number, end: number): string | undefined {
  const length = end - from;
  if (length < MIN_TEXT_BYTES || length > MAX_TEXT_BYTES) return undefined;
  // Words and numbers fail here: two groups of four characters stand for six bytes.
  for (let at = from; at < from + PROBE_BYTES; at += 4) {
    const a = SEXTET[buffer[at] ?? 0] ?? 64;
    const b = SEXTET[buffer[at + 1] ?? 0] ?? 64;
    const c = SEXTET[buffer[at + 2] ?? 0] ?? 64;
    const d = SEXTET[buffer[at + 3] ?? 0] ?? 64;
    if ((a | b | c | d) > 63) return undefined;
    const bits = (a << 18) | (b << 12) | (c << 6) | d;
    if (!isText(bits >> 16) || !isText((bits >> 8) & 0xff) || !isText(bits & 0xff)) return undefined;
  }
  const dot = buffer.subarray(from, end).indexOf(DOT);
  if (dot < 0) return decoded(buffer, from, end);
  return buffer.toString("latin1", from, from + TOKEN_OPENING.length) === TOKEN_OPENING
    ? claimsOf(buffer, from + dot + 1, end)
    : undefined;
}

/** What a token says of somebody stands in the second of its parts. */
function claimsOf(buffer: Buffer, from: number, end: number): string | undefined {
  const dot = buffer.subarray(from, end).indexOf(DOT);
  const text = dot < 0 ? undefined : decoded(buffer, from, from + dot);
  return text?.startsWith("{") === true ? text : undefined;
}

function decoded(buffer: Buffer, from: number, end: number): string | undefined {
  if (!isBase64(buffer, from, end) || buffer.subarray(from, end).includes(BACKSLASH)) return undefined;
  const bytes = Buffer.from(buffer.toString("latin1", from, end), "base64");
  if (bytes.length < Math.floor((end - from - 2) * 0.75)) return undefined;
  if (bytes.every(isText)) return bytes.toString("latin1");
  const text = bytes.toString("utf8");
  const isJson = /^[{[]/.test(text) && !text.includes("\ufffd");
  return isJson && bytes.every((byte) => byte >= 0x80 || isText(byte)) ? text : undefined;
}

const SEXTET = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(
    String.fromCharCode(byte),
  );
  return at >= 0 ? at : byte === 0x2d ? 62 : byte === 0x5f ? 63 : 64;
});

/** Printable ASCII, and the white space that JSON is laid out with. */
function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
