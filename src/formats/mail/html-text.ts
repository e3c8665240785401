import { Tokenizer, type TokenizerCallbacks } from "htmlparser2";
import { LINE_OVERLAP_CHARACTERS, MAX_LINE_CHARACTERS } from "../long-lines.ts";

const BLOCKS = new Set(
  (
    "address article aside blockquote body br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 head header " +
    "hr html li main nav ol p pre section table tbody tfoot thead title tr ul"
  ).split(" "),
);
const CELLS = new Set(["td", "th"]);
/** What is in them is no text of the page; the sweep sees it. */
const SILENT = new Set(["script", "style"]);

/** Elements in which the rules of HTML do not hold, and those in them in which they do. */
const FOREIGN = new Set(["svg", "math"]);
const WITHIN_FOREIGN = new Set([
  "foreignobject",
  "desc",
  "title",
  "mi",
  "mo",
  "mn",
  "ms",
  "mtext",
  "annotation-xml",
]);
const MAX_CONTEXTS = 64;

/** Characters of a tag or comment that are gathered; pictures that stand in an attribute are megabytes long. */
const MAX_TAG = 16 * 1024 * 1024;

/** Characters that are parsed before that is looked at. */
const PIECE_CHARACTERS = 4096;

/**
 * The text of an HTML body that comes in pieces, line by line; cells of a row are parted by tabs. Takes the parser's
 * tokens: which elements are open tells nothing of the text, and keeping them costs a third of the time.
 */
export class HtmlText {
  readonly #line: (text: string) => void;
  readonly #tooLong: () => void;
  #tokenizer: Tokenizer;
  #text = "";
  #isSilent = false;
  /** Drawings and formulas that are open, and HTML within them: there `<script/>` is closed at once, elsewhere it is not. */
  readonly #contexts: string[] = [];
  /** The element whose tag opened last. */
  #opened = "";
  /** What was written from the last token on, the offset of its beginning, and that of the last token's end. */
  #source = "";
  #base = 0;
  #end = 0;

  /** `tooLong` is told of a tag that does not end. */
  constructor(line: (text: string) => void, tooLong: () => void) {
    this.#line = line;
    this.#tooLong = tooLong;
    this.#tokenizer = this.#newTokenizer();
  }

  write(html: string): void {
    for (let from = 0; from < html.length; from += PIECE_CHARACTERS) {
      const piece = html.slice(from, from + PIECE_CHARACTERS);
      this.#source = this.#source.slice(this.#end - this.#base) + piece;
      this.#base = this.#end;
      this.#tokenizer.write(piece);
      if (this.#source.length <= MAX_TAG) continue;
      this.#tooLong();
      this.#tokenizer = this.#newTokenizer();
    }
  }

  #newTokenizer(): Tokenizer {
    this.#isSilent = false;
    this.#contexts.length = 0;
    this.#source = "";
    this.#base = 0;
    this.#end = 0;
    const seen = (_: number, end: number): void => void (this.#end = end);
    const callbacks: TokenizerCallbacks = {
      onopentagname: (start, end) => {
        const name = this.#name(start, end);
        this.#opened = name;
        if (SILENT.has(name)) this.#isSilent = true;
        if (FOREIGN.has(name) || (this.#isForeign() && WITHIN_FOREIGN.has(name))) this.#enter(name);
        this.#gap(name);
      },
      onclosetag: (start, end) => {
        const name = this.#name(start, end);
        // In drawings what is left open ends with what is around it.
        if (SILENT.has(name) || this.#contexts.length > 0) this.#isSilent = false;
        this.#leave(name);
        this.#gap(name);
      },
      ontext: (start, end) => {
        const text = this.#slice(start, end);
        if (!this.#isSilent) this.#add(text);
      },
      ontextentity: (code, end) => {
        this.#end = end;
        if (!this.#isSilent) this.#add(String.fromCodePoint(code));
      },
      onattribdata: seen,
      onattribname: seen,
      oncomment: seen,
      oncdata: (start, end, offset) => {
        const text = this.#slice(start, end - offset);
        this.#end = end;
        if (!this.#isSilent && this.#isForeign()) this.#add(text);
      },
      ondeclaration: seen,
      onprocessinginstruction: seen,
      onattribend: (_, end) => void (this.#end = end),
      onopentagend: (end) => void (this.#end = end),
      onselfclosingtag: (end) => {
        this.#end = end;
        if (!this.#isForeign()) return;
        this.#isSilent = false;
        this.#leave(this.#opened);
      },
      onattribentity: () => undefined,
      isInForeignContext: () => this.#isForeign(),
      onend: () => undefined,
    };
    return new Tokenizer({ xmlMode: false, decodeEntities: true }, callbacks);
  }

  #isForeign(): boolean {
    return FOREIGN.has(this.#contexts.at(-1) ?? "");
  }

  #enter(name: string): void {
    if (this.#contexts.length < MAX_CONTEXTS) this.#contexts.push(name);
  }

  #leave(name: string): void {
    if (this.#contexts.length === 0 || (!FOREIGN.has(name) && !WITHIN_FOREIGN.has(name))) return;
    const at = this.#contexts.lastIndexOf(name);
    if (at >= 0) this.#contexts.length = at;
  }

  #name(start: number, end: number): string {
    return this.#slice(start, end).toLowerCase();
  }

  #slice(start: number, end: number): string {
    this.#end = end;
    return this.#source.slice(start - this.#base, end - this.#base);
  }

  end(): void {
    this.#tokenizer.end();
    this.#flush();
  }

  #add(text: string): void {
    this.#text += text.replace(/[\r\n]+/g, " ");
    while (this.#text.length > 2 * MAX_LINE_CHARACTERS) {
      this.#line(this.#text.slice(0, MAX_LINE_CHARACTERS));
      this.#text = this.#text.slice(MAX_LINE_CHARACTERS - LINE_OVERLAP_CHARACTERS);
    }
  }

  #gap(name: string): void {
    if (BLOCKS.has(name)) this.#flush();
    else if (CELLS.has(name) && this.#text !== "" && !this.#text.endsWith("\t")) this.#text += "\t";
  }

  #flush(): void {
    const text = this.#text.trim();
    this.#text = "";
    if (text !== "") this.#line(text);
  }
}
