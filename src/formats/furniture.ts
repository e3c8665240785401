import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { mediaKind } from "./audio/signatures.ts";
import { ascii, u16, u32 } from "./bytes.ts";
import { reportAppleDouble, reportDsStore } from "./companions.ts";
import { endOfBmp, endOfGif, endOfIco, endOfPng } from "./icons.ts";
import { ownEnd, startOfAppendedZip } from "./own-end.ts";
import { readPicture } from "./picture/index.ts";
import { bySignature } from "./signatures.ts";
import { readWhole } from "./whole.ts";

/** Bytes of an icon; a larger file of 64 × 64 pixels holds more than its picture. */
const MAX_ICON_BYTES = 64 * 1024;

/** What a kind of furniture is called, how it begins, and where its content ends (-1: it is no furniture after all). */
interface Furniture {
  readonly name: string;
  readonly maxBytes: number;
  /** What is no furniture after all is read like any other picture. */
  readonly isPicture?: true;
  begins(head: Uint8Array): boolean;
  end(bytes: Uint8Array): number;
  /** Reports the text it holds besides what it is there for. */
  readonly report?: (bytes: Uint8Array, maxValueBytes: number, out: Sink) => void;
}

const KINDS: readonly Furniture[] = [
  { name: "a PNG picture", maxBytes: MAX_ICON_BYTES, isPicture: true, begins: isSmallPng, end: endOfPng },
  { name: "a GIF picture", maxBytes: MAX_ICON_BYTES, isPicture: true, begins: isSmallGif, end: endOfGif },
  { name: "an icon", maxBytes: MAX_ICON_BYTES, isPicture: true, begins: isSmallIco, end: endOfIco },
  { name: "a BMP picture", maxBytes: MAX_ICON_BYTES, isPicture: true, begins: isSmallBmp, end: endOfBmp },
  { name: "a font", maxBytes: Infinity, begins: isWoff, end: endOfWoff },
  { name: "a font", maxBytes: Infinity, begins: isOpenType, end: endOfOpenType },
  {
    name: "an AppleDouble companion",
    maxBytes: Infinity,
    begins: isAppleDouble,
    end: endOfAppleDouble,
    report: reportAppleDouble,
  },
  { name: "a .DS_Store", maxBytes: Infinity, begins: isDsStore, end: endOfDsStore, report: reportDsStore },
];

/**
 * Files that are part of how an export looks, never of what it says: fonts, icons up to 64 × 64 pixels, AppleDouble and
 * `.DS_Store` companions. Told by their bytes; a name alone never makes furniture. The text in icons, and what
 * companions say of other files, is read.
 */
export const furnitureFormat: Format = {
  name: "furniture",
  killable: false,
  about: {
    title: "Fonts, icons, companions of macOS",
    recognised: "their bytes: fonts (WOFF, OpenType), icons up to 64 × 64 pixels, AppleDouble, `.DS_Store`",
    reads:
      "that fonts have no room for anything else; the text in icons, read like that of other pictures, and in companions",
    leaves:
      "fonts with room for text are `unsupported-format`; larger pictures, and icons of more than 64 KiB, are no furniture but pictures",
    library: null,
  },
  sniff(head: Uint8Array): Confidence {
    return KINDS.some((kind) => kind.begins(head)) ? 3 : 0;
  },
  async read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
    const bytes = await readWhole(source, context.limits.maxWholeBytes);
    const kind = KINDS.find((candidate) => candidate.begins(bytes));
    if (kind === undefined) throw new NotInspected("unknown-format", "it is no furniture");
    const end = bytes.length > kind.maxBytes ? -1 : kind.end(bytes);
    if (end < 0 && kind.isPicture === true) {
      // What an icon says in text is looked at; a file that is too long for an icon holds a film, or something else.
      if (bytes.length > kind.maxBytes) out.recording();
      else out.furniture();
      return readPicture(bytes, context, out);
    }
    if (end < 0) {
      const words = `${kind.name} that can hold more than its looks`;
      throw new NotInspected("unsupported-format", words, startOfAppendedZip(bytes));
    }
    if (end > bytes.length) throw new NotInspected("damaged", `${kind.name} that ends too early`);
    const own = ownEnd(bytes, end);
    out.furniture();
    kind.report?.(bytes.subarray(0, own), context.limits.maxValueBytes, out);
    return own;
  },
};

const ICON_PIXELS = 64;

function isIconSize(width: number, height: number): boolean {
  return width > 0 && height > 0 && width <= ICON_PIXELS && height <= ICON_PIXELS;
}

function isSmallPng(head: Uint8Array): boolean {
  return (
    ascii(head, 0, 8) === "\x89PNG\r\n\x1a\n" &&
    ascii(head, 12, 4) === "IHDR" &&
    isIconSize(u32(head, 16, false), u32(head, 20, false))
  );
}

function isSmallGif(head: Uint8Array): boolean {
  return /^GIF8[79]a$/.test(ascii(head, 0, 6)) && isIconSize(u16(head, 6, true), u16(head, 8, true));
}

function isSmallIco(head: Uint8Array): boolean {
  const type = u16(head, 2, true);
  const count = u16(head, 4, true);
  if (u16(head, 0, true) !== 0 || (type !== 1 && type !== 2) || count < 1 || count > 20) return false;
  for (let index = 0; index < count; index += 1) {
    const entry = 6 + index * 16;
    if (entry + 16 > head.length || head[entry + 3] !== 0) return false;
    // A width of 0 stands for 256.
    if (!isIconSize(head[entry] ?? 0, head[entry + 1] ?? 0)) return false;
    if (u32(head, entry + 12, true) < 6 + count * 16) return false;
  }
  return true;
}

function isSmallBmp(head: Uint8Array): boolean {
  if (ascii(head, 0, 2) !== "BM" || u32(head, 6, true) !== 0) return false;
  const headerBytes = u32(head, 14, true);
  if (headerBytes !== 40 && headerBytes !== 108 && headerBytes !== 124) return false;
  const height = u32(head, 22, true);
  // A negative height means rows from top to bottom.
  return isIconSize(u32(head, 18, true), height > 0x7fffffff ? 0x100000000 - height : height);
}

const FONT_VERSIONS = new Set(["\0\x01\0\0", "OTTO", "true", "ttcf"]);

function isWoff(head: Uint8Array): boolean {
  return /^wOF[F2]$/.test(ascii(head, 0, 4)) && FONT_VERSIONS.has(ascii(head, 4, 4));
}

/** WOFF and WOFF2 say their length; both may carry metadata and a private block, which is room for text. */
function endOfWoff(bytes: Uint8Array): number {
  const isSecond = ascii(bytes, 0, 4) === "wOF2";
  const metadataLength = u32(bytes, isSecond ? 32 : 28, false);
  const privateLength = u32(bytes, isSecond ? 44 : 40, false);
  return metadataLength + privateLength > 0 ? -1 : u32(bytes, 8, false);
}

function isOpenType(head: Uint8Array): boolean {
  if (!FONT_VERSIONS.has(ascii(head, 0, 4)) || ascii(head, 0, 4) === "ttcf") return false;
  const tables = u16(head, 4, false);
  // Every font has these; the first table's tag is printable.
  return tables >= 4 && tables <= 64 && /^[\x20-\x7e]{4}$/.test(ascii(head, 12, 4));
}

function endOfOpenType(bytes: Uint8Array): number {
  const tables = u16(bytes, 4, false);
  let end = 12 + tables * 16;
  const tags = new Set<string>();
  for (let index = 0; index < tables; index += 1) {
    const record = 12 + index * 16;
    tags.add(ascii(bytes, record, 4));
    end = Math.max(end, u32(bytes, record + 8, false) + u32(bytes, record + 12, false));
  }
  if (!tags.has("head") || !tags.has("cmap") || !tags.has("maxp")) return -1;
  // The last table may be padded to four bytes.
  return bytes.length > end && bytes.length - end < 4 ? bytes.length : end;
}

function isAppleDouble(head: Uint8Array): boolean {
  return u32(head, 0, false) === 0x00051607 && u32(head, 4, false) === 0x00020000;
}

function endOfAppleDouble(bytes: Uint8Array): number {
  const entries = u16(bytes, 24, false);
  if (entries > 64) return -1;
  let end = 26 + entries * 12;
  for (let index = 0; index < entries; index += 1) {
    const entry = 26 + index * 12;
    end = Math.max(end, u32(bytes, entry + 4, false) + u32(bytes, entry + 8, false));
  }
  return end;
}

function isDsStore(head: Uint8Array): boolean {
  return ascii(head, 0, 8) === "\0\0\0\x01Bud1";
}

const DS_STORE_HEADER_BYTES = 36;
const MAX_BLOCKS = 65_536;

/**
 * Where the last block in use of a `.DS_Store` ends. Free blocks behind it, with what was deleted, belong to it as well;
 * only what begins like another file does not.
 */
function endOfDsStore(bytes: Uint8Array): number {
  // Offsets count from the second word on.
  const root = 4 + u32(bytes, 8, false);
  let end = Math.max(DS_STORE_HEADER_BYTES, root + u32(bytes, 12, false));
  const blocks = Math.min(u32(bytes, root, false), MAX_BLOCKS);
  for (let block = 0; block < blocks && root + 12 + block * 4 <= bytes.length; block += 1) {
    // The lower five bits of an address are the logarithm of the block's size.
    const address = u32(bytes, root + 8 + block * 4, false);
    end = Math.max(end, 4 + (address - (address % 32)) + 2 ** (address % 32));
  }
  const rest = bytes.subarray(end);
  return rest.length > 0 && beginsFile(rest) ? end : bytes.length;
}

function beginsFile(bytes: Uint8Array): boolean {
  return bySignature(bytes) !== undefined || mediaKind(bytes) !== undefined || ascii(bytes, 0, 5) === "%PDF-";
}
