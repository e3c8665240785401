import type { FieldUse } from "../../model/field.ts";
import type { Embedded, ObjectAs, ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { NotInspected } from "../../model/errors.ts";
import { readJsonText } from "../json/index.ts";
import { eachPiece } from "../long-lines.ts";
import { markupLines } from "../markup-text.ts";
import type { Cell } from "./cell.ts";
import { Labels, type Label } from "./labels.ts";

/** Characters of a value that a label which stands alone before it may have. */
const MAX_VALUE_AFTER_LABEL = 120;

/** What may separate a label from its value within a line. */
const SEPARATOR = /[:=：]/;

/** Hands what a page says to the sink, with the places of it. */
export class HtmlReport {
  readonly labels: Labels;
  readonly #context: ReadContext;
  readonly #out: Sink;
  /** Kinds of what is open in the sink. */
  readonly #open: ("object" | "list")[] = [];
  /** Where the lines of what is open begin. */
  readonly #starts: (readonly [line: number, column: number])[] = [];
  /** Tables and items that enclose what is reported, in words. */
  readonly #within: string[] = [];
  readonly #rows: number[] = [];
  #line = 1;
  #column = 0;
  #label: Label | undefined;
  #labelText = "";
  #hasContent = false;
  /** Why not all of it was read; the first one. */
  doubt: NotInspected | undefined;

  constructor(context: ReadContext, out: Sink) {
    this.#context = context;
    this.#out = out;
    this.labels = new Labels(context.plan);
    out.locate(() => this.#place());
  }

  get maxColumns(): number {
    return this.#context.limits.maxColumns;
  }

  /** An object is open, so that values belong to something. */
  get isInObject(): boolean {
    return this.#open.includes("object");
  }

  /** Objects and lists that are open. */
  get depth(): number {
    return this.#open.length;
  }

  /** The innermost thing that is open is a list. */
  get isInList(): boolean {
    return this.#open.at(-1) === "list";
  }

  at(line: number, column: number): void {
    this.#line = line;
    this.#column = column;
  }

  openObject(as?: ObjectAs): void {
    this.#push("object");
    this.#out.openObject(as);
  }

  closeObject(): void {
    // A record stands where it begins.
    const [line, column] = this.#starts.at(-1) ?? [this.#line, this.#column];
    this.at(line, column);
    this.#pop();
    this.#out.closeObject();
  }

  /** `isTable`: what stands above it counts for its rows. */
  openList(isTable = false): void {
    this.#push("list");
    this.#out.openList(false, false, isTable);
  }

  closeList(): void {
    this.#pop();
    this.#out.closeList();
  }

  /** What is reported from now on lies in `words`, in row `row` of it; 0 for something without rows. */
  enter(words: string, row = 0): void {
    this.#within.push(words);
    this.#rows.push(row);
  }

  leave(): void {
    this.#within.pop();
    this.#rows.pop();
    this.#forgetLabel();
  }

  content(): void {
    if (this.#hasContent) return;
    this.#hasContent = true;
    this.#out.content();
  }

  value(use: FieldUse, text: string): void {
    if (text.length > this.#context.limits.maxValueBytes) this.words(text);
    else this.#out.value(use, use.is === "identifier" ? copied(text) : text);
  }

  /** A line that people see. A label that stands alone before it belongs to it. */
  text(line: string): void {
    this.content();
    const { labels } = this;
    const label = this.#label;
    const labelText = this.#labelText;
    const isLabel = labels.isLabel(line);
    this.#label = isLabel ? labels.of(line) : undefined;
    this.#labelText = isLabel ? line : "";
    if (label === undefined || isLabel || !isValueFor(label, line)) this.words(line);
    else this.words(`${labelText.replace(/[\s:：=]+$/, "")}: ${line}`);
  }

  /** Text that is searched and shows nothing to people. */
  words(text: string): void {
    eachPiece(text, (piece) => this.#out.text(piece));
  }

  /** Text in which elements may stand that are no part of the page: a comment. */
  markup(text: string): void {
    const lines = markupLines(text);
    if (lines === undefined) return this.lines(text);
    if (text.includes("&")) for (const { text: one } of lines) this.#out.decoded(one);
    for (const { text: one } of lines) this.words(one);
  }

  lines(text: string): void {
    for (const line of text.split(/\r\n|\n|\r/)) {
      const trimmed = line.trim();
      if (trimmed !== "") this.words(trimmed);
    }
  }

  /** A cell or a definition under a name. */
  cell(label: Label, cell: Cell): void {
    const { text } = cell;
    const { use, isKnown } = label;
    this.#forgetLabel();
    if (text !== "") {
      this.content();
      if (use !== undefined) this.value(use, text);
      if (use === undefined || (!isKnown && (SEPARATOR.test(text) || cell.lines.length > 1))) {
        for (const line of cell.lines) this.text(line);
      }
    }
    for (const other of cell.others) other();
    this.#forgetLabel();
  }

  decoded(text: string): void {
    this.#out.decoded(text);
  }

  embedded(file: Embedded): void {
    this.#out.embedded(file);
  }

  get sink(): Sink {
    return this.#out;
  }

  /** JSON within the page. False for what is none; what is wrong in it is remembered. */
  json(text: string, words: string): boolean {
    const place = this.#place();
    const within = place.within === undefined ? words : `${place.within}, ${words}`;
    try {
      const { plan, limits } = this.#context;
      return readJsonText(Buffer.from(text), plan, this.#out, limits, {
        place: () => ({ ...place, within }),
      });
    } catch (error) {
      if (!(error instanceof NotInspected)) throw error;
      this.doubt ??= new NotInspected(error.reason, `line ${this.#line}, ${words}: ${error.message}`);
      return true;
    } finally {
      this.#out.locate(() => this.#place());
    }
  }

  end(): void {
    while (this.#open.length > 0) {
      if (this.#open.at(-1) === "list") this.closeList();
      else this.closeObject();
    }
  }

  #forgetLabel(): void {
    this.#label = undefined;
    this.#labelText = "";
  }

  #push(kind: "object" | "list"): void {
    if (this.#open.length >= this.#context.limits.maxDepth)
      throw new NotInspected(
        "over-limit",
        `line ${this.#line}: tables and items nested deeper than ${this.#context.limits.maxDepth}`,
      );
    this.#open.push(kind);
    this.#starts.push([this.#line, this.#column]);
    this.#forgetLabel();
  }

  #pop(): void {
    this.#open.pop();
    this.#starts.pop();
    this.#forgetLabel();
  }

  /** In a table people count rows; elsewhere an editor goes to the line. */
  #place(): Place {
    const row = this.#rows.at(-1) ?? 0;
    const within = this.#within.length === 0 ? {} : { within: this.#within.join(", ") };
    if (row > 0) return { unit: "row", number: row, ...within };
    const column = this.#column > 0 ? { path: `column ${this.#column}` } : {};
    return { unit: "line", number: this.#line, ...column, ...within };
  }
}

/** One word; only addresses, telephone numbers and times have several. */
function isValueFor({ use }: Label, line: string): boolean {
  if (use === undefined || line.length > MAX_VALUE_AFTER_LABEL) return false;
  if (!/\s/.test(line)) return true;
  return (
    use.is === "time" ||
    use.is === "names-file" ||
    (use.is === "identifier" && (use.kind === "phone" || use.kind === "email"))
  );
}

/** Keeps what a parser cut out of a long text from keeping that text in memory. */
function copied(text: string): string {
  return text.length < 13 ? text : Buffer.from(text).toString();
}
