import type { ByteSource } from "../../model/format.ts";
import { textOf } from "../archive-in-text.ts";
import { decodeChunks, detectEncoding } from "../encoding.ts";
import { fromLatin1 } from "../mail/charset.ts";
import { unescapeHex } from "../mail/encoded-words.ts";
import { LineCutter, type LinePart } from "../mail/lines.ts";
import type { Problems } from "../mail/problems.ts";
import { parseHead, type PropertyHead } from "./property-head.ts";

/** A property of a vCard or iCalendar file (RFC 6350, 3.3; RFC 5545, 3.1). */
export interface Property extends PropertyHead {
  /** Decoded; empty for a binary value. Escapes of the format stand in it still. */
  readonly value: string;
  /** Whether the value does not stand in the entry as it is. */
  readonly isDecoded: boolean;
  /** It goes on past what is kept. */
  readonly isCut: boolean;
  /** A value in base64: where it stands, or its bytes where that cannot be said. */
  readonly binary: { readonly range: readonly [number, number] } | { readonly bytes: Buffer } | undefined;
}

/** What is told of the lines. A property returns false where something else begins: then nothing more is read. */
export interface PropertyTaker {
  readonly problems: Problems;
  property(property: Property): boolean;
  /** A line that is no property. */
  junk(line: string): boolean;
}

/** Bytes of one property that are kept; a picture in base64 does not count where its place can be said. */
const MAX_PROPERTY_BYTES = 16 * 1024 * 1024;

const HEAD_BYTES = 64 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Characters up to which each new line is asked whether the head ends in it. */
const HEAD_CHARACTERS = 8 * 1024;

/** A folded line: its head once that is known, and what followed. One character for each byte. */
interface Open {
  readonly pieces: string[];
  length: number;
  head: PropertyHead | undefined;
  /** Offsets in the entry of the value, where it is binary. */
  start: number;
  end: number;
  isSkipped: boolean;
  isCut: boolean;
  /** The last line ends in the soft break of quoted-printable. */
  isSoft: boolean;
}

/** Reads a file of properties. Returns the bytes of the entry up to its end, or to what belongs to something else. */
export async function readProperties(source: ByteSource, taker: PropertyTaker): Promise<number> {
  const chunks = textOf(source).chunks()[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return 0;
  const encoding = detectEncoding(first.value.subarray(0, HEAD_BYTES));
  const isWide = encoding === "utf-16le" || encoding === "utf-16be";
  let consumed = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for (let step = first; step.done !== true; step = await chunks.next()) {
      consumed += step.value.length;
      yield step.value;
    }
  }
  const folded = new Unfolder(taker, !isWide);
  let cutter: LineCutter | undefined;
  let rest: Buffer = Buffer.alloc(0);
  const add = (bytes: Buffer, isLast: boolean): void => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    if (cutter === undefined) {
      const mark = rest[0] === 0xef && rest[1] === 0xbb && rest[2] === 0xbf ? 3 : 0;
      const isOldMac = !rest.includes(LF) && rest.includes(CR);
      cutter = new LineCutter((line) => folded.take(line), isOldMac, mark);
      rest = rest.subarray(mark);
    }
    rest = rest.subarray(cutter.push(rest, isLast));
    if (!cutter.isStopped) rest = Buffer.from(rest);
  };
  const pieces = isWide ? utf8(decodeChunks(counted(), encoding)) : counted();
  let opening: Buffer = Buffer.alloc(0);
  for await (const chunk of pieces) {
    opening = Buffer.concat([opening, chunk]);
    // The first lines tell how all of them end.
    if (cutter === undefined && opening.length < HEAD_BYTES && !isBroken(opening)) continue;
    add(opening, false);
    opening = Buffer.alloc(0);
    if (isStopped(cutter)) break;
  }
  if (!isStopped(cutter)) add(opening, true);
  const isWhole = !isStopped(cutter) && folded.end();
  if (isWhole || cutter === undefined) return consumed;
  // Lines that were decoded say nothing of where they stood in the bytes.
  if (isWide) taker.problems.add("trailing-data", "lines that belong to nothing follow its end");
  return isWide ? consumed : folded.offset;
}

function isBroken(bytes: Buffer): boolean {
  return bytes.includes(LF);
}

function isStopped(cutter: LineCutter | undefined): boolean {
  return cutter?.isStopped === true;
}

async function* utf8(texts: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text, "utf8");
}

/** Puts folded lines together: a line that begins with white space goes on with the one before it. */
class Unfolder {
  readonly #taker: PropertyTaker;
  readonly #hasOffsets: boolean;
  #open: Open | undefined;
  /** Offset in the entry of the first byte of the last property. */
  offset = 0;

  constructor(taker: PropertyTaker, hasOffsets: boolean) {
    this.#taker = taker;
    this.#hasOffsets = hasOffsets;
  }

  take(line: LinePart): boolean {
    const { bytes, from, to, isStart } = line;
    const open = this.#open;
    if (open !== undefined && (!isStart || this.#goesOn(open, line))) {
      const isFolded = isStart && isBlank(bytes[from]);
      this.#add(open, line, isFolded ? from + 1 : from);
      return true;
    }
    if (!this.end()) return false;
    this.offset = line.offset;
    if (to === from) return true;
    this.#open = {
      pieces: [],
      length: 0,
      head: undefined,
      start: 0,
      end: 0,
      isSkipped: false,
      isCut: false,
      isSoft: false,
    };
    this.#add(this.#open, line, from);
    return true;
  }

  /** Gives the last property. */
  end(): boolean {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return true;
    const text = open.pieces.join("");
    const head = open.head ?? parseHead(text, true);
    if (head === undefined) return this.#taker.junk(fromLatin1(text));
    return this.#taker.property(this.#property(open, head, text));
  }

  /** Also lines of base64 that old phones did not indent, and those after a soft break of quoted-printable. */
  #goesOn(open: Open, { bytes, from, to }: LinePart): boolean {
    if (from === to) return false;
    if (isBlank(bytes[from])) return true;
    const head = open.head;
    if (head === undefined) return false;
    if (head.isQuotedPrintable) return open.isSoft;
    return head.isBase64 && !bytes.subarray(from, to).some((byte) => byte === 0x3a || byte === 0x3b);
  }

  #add(open: Open, { bytes, from: start, to, offset, isEnd }: LinePart, from: number): void {
    open.end = offset + to - start;
    if (open.isSkipped) return;
    const room = Math.max(0, MAX_PROPERTY_BYTES - open.length);
    if (to - from > room) open.isCut = true;
    let text = bytes.toString("latin1", from, Math.min(to, from + room));
    const mayBeSoft = open.head === undefined || open.head.isQuotedPrintable;
    open.isSoft = mayBeSoft && isEnd && text.endsWith("=");
    if (open.isSoft && open.head !== undefined) text = text.slice(0, -1);
    open.pieces.push(text);
    open.length += text.length;
    if (open.head !== undefined || open.length > HEAD_CHARACTERS || !text.includes(":")) return;
    this.#findHead(open, offset + to - start);
  }

  /** `end`: offset in the entry of the end of what was read. */
  #findHead(open: Open, end: number): void {
    const text = open.pieces.join("");
    const head = parseHead(text, false);
    open.head = head;
    if (head === undefined) return;
    if (open.isSoft && head.isQuotedPrintable) {
      open.pieces.splice(0, open.pieces.length, text.slice(0, -1));
      open.length = text.length - 1;
    }
    if (!head.isBase64 || !this.#hasOffsets) return;
    open.isSkipped = true;
    open.start = end - (text.length - head.valueAt);
  }

  #property(open: Open, head: PropertyHead, text: string): Property {
    const { isCut } = open;
    if (open.isSkipped) {
      const range = [open.start, Math.max(0, open.end - open.start)] as const;
      return { ...head, value: "", isDecoded: false, isCut: false, binary: { range } };
    }
    const raw = text.slice(head.valueAt);
    if (head.isBase64)
      return { ...head, value: "", isDecoded: false, isCut, binary: { bytes: Buffer.from(raw, "base64") } };
    const charset = head.parameter("CHARSET");
    const value = fromLatin1(head.isQuotedPrintable ? unescapeHex(raw, "=") : raw, charset);
    return {
      ...head,
      value,
      isDecoded: head.isQuotedPrintable || !this.#hasOffsets,
      isCut,
      binary: undefined,
    };
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
