import { Parser } from "htmlparser2";
import { NotInspected } from "../../model/errors.ts";
import type { Limits } from "../../model/limits.ts";
import { LineCursor } from "./lines.ts";
import { Page } from "./page.ts";
import type { HtmlReport } from "./report.ts";

/** Elements that are open at once, as in browsers; each end tag is looked up among them. */
const MAX_OPEN_ELEMENTS = 512;

/** Characters of a single tag or comment; the parser keeps them until their end. */
const MAX_CONSTRUCT_CHARACTERS = 64 * 1024 * 1024;

/** Feeds pieces of a page to the parser, and what it finds to the page. */
export class HtmlReader {
  readonly #report: HtmlReport;
  readonly #limits: Limits;
  readonly #page: Page;
  readonly #parser: PageParser;
  readonly #lines = new LineCursor();
  /** The tag that is being read. */
  #tag = "";
  #attributes: string[] = [];
  #open = 0;
  #silent = 0;
  #length = 0;
  #end = 0;
  #isClosed = false;

  constructor(report: HtmlReport, limits: Limits) {
    this.#report = report;
    this.#limits = limits;
    this.#page = new Page(report);
    this.#parser = new PageParser({
      onopentagname: (name) => this.#openTag(name),
      onattribute: (name, value) => this.#attribute(name, value),
      onclosetag: () => {
        this.#found();
        this.#open -= 1;
        this.#page.closeElement();
      },
      ontext: (text) => {
        this.#found();
        if (this.#page.isAtLineStart && !this.#page.isInRaw) this.#here();
        this.#page.text(text);
      },
      oncomment: (text) => {
        this.#found();
        this.#here();
        this.#page.comment(text);
      },
      onprocessinginstruction: (_, text) => {
        this.#found();
        this.#here();
        if (text.length > 20) this.#page.comment(text);
      },
      onend: () => {
        this.#end = this.#parser.startIndex;
      },
    });
  }

  write(piece: string): void {
    this.#lines.add(piece);
    this.#length += piece.length;
    this.#silent += piece.length;
    this.#parser.write(piece);
    if (this.#silent > MAX_CONSTRUCT_CHARACTERS)
      throw new NotInspected("over-limit", `line ${this.#lines.line}: a tag or comment of more than 64 MiB`);
  }

  /** The end of the page. */
  end(): void {
    const isInRaw = this.#page.isInRaw;
    this.#parser.end();
    if (this.#end < this.#length) this.#report.doubt ??= new NotInspected("damaged", "it ends within a tag");
    if (isInRaw)
      this.#report.doubt ??= new NotInspected("damaged", "it ends within a script or a style sheet");
  }

  /** Closes everything that is open, also where the page ends in the middle. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#page.end();
  }

  #openTag(name: string): void {
    this.#found();
    this.#open += 1;
    if (this.#open > MAX_OPEN_ELEMENTS)
      throw new NotInspected(
        "over-limit",
        `line ${this.#lines.line}: more than ${MAX_OPEN_ELEMENTS} elements in one another`,
      );
    this.#tag = name;
  }

  #attribute(name: string, value: string): void {
    this.#silent = 0;
    if (this.#parser.hasReference) {
      this.#parser.hasReference = false;
      this.#report.decoded(value);
    }
    // Of a form in a form the parser leaves out the tag, and so what it says.
    if (this.#tag === "") return this.#report.words(`${name}: ${value}`);
    this.#attributes.push(name, value);
    if (this.#attributes.length > 2 * this.#limits.maxColumns)
      throw new NotInspected(
        "over-limit",
        `line ${this.#lines.line}: a tag with more than ${this.#limits.maxColumns} attributes`,
      );
  }

  /** The tag before is complete. */
  #found(): void {
    this.#silent = 0;
    if (this.#tag === "") return;
    const name = this.#tag;
    const attributes = this.#attributes;
    this.#tag = "";
    if (attributes.length > 0) {
      this.#attributes = [];
      this.#here();
    }
    this.#page.openElement(name, attributes);
  }

  #here(): void {
    const index = this.#parser.startIndex;
    this.#lines.moveTo(index);
    this.#report.at(this.#lines.line, this.#lines.columnOf(index));
  }
}

/** Knows which attributes are written with references, so that their text stands nowhere in the page as it is. */
class PageParser extends Parser {
  hasReference = false;

  override onattribentity(codePoint: number): void {
    // White space and the marks of markup are in no identifier.
    if (codePoint > 0x27 && codePoint !== 0x3c && codePoint !== 0x3e && codePoint !== 0xa0)
      this.hasReference = true;
    super.onattribentity(codePoint);
  }
}
