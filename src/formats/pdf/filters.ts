import { constants, inflateSync } from "node:zlib";
import { NotInspected } from "../../model/errors.ts";
import type { PdfDict, PdfValue } from "./syntax.ts";
import { dictOf, itemsOf, nameOf, numberOf } from "./values.ts";
import { isPng, unpredict } from "./predictors.ts";
import { unpackLzw } from "./lzw.ts";

/** Bytes that one stream may unpack to. */
const MAX_STREAM_BYTES = 64 * 1024 * 1024;

/** Filters in a row; writers use one or two. */
const MAX_FILTERS = 8;

/** Filters of pictures and sound: what they pack is no text, and is never unpacked. */
const MEDIA = new Set(["DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode"]);

export interface Unpacked {
  readonly bytes: Uint8Array;
  /** The picture's filter at which unpacking stopped. */
  readonly media?: string;
}

/** Unpacks a stream's bytes. Throws `NotInspected` for what cannot be unpacked, or not within `limit` bytes. */
export function unpack(
  packed: Uint8Array,
  dict: PdfDict,
  resolve: (value: PdfValue | undefined) => PdfValue | undefined,
  limit = MAX_STREAM_BYTES,
): Unpacked {
  const filters = listOf(resolve(dict.entries.get("Filter") ?? dict.entries.get("F")), resolve);
  const parameters = listOf(resolve(dict.entries.get("DecodeParms") ?? dict.entries.get("DP")), resolve);
  if (filters.length > MAX_FILTERS)
    throw new NotInspected("over-limit", "it is packed more than eight times");
  let bytes = packed;
  for (const [index, filter] of filters.entries()) {
    const name = nameOf(filter) ?? "";
    if (MEDIA.has(name)) return { bytes, media: name };
    bytes = unpackOne(name, bytes, dictOf(parameters[index]), resolve, limit);
  }
  return { bytes };
}

function listOf(
  value: PdfValue | undefined,
  resolve: (value: PdfValue | undefined) => PdfValue | undefined,
): (PdfValue | undefined)[] {
  const items = itemsOf(value);
  if (items.length > 0) return items.map(resolve);
  return value === undefined || value === null ? [] : [value].filter((one) => nameOf(one) ?? dictOf(one));
}

function unpackOne(
  name: string,
  bytes: Uint8Array,
  parameters: PdfDict | undefined,
  resolve: (value: PdfValue | undefined) => PdfValue | undefined,
  limit: number,
): Uint8Array {
  const parameter = (key: string, usual: number): number =>
    numberOf(resolve(parameters?.entries.get(key))) ?? usual;
  const shape = {
    predictor: parameter("Predictor", 1),
    colors: parameter("Colors", 1),
    bits: parameter("BitsPerComponent", 8),
    columns: parameter("Columns", 1),
  };
  switch (name) {
    case "FlateDecode":
    case "Fl":
      return unpredict(inflate(bytes, isPng(shape) ? limit + limit / 8 : limit), shape);
    case "LZWDecode":
    case "LZW":
      return unpredict(unpackLzw(bytes, parameter("EarlyChange", 1), limit), shape);
    case "ASCIIHexDecode":
    case "AHx":
      return fromHex(bytes);
    case "ASCII85Decode":
    case "A85":
      return fromBase85(bytes, limit);
    case "RunLengthDecode":
    case "RL":
      return unpackRuns(bytes, limit);
    case "Crypt":
      return bytes;
    default:
      throw new NotInspected("unsupported-format", `it is packed with ${name.slice(0, 40)}`);
  }
}

/** Bytes of a header; what is not longer holds nothing. */
const FLATE_HEADER_BYTES = 2;

/** What a packer writes that hands over all it was given and never says that this was all (RFC 1951, 3.2.4). */
const FLUSHED = Buffer.from([0, 0, 0xff, 0xff]);

/** Data whose checksum is wrong, or missing, is damaged. (pdf.js looks at no checksum.) Acrobat only flushes what it fills in. */
function inflate(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= FLATE_HEADER_BYTES) return new Uint8Array(0);
  const finishFlush = FLUSHED.equals(bytes.subarray(-FLUSHED.length))
    ? constants.Z_SYNC_FLUSH
    : constants.Z_FINISH;
  try {
    return inflateSync(bytes, { maxOutputLength: limit, finishFlush });
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit);
    throw new NotInspected("damaged", "its packed data is damaged");
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function tooLarge(limit: number): NotInspected {
  return new NotInspected("over-limit", `it unpacks to more than ${Math.floor(limit / 1024 / 1024)} MiB`);
}

function fromHex(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array((bytes.length + 1) >> 1);
  let digits = 0;
  for (const byte of bytes) {
    if (byte === 0x3e) break;
    const digit = HEX[byte] ?? 255;
    if (digit === 255) continue;
    out[digits >> 1] = (out[digits >> 1] ?? 0) | (digits % 2 === 0 ? digit << 4 : digit);
    digits += 1;
  }
  return out.subarray(0, (digits + 1) >> 1);
}

const HEX = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 255 : digit;
});

function fromBase85(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit) throw tooLarge(limit);
  const out = new Uint8Array(bytes.length * 4);
  let length = 0;
  let value = 0;
  let digits = 0;
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && digits === 0) length += 4;
    if (byte < 0x21 || byte > 0x75) continue;
    value = value * 85 + byte - 0x21;
    digits += 1;
    if (digits < 5) continue;
    for (let shift = 24; shift >= 0; shift -= 8) out[length++] = Math.floor(value / 2 ** shift) & 0xff;
    value = 0;
    digits = 0;
  }
  if (digits > 1) {
    for (let missing = digits; missing < 5; missing += 1) value = value * 85 + 84;
    for (let byte = 0; byte < digits - 1; byte += 1)
      out[length++] = Math.floor(value / 2 ** (24 - 8 * byte)) & 0xff;
  }
  return out.subarray(0, length);
}

function unpackRuns(bytes: Uint8Array, limit: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const code = bytes[at] ?? 128;
    if (code === 128) break;
    const part =
      code < 128
        ? bytes.subarray(at + 1, at + 2 + code)
        : new Uint8Array(257 - code).fill(bytes[at + 1] ?? 0);
    parts.push(part);
    length += part.length;
    if (length > limit) throw tooLarge(limit);
    at += code < 128 ? code + 2 : 2;
  }
  return Buffer.concat(parts);
}
