import { NotInspected } from "../../model/errors.ts";
import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import type { Place } from "../../model/place.ts";
import { readJsonText } from "../json/index.ts";
import { eachPiece } from "../long-lines.ts";
import { markupLines } from "../markup-text.ts";
import { embedBase64, embedDataUri } from "./embedded.ts";
import { REFERENCES, type References, type XmlElement } from "./node.ts";
import type { XmlPath } from "./path.ts";

/** Characters of a text up to which the reader of values keeps it without keeping the piece it was cut from. */
const MAX_COPIED = 1024;

/** Characters of the shortest value that may be a file. */
const MIN_EMBEDDED = 64;

/** What references to characters mostly stand for. */
const MARKS = /[&<>"']/;

/** Hands the values of a document to the sink: as they are, decoded, line by line, as JSON or as files. */
export class XmlValues {
  /** The line of what is reported. */
  line = 1;
  /** What within one could not be read. */
  doubt: NotInspected | undefined;
  readonly #plan: FieldPlan;
  readonly #out: Sink;
  readonly #limits: Limits;
  readonly #place: () => Place;
  #hasContent = false;

  constructor(plan: FieldPlan, out: Sink, limits: Limits, place: () => Place) {
    this.#plan = plan;
    this.#out = out;
    this.#limits = limits;
    this.#place = place;
    out.locate(place);
  }

  value(path: XmlPath, text: string, references: References, element?: XmlElement): void {
    if (text === "") return;
    this.content();
    if (references === REFERENCES.toAny || (references === REFERENCES.toMarks && MARKS.test(text)))
      this.#out.decoded(text);
    if (text.length > MIN_EMBEDDED && this.#embed(text, element)) return;
    if ((text.startsWith("{") || text.startsWith("[")) && this.#json(text)) return;
    if (text.length > this.#limits.maxValueBytes) this.lines(text, this.line);
    else if (path.use !== undefined)
      this.#out.value(path.use, path.use.is === "composite" ? text : copied(text));
  }

  /** The text of an element: a sentence or a line with a label is read like one; a value that is known is no sentence. */
  text(path: XmlPath, text: string, references: References, element: XmlElement): void {
    if (text === "") return;
    this.value(path, text, references, element);
    const isLine = text.length <= this.#limits.maxValueBytes && path.use?.is !== "identifier";
    if (this.markup(text, element.line)) return;
    if (isLine && /[:=：]/.test(text) && /\s/.test(text)) this.lines(text, element.line);
  }

  /** A document or a page within the text: commented out, in CDATA, or escaped. False for text without elements. */
  markup(text: string, line: number): boolean {
    const lines = markupLines(text);
    if (lines === undefined) return false;
    for (const one of lines) {
      this.line = line + one.line;
      if (text.includes("&")) this.#out.decoded(one.text);
      eachPiece(one.text, (piece) => this.#out.text(piece));
    }
    this.line = line;
    return true;
  }

  /** Text that was put together from parts, so that it stands nowhere in the bytes as it is. */
  joined(text: string, line: number): void {
    this.content();
    this.#out.decoded(text);
    this.lines(text, line);
  }

  content(): void {
    if (this.#hasContent) return;
    this.#hasContent = true;
    this.#out.content();
  }

  lines(text: string, line: number): void {
    this.line = line;
    if (!text.includes("\n")) {
      eachPiece(text, (piece) => this.#out.text(piece));
      return;
    }
    for (const one of text.split("\n")) {
      if (/\S/.test(one)) eachPiece(one.trim(), (piece) => this.#out.text(piece));
      this.line += 1;
    }
    this.line = line;
  }

  #json(text: string): boolean {
    if (text.length < MIN_JSON) return false;
    try {
      return readJsonText(Buffer.from(text), this.#plan, this.#out, this.#limits, { place: this.#place });
    } catch (error) {
      if (!(error instanceof NotInspected)) throw error;
      this.doubt ??= new NotInspected(error.reason, `line ${this.line}: ${error.message}`);
      return true;
    } finally {
      this.#out.locate(this.#place);
    }
  }

  #embed(text: string, element: XmlElement | undefined): boolean {
    if (embedDataUri(text, this.#out)) return true;
    // SMS Backup: `<part ct="image/jpeg" name="…" data="…">`.
    const named = element?.attributes.find(({ key }) => key === "name" || key === "cl" || key === "fileName");
    return embedBase64(text, named !== undefined && named.value !== "null" ? named.value : "", this.#out);
  }
}

/** Characters of the shortest value that is tried as JSON: `{"a":"b"}`. */
const MIN_JSON = 9;

/** Keeps what a parser cut out of a long text from keeping that text in memory. */
function copied(text: string): string {
  return text.length < 13 || text.length > MAX_COPIED ? text : Buffer.from(text).toString();
}
