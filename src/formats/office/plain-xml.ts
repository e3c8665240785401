import { withoutReferences } from "./references.ts";
import { ShortCell } from "./short-cell.ts";
import { localName } from "./xml-names.ts";
import type { XmlHandler } from "./xml-names.ts";

/** Characters of one tag or stretch of text that are held until it is whole; a longer one is the full parser's. */
const MAX_HELD_CHARACTERS = 1024 * 1024;
const DECLARATION =
  /<\?xml version=["']1\.0["'](?: encoding=["'][\w.-]{1,40}["'])?(?: standalone=["'](?:yes|no)["'])?\s?\?>/y;
/** What XML does not allow as a character. */
// oxlint-disable-next-line no-control-regex -- these are what it is about
const NO_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const NO_ATTRIBUTES = {};
const NAMES = 256;

const SPACE = 0x20;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const LESS = 0x3c;
const QUESTION = 0x3f;
const LETTER_C = 0x63;
const LETTER_S = 0x73;

/** 1: may begin a name, 2: may stand in one. */
const NAME_CHARACTERS = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) NAME_CHARACTERS[code] = 1;
  else if (/[\d.:-]/.test(character)) NAME_CHARACTERS[code] = 2;
}

interface Name {
  readonly raw: string;
  readonly local: string;
}

/**
 * Reads the XML that Office programs write: tags, attributes, text, the five entities and numbers of characters. It
 * takes only what is well-formed beyond doubt and gives the rest back for the full parser, which is six times slower.
 */
export class PlainXml {
  readonly #handler: XmlHandler;
  readonly #maxDepth: number;
  readonly #open: Name[] = [];
  readonly #names: (Name | undefined)[] = Array.from({ length: NAMES });
  #held = "";
  #hasReturn = false;
  #isStarted = false;
  #hasRoot = false;
  /** Where the next reference is in the text at hand; behind its end for none. */
  #reference = 0;
  #hasBreaks = false;
  #isOther = false;
  readonly #shortCell = new ShortCell();
  /** Position behind the tag or attribute just read. */
  #at = 0;

  constructor(handler: XmlHandler, maxDepth: number) {
    this.#handler = handler;
    this.#maxDepth = maxDepth;
  }

  /** Tags that bring the full parser to where this one stopped. */
  context(): string {
    if (this.#open.length > 0) return this.#open.map(({ raw }) => `<${raw}>`).join("");
    return this.#hasRoot ? "<root/>" : "";
  }

  /**
   * Returns what the full parser has to read from here on; undefined as long as nothing has. `isClean`: the piece holds
   * no control characters but tabs and line ends.
   */
  push(piece: string, isClean = false): string | undefined {
    let text = (this.#hasReturn ? `${this.#held}\r` : this.#held) + piece;
    this.#held = "";
    this.#hasReturn = false;
    if (text.includes("\r")) {
      this.#hasReturn = text.endsWith("\r");
      text = (this.#hasReturn ? text.slice(0, -1) : text).replace(/\r\n?/g, "\n");
    }
    const isPlain = isClean ? !text.includes("\ufffe") && !text.includes("\uffff") : !NO_CHARACTER.test(text);
    if (!isPlain || text.includes("]]>")) return this.#giveBack(text);
    const rest = text.slice(this.#read(text));
    if (this.#isOther || rest.length > MAX_HELD_CHARACTERS) return this.#giveBack(rest);
    this.#held = rest;
    return undefined;
  }

  /** The same at the end: what is unfinished. */
  end(): string | undefined {
    const rest = this.#giveBack(this.#held);
    return rest.trim() === "" && this.#open.length === 0 && this.#hasRoot ? undefined : rest;
  }

  #giveBack(rest: string): string {
    return this.#hasReturn ? `${rest}\r` : rest;
  }

  /** Returns the position up to which it read; notes where something is not plain. */
  #read(text: string): number {
    const handler = this.#handler;
    const isCell = handler.cell !== undefined;
    const isList = handler.string !== undefined;
    this.#reference = -1;
    this.#hasBreaks = text.includes("\n") || text.includes("\t");
    let at = 0;
    let tag = text.indexOf("<");
    while (tag >= 0) {
      if (tag > at) {
        const between = this.#resolved(text, at, tag);
        this.#isOther = between === undefined || (this.#open.length === 0 && between.trim() !== "");
        if (between === undefined || this.#isOther) return at;
        if (this.#open.length > 0) handler.text(between);
        at = tag;
      }
      const code = text.charCodeAt(tag + 1);
      if (code === LETTER_C && isCell && this.#cell(text, tag)) {
        at = this.#at;
        tag = text.charCodeAt(at) === LESS ? at : text.indexOf("<", at);
        continue;
      }
      if (code === LETTER_S && isList && this.#string(text, tag)) {
        at = this.#at;
        tag = text.charCodeAt(at) === LESS ? at : text.indexOf("<", at);
        continue;
      }
      const next = text.indexOf("<", tag + 1);
      const outcome = code === SLASH ? this.#close(text, tag) : this.#tag(text, tag, code, next);
      if (outcome !== "read") {
        this.#isOther = outcome === "other" || next >= 0;
        return at;
      }
      at = this.#at;
      tag = next;
    }
    return at;
  }

  /** A whole cell, if it is written in the shortest way and is told as such. */
  #cell(text: string, tag: number): boolean {
    const cell = this.#shortCell;
    if (this.#open.length === 0 || !cell.read(text, tag)) return false;
    this.#at = cell.end;
    return this.#handler.cell?.(cell.column, cell.row, cell.type, cell.style, cell.value) === true;
  }

  #string(text: string, tag: number): boolean {
    if (this.#open.length !== 1) return false;
    let start = tag;
    if (text.startsWith("<si><t>", tag)) start += 7;
    else if (text.startsWith('<si><t xml:space="preserve">', tag)) start += 28;
    else return false;
    const end = text.indexOf("<", start);
    if (end < 0 || !text.startsWith("</t></si>", end)) return false;
    const value = this.#resolved(text, start, end);
    if (value === undefined) return false;
    this.#at = end + 9;
    this.#handler.string?.(value);
    return true;
  }

  #close(text: string, tag: number): Outcome {
    const name = this.#open.at(-1);
    if (name === undefined) return "other";
    const end = tag + 2 + name.raw.length;
    if (end >= text.length) return "unfinished";
    if (text.charCodeAt(end) !== GREATER || !text.startsWith(name.raw, tag + 2)) return "other";
    this.#open.pop();
    this.#at = end + 1;
    this.#handler.close(name.local);
    return "read";
  }

  #tag(text: string, tag: number, code: number, next: number): Outcome {
    if (tag + 1 >= text.length) return "unfinished";
    if (code === QUESTION) return this.#declaration(text, tag);
    if (NAME_CHARACTERS[code] !== 1) return "other";
    if (this.#open.length >= this.#maxDepth || (this.#hasRoot && this.#open.length === 0)) return "other";
    const nameEnd = endOfName(text, tag + 1);
    let at = nameEnd;
    let attributes: Record<string, string> = NO_ATTRIBUTES;
    for (;;) {
      const start = at;
      while (isSpace(text.charCodeAt(at))) at += 1;
      if (at >= text.length) return "unfinished";
      const character = text.charCodeAt(at);
      if (character === GREATER || character === SLASH) break;
      if (at === start || NAME_CHARACTERS[character] !== 1) return "other";
      if (attributes === NO_ATTRIBUTES) attributes = {};
      const outcome = this.#attribute(text, at, attributes);
      if (outcome !== "read") return outcome;
      at = this.#at;
    }
    const isEmpty = text.charCodeAt(at) === SLASH;
    if (isEmpty) at += 1;
    if (at >= text.length) return "unfinished";
    // A tag within a tag: no value may hold one.
    if (text.charCodeAt(at) !== GREATER || (next >= 0 && next < at)) return "other";
    this.#at = at + 1;
    this.#isStarted = true;
    this.#hasRoot = true;
    const name = this.#nameOf(text, tag + 1, nameEnd);
    if (!isEmpty) this.#open.push(name);
    this.#handler.open(name.local, attributes);
    if (isEmpty) this.#handler.close(name.local);
    return "read";
  }

  #attribute(text: string, at: number, attributes: Record<string, string>): Outcome {
    const nameEnd = endOfName(text, at);
    if (nameEnd + 1 >= text.length) return "unfinished";
    if (text.charCodeAt(nameEnd) !== EQUALS) return "other";
    const quote = text[nameEnd + 1];
    if (quote !== '"' && quote !== "'") return "other";
    const end = text.indexOf(quote, nameEnd + 2);
    if (end < 0) return "unfinished";
    const key = this.#nameOf(text, at, nameEnd).raw;
    // Twice the same, or a name that means something to JavaScript (`constructor`, `__proto__`).
    if (attributes[key] !== undefined) return "other";
    const value = this.#resolved(text, nameEnd + 2, end, this.#hasBreaks);
    if (value === undefined) return "other";
    attributes[key] = value;
    this.#at = end + 1;
    return "read";
  }

  #declaration(text: string, tag: number): Outcome {
    if (this.#isStarted || tag !== 0) return "other";
    DECLARATION.lastIndex = 0;
    if (!DECLARATION.test(text)) return text.includes("?>") ? "other" : "unfinished";
    this.#isStarted = true;
    this.#at = DECLARATION.lastIndex;
    return "read";
  }

  /** Text with its references resolved; undefined where one is not known. */
  #resolved(text: string, start: number, end: number, isValue = false): string | undefined {
    if (this.#reference < start) {
      const found = text.indexOf("&", start);
      this.#reference = found < 0 ? text.length : found;
    }
    let own = text.slice(start, end);
    if (isValue) own = own.replace(/[\t\n]/g, " ");
    if (this.#reference >= end) return own;
    return withoutReferences(own);
  }

  /** Names repeat: one string for each of them, whatever tag it stands in. */
  #nameOf(text: string, start: number, end: number): Name {
    const slot =
      (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + (end - start) * 131) & (NAMES - 1);
    const known = this.#names[slot];
    if (known !== undefined && known.raw.length === end - start && text.startsWith(known.raw, start))
      return known;
    const raw = text.slice(start, end);
    const name = { raw, local: localName(raw) };
    this.#names[slot] = name;
    return name;
  }
}

/** `unfinished`: its end was not told yet. `other`: it is for the full parser. */
type Outcome = "read" | "unfinished" | "other";

function endOfName(text: string, start: number): number {
  let at = start;
  while ((NAME_CHARACTERS[text.charCodeAt(at)] ?? 0) > 0) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === 0x0a || code === 0x09;
}
