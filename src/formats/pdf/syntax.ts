import { unescape } from "./escapes.ts";

/** An object of a PDF, as it is written (ISO 32000-2, 7.3). */
export type PdfValue =
  number | boolean | null | PdfName | PdfText | PdfReference | PdfWord | PdfArray | PdfDict;

export interface PdfName {
  readonly is: "name";
  readonly name: string;
}

export interface PdfText {
  readonly is: "text";
  readonly bytes: Uint8Array;
}

export interface PdfReference {
  readonly is: "reference";
  readonly number: number;
  readonly generation: number;
}

/** An operator of a content stream, or anything else that is no object. */
export interface PdfWord {
  readonly is: "word";
  readonly word: string;
}

export interface PdfArray {
  readonly is: "array";
  readonly items: readonly PdfValue[];
}

export interface PdfDict {
  readonly is: "dict";
  readonly entries: ReadonlyMap<string, PdfValue>;
}

/** Arrays and dictionaries in one another; what writers make has a handful. */
const MAX_NESTING = 64;

/** Bytes of one name, number or word; the rest of a longer one is passed over. */
const MAX_WORD_BYTES = 256;

const WHITE = 1;
const DELIMITER = 2;
const KINDS = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) KINDS[code] = WHITE;
for (const character of "()<>[]{}/%") KINDS[character.charCodeAt(0)] = DELIMITER;

/** 1 for bytes that stand for themselves in a string, whatever comes before or behind. */
const PLAIN_IN_STRING = new Uint8Array(256).fill(1);
for (const code of [0x28, 0x29, 0x5c, 13]) PLAIN_IN_STRING[code] = 0;

/** Reads objects one after the other. Never throws: what is no object comes as a word. */
export class PdfReader {
  readonly #bytes: Uint8Array;
  readonly #buffer: Buffer;
  readonly #end: number;
  /** Where the next object begins. */
  at: number;
  /** Something was met that no writer puts there: what was read may be less than what was meant. */
  isBroken = false;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#end = end;
    this.at = at;
  }

  /** The next object; undefined at the end. */
  next(nesting = 0): PdfValue | undefined {
    this.skipWhite();
    if (this.at >= this.#end) return undefined;
    const byte = this.#bytes[this.at] ?? 0;
    switch (byte) {
      case 0x2f:
        this.at += 1;
        return { is: "name", name: this.#name() };
      case 0x28:
        return this.#literal();
      case 0x3c:
        if (this.#bytes[this.at + 1] !== 0x3c) return this.#hex();
        this.at += 2;
        return nesting >= MAX_NESTING ? word("<<") : this.#dict(nesting);
      case 0x5b:
        this.at += 1;
        return nesting >= MAX_NESTING ? word("[") : this.#array(nesting);
      case 0x3e:
        this.at += this.#bytes[this.at + 1] === 0x3e ? 2 : 1;
        return word(">>");
      default:
        if (KINDS[byte] !== DELIMITER) return this.#regular();
        this.at += 1;
        return word(String.fromCharCode(byte));
    }
  }

  skipWhite(): void {
    const bytes = this.#bytes;
    while (this.at < this.#end) {
      const byte = bytes[this.at] ?? 0;
      if (byte === 0x25) {
        while (this.at < this.#end && bytes[this.at] !== 10 && bytes[this.at] !== 13) this.at += 1;
      } else if (KINDS[byte] === WHITE) this.at += 1;
      else return;
    }
  }

  #characters(): string {
    const from = this.at;
    while (this.at < this.#end && KINDS[this.#bytes[this.at] ?? 0] === 0) this.at += 1;
    return this.#buffer.toString("latin1", from, Math.min(this.at, from + MAX_WORD_BYTES));
  }

  #name(): string {
    const text = this.#characters();
    if (!text.includes("#")) return text;
    return text.replace(/#([0-9a-f]{2})/gi, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  /** A number, a reference, true, false, null, or a word. */
  #regular(): PdfValue {
    const text = this.#characters();
    const first = text.charCodeAt(0);
    if (first > 0x39 || first < 0x2b) return constant(text);
    if (!/^[+-]{0,2}(?:\d+\.?\d*|\.\d+)/.test(text)) return constant(text);
    const number = Number.parseFloat(text.replace(/^[+-]*(?=[+-])/, ""));
    return /^\d{1,10}$/.test(text) ? (this.#reference(number) ?? number) : number;
  }

  #reference(number: number): PdfReference | undefined {
    const bytes = this.#bytes;
    let at = this.at;
    while (at < this.#end && KINDS[bytes[at] ?? 0] === WHITE) at += 1;
    const digits = at;
    let generation = 0;
    for (; at < digits + 6 && isDigit(bytes[at]); at += 1)
      generation = generation * 10 + (bytes[at] ?? 0) - 0x30;
    if (at === digits) return undefined;
    const gap = at;
    while (at < this.#end && KINDS[bytes[at] ?? 0] === WHITE) at += 1;
    if (at === gap || at >= this.#end || bytes[at] !== 0x52) return undefined;
    if (at + 1 < this.#end && KINDS[bytes[at + 1] ?? 0] === 0) return undefined;
    this.at = at + 1;
    return { is: "reference", number, generation };
  }

  #literal(): PdfText {
    const bytes = this.#bytes;
    const from = this.at + 1;
    let plain = from;
    while (plain < this.#end && PLAIN_IN_STRING[bytes[plain] ?? 0] === 1) plain += 1;
    if (plain < this.#end && bytes[plain] === 0x29) {
      this.at = plain + 1;
      return { is: "text", bytes: bytes.subarray(from, plain) };
    }
    const out: number[] = [];
    let open = 1;
    let at = this.at + 1;
    for (; at < this.#end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === 0x5c) {
        at = unescape(bytes, at + 1, out);
        continue;
      }
      if (byte === 0x28) open += 1;
      else if (byte === 0x29) {
        open -= 1;
        if (open === 0) break;
      }
      if (byte !== 13) out.push(byte);
      else if (bytes[at + 1] !== 10) out.push(10);
    }
    this.at = at + 1;
    return { is: "text", bytes: Uint8Array.from(out) };
  }

  #hex(): PdfText {
    const out: number[] = [];
    let high = -1;
    let at = this.at + 1;
    for (; at < this.#end && this.#bytes[at] !== 0x3e; at += 1) {
      const digit = Number.parseInt(String.fromCharCode(this.#bytes[at] ?? 0), 16);
      if (Number.isNaN(digit)) continue;
      if (high < 0) high = digit;
      else {
        out.push(high * 16 + digit);
        high = -1;
      }
    }
    if (high >= 0) out.push(high * 16);
    this.at = at + 1;
    return { is: "text", bytes: Uint8Array.from(out) };
  }

  #array(nesting: number): PdfArray {
    const items: PdfValue[] = [];
    for (;;) {
      this.skipWhite();
      const before = this.at;
      const item = this.next(nesting + 1);
      if (item !== undefined && endsObject(item)) this.at = before;
      if (item === undefined || endsObject(item)) this.isBroken = true;
      if (item === undefined || isWord(item, "]") || endsObject(item)) break;
      items.push(item);
    }
    return { is: "array", items };
  }

  #dict(nesting: number): PdfDict {
    const entries = new Map<string, PdfValue>();
    for (;;) {
      this.skipWhite();
      let before = this.at;
      const key = this.next(nesting + 1);
      if (key !== undefined && endsObject(key)) this.at = before;
      if (key !== undefined && isWord(key, ">>")) break;
      if (key === undefined || !isName(key)) this.isBroken = true;
      if (key === undefined || endsObject(key)) break;
      if (!isName(key)) continue;
      this.skipWhite();
      before = this.at;
      const value = this.next(nesting + 1);
      if (value !== undefined && endsObject(value)) this.at = before;
      if (value === undefined || isWord(value, ">>") || endsObject(value)) {
        this.isBroken = true;
        break;
      }
      // Of two equal keys the last counts, as in pdf.js; the others are not lost.
      const earlier = entries.get(key.name);
      if (earlier !== undefined) entries.set(`${key.name}'${entries.size}`, earlier);
      entries.set(key.name, value);
    }
    return { is: "dict", entries };
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function constant(text: string): PdfValue {
  if (text === "true") return true;
  if (text === "false") return false;
  return text === "null" ? null : word(text);
}

function word(text: string): PdfWord {
  return { is: "word", word: text };
}

function isWord(value: PdfValue, text: string): boolean {
  return typeof value === "object" && value?.is === "word" && value.word === text;
}

/** A bracket that is never closed must not swallow the objects that follow. */
function endsObject(value: PdfValue): boolean {
  return isWord(value, "endobj") || isWord(value, "stream") || isWord(value, "obj");
}

function isName(value: PdfValue): value is PdfName {
  return typeof value === "object" && value?.is === "name";
}
