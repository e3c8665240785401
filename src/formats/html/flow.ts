import { NotInspected } from "../../model/errors.ts";
import type { HtmlReport } from "./report.ts";

/** Characters of a line that are put together; longer ones are given in parts. */
const MAX_LINE_CHARACTERS = 256 * 1024;

/** Places in a line where elements begin and end that are looked at. */
const MAX_BORDERS = 64;

/** Characters at which an identifier ends anyway. */
const BORDER = /[\s:;,=()<>"'|[\]{}]/;

/** Puts the text of inline elements together to lines, as people read them. */
export class Flow {
  readonly #report: HtmlReport;
  readonly #give: (line: string) => void;
  #text = "";
  /** What is said of the line besides its own text. */
  #notes = "";
  /** The last character of `#text`: asking a text that is put together would copy it each time. */
  #last = " ";
  /** Where elements begin and end within a word. */
  #borders: number[] = [];
  #isBorder = false;
  /** A word was put together from parts: it stands nowhere in the bytes as it is. */
  #isJoined = false;

  constructor(report: HtmlReport, give: (line: string) => void) {
    this.#report = report;
    this.#give = give;
  }

  /** Something that the line says without showing it; it never comes between a label and its value. */
  note(text: string): void {
    if (this.#notes.length < MAX_LINE_CHARACTERS) this.#notes += `  ${text}`;
  }

  get isEmpty(): boolean {
    return this.#text === "";
  }

  add(text: string): void {
    const first = text[0] ?? " ";
    if (this.#text !== "" && (!BORDER.test(first) || isBlank(first))) {
      const last = this.#last;
      if (!BORDER.test(last) && !isBlank(first)) this.#isJoined = true;
      if (this.#isBorder && (!BORDER.test(last) || isBlank(last)) && this.#borders.length < MAX_BORDERS)
        this.#borders.push(this.#text.length);
    }
    this.#isBorder = false;
    this.#text += text;
    this.#last = text[text.length - 1] ?? " ";
    if (this.#text.length > MAX_LINE_CHARACTERS) this.flush();
  }

  /** An inline element begins or ends. */
  border(): void {
    this.#isBorder = true;
  }

  flush(): void {
    const written = this.#text;
    const notes = this.#notes;
    if (written === "" && notes === "") return;
    this.#notes = "";
    const borders = this.#borders;
    this.#text = "";
    this.#isBorder = false;
    const isJoined = this.#isJoined;
    this.#isJoined = false;
    if (borders.length > 0) this.#borders = [];
    const line = tidy(borders.length === 0 ? written : this.#separated(written, borders));
    if (isJoined) this.#report.decoded(line);
    if (notes !== "") this.#give(line === "" ? notes.trim() : line + notes);
    else if (line !== "") this.#give(line);
  }

  /** `<span>Account ID</span><span>A32…</span>`: a label that ends with its element is no part of the next word. */
  #separated(written: string, borders: readonly number[]): string {
    let text = "";
    let from = 0;
    let last = 0;
    for (const border of borders) {
      // `<b>Name</b> Anna <b>Account ID</b> A32…`: the label begins where its own element does.
      const start = [from, last].find((at) => this.#report.labels.isLabel(written.slice(at, border).trim()));
      last = border;
      if (start === undefined) continue;
      if (start > from) text += `${written.slice(from, start)}  `;
      const part = written.slice(start, border);
      text += /[:：=]\s*$/.test(part) ? `${part} ` : `${part.trimEnd()}: `;
      from = border;
    }
    return text + written.slice(from);
  }
}

/** Characters of raw text (scripts, style sheets) that are kept until their end. */
const MAX_RAW_CHARACTERS = 64 * 1024 * 1024;

/** The content of a script or a style sheet. */
export class RawText {
  #parts: string[] = [];
  #length = 0;

  add(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
    if (this.#length > MAX_RAW_CHARACTERS)
      throw new NotInspected("over-limit", "a script or style sheet of more than 64 MiB");
  }

  take(): string {
    const text = this.#parts.join("");
    this.#parts = [];
    this.#length = 0;
    return text;
  }
}

function isBlank(character: string): boolean {
  return character === " " || character === "\u00a0" || character === "\n";
}

function tidy(text: string): string {
  let last = 0x20;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code === 0x20 && last === 0x20) || (code >= 0x09 && code <= 0x0d))
      return text.replace(/[ \t\n\r\f]+/g, " ").trim();
    last = code;
  }
  return last === 0x20 || last > 0x7f ? text.trim() : text;
}
