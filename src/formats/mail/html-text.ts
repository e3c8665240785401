import { Parser } from "htmlparser2";
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

/** Elements that may be open at once; the parser moves all of them for each new one. Mail programs nest some hundreds. */
const MAX_OPEN = 1024;

/** Characters of a tag or comment that the parser gathers; pictures that stand in an attribute are megabytes long. */
const MAX_TAG = 16 * 1024 * 1024;

/** Characters that are parsed before the two are looked at. */
const PIECE_CHARACTERS = 4096;

/** The text of an HTML body that comes in pieces, line by line; cells of a row are parted by tabs. */
export class HtmlText {
  readonly #line: (text: string) => void;
  readonly #tooLong: () => void;
  #parser: Parser;
  #text = "";
  #silent = 0;
  #open = 0;
  /** Characters since the parser said anything. */
  #unsaid = 0;

  /** `tooLong` is told of a tag that does not end. */
  constructor(line: (text: string) => void, tooLong: () => void) {
    this.#line = line;
    this.#tooLong = tooLong;
    this.#parser = this.#newParser();
  }

  write(html: string): void {
    for (let from = 0; from < html.length; from += PIECE_CHARACTERS) {
      const piece = html.slice(from, from + PIECE_CHARACTERS);
      this.#unsaid += piece.length;
      this.#parser.write(piece);
      if (this.#unsaid > MAX_TAG) this.#tooLong();
      // What is open tells nothing of the text, so a new parser goes on with it.
      if (this.#open > MAX_OPEN || this.#unsaid > MAX_TAG) this.#parser = this.#newParser();
    }
  }

  #newParser(): Parser {
    this.#silent = 0;
    this.#open = 0;
    this.#unsaid = 0;
    return new Parser(
      {
        onopentagname: (name) => {
          this.#unsaid = 0;
          this.#open += 1;
          if (SILENT.has(name)) this.#silent += 1;
          this.#gap(name);
        },
        onclosetag: (name) => {
          this.#unsaid = 0;
          this.#open -= 1;
          if (SILENT.has(name) && this.#silent > 0) this.#silent -= 1;
          this.#gap(name);
        },
        ontext: (text) => {
          this.#unsaid = 0;
          if (this.#silent === 0) this.#add(text);
        },
      },
      { decodeEntities: true },
    );
  }

  end(): void {
    this.#parser.end();
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
