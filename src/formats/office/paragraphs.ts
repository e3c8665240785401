import { NotInspected } from "../../model/errors.ts";
import type { Place } from "../../model/place.ts";
import { Cells } from "./cells.ts";
import { Grid } from "./grid.ts";
import type { Report } from "./report.ts";

/** Paragraphs that are open within one another: text boxes in text. */
const MAX_OPEN = 256;
/** Characters of one cell of a table. */
const MAX_CELL_CHARACTERS = 16 * 1024 * 1024;

interface Paragraph {
  /** As it is shown. */
  text: string;
  /** As it was before the changes that are marked in it; undefined where there are none. */
  before: string | undefined;
  isHidden: boolean;
}

interface Table {
  readonly grid: Grid;
  readonly cells: Cells;
  row: number;
  column: number;
  cell: string;
}

/** Puts a document together from its runs: a line for each paragraph, tables as tables, an identifier cut by runs whole. */
export class Paragraphs {
  readonly #report: Report;
  readonly #within: () => string;
  readonly #open: Paragraph[] = [];
  #table: Table | undefined;
  /** Tables in cells of tables: their text belongs to the cell. */
  #nested = 0;
  #number = 0;
  #tables = 0;
  #hasContent = false;
  /** Text boxes are written twice, once for readers that know less. */
  #choices: Set<string> | undefined;
  #isFallback = false;

  /** What lines hang on: the cell of a comment. */
  reference = "";

  constructor(report: Report, within: () => string) {
    this.#report = report;
    this.#within = within;
  }

  openParagraph(): void {
    if (this.#open.length >= MAX_OPEN)
      throw new NotInspected(
        "over-limit",
        `paragraphs in it stand in one another more than ${MAX_OPEN} deep`,
      );
    this.#open.push({ text: "", before: undefined, isHidden: false });
  }

  closeParagraph(): void {
    const paragraph = this.#open.pop();
    if (paragraph === undefined) return;
    const words = paragraph.isHidden ? "hidden text" : "";
    this.line(paragraph.text, words);
    if (paragraph.before !== undefined) this.line(paragraph.before, "before changes");
  }

  get inParagraph(): boolean {
    return this.#open.length > 0;
  }

  add(text: string, change: "inserted" | "deleted" | "" = ""): void {
    const paragraph = this.#open.at(-1);
    if (paragraph === undefined) {
      this.line(text, "");
      return;
    }
    if (change !== "") paragraph.before ??= paragraph.text;
    if (change !== "deleted") paragraph.text += text;
    if (paragraph.before !== undefined && change !== "inserted") paragraph.before += text;
  }

  hide(): void {
    const paragraph = this.#open.at(-1);
    if (paragraph !== undefined) paragraph.isHidden = true;
  }

  /** A line that stands by itself; `words`: what is particular about it. */
  line(text: string, words: string): void {
    if (text.trim() === "") return;
    this.#number += 1;
    if (!this.#hasContent) {
      this.#hasContent = true;
      this.#report.out.content();
    }
    if (this.#repeats(text)) return;
    const table = this.#table;
    if (table !== undefined) {
      if (table.cell.length + text.length > MAX_CELL_CHARACTERS)
        throw new NotInspected(
          "over-limit",
          `a cell of a table is longer than ${MAX_CELL_CHARACTERS} characters`,
        );
      table.cell += table.cell === "" ? text : `\n${text}`;
      return;
    }
    const number = this.#number;
    this.#report.lines(text, () => this.#place(number, words));
  }

  /** What an attribute says: no paragraph, but it belongs to the row of a table it stands in. */
  attribute(text: string, path: string): void {
    const table = this.#table;
    if (table === undefined) {
      const number = this.#number;
      this.#report.lines(text, () => this.#place(number, path));
      return;
    }
    table.cells.beside += `${text}\n`;
    table.cells.swept += `${text}\n`;
  }

  #place(number: number, words: string): Place {
    const within = [this.#within(), this.reference, words].filter((word) => word !== "").join(", ");
    return { unit: "line", number, ...(within === "" ? {} : { within }) };
  }

  openTable(): void {
    if (this.#table !== undefined) {
      this.#nested += 1;
      return;
    }
    this.#tables += 1;
    const around = this.#within();
    const within = `${around === "" ? "" : `${around}, `}table ${this.#tables}`;
    const grid = new Grid(this.#report, { within, inText: true });
    this.#table = { grid, cells: new Cells(), row: 0, column: 0, cell: "" };
  }

  openRow(): void {
    const table = this.#table;
    if (table === undefined || this.#nested > 0) return;
    table.row += 1;
    table.column = 0;
    table.cells.begin(table.row, false);
  }

  /** `columns`: how many columns of the table the cell takes. */
  closeCell(columns = 1): void {
    const table = this.#table;
    if (table === undefined || this.#nested > 0) return;
    if (table.column >= this.#report.context.limits.maxColumns)
      throw new NotInspected("over-limit", `row ${table.row} of a table has too many cells`);
    if (table.cell !== "") {
      table.cells.swept += `${table.cell}\n`;
      table.cells.add(table.column, table.cell, "text");
    }
    table.cell = "";
    table.column += Math.max(1, Math.min(columns, this.#report.context.limits.maxColumns));
  }

  closeRow(): void {
    const table = this.#table;
    if (table === undefined || this.#nested > 0) return;
    if (table.cell !== "") this.closeCell();
    table.grid.row(table.cells);
    table.cells.begin(table.row + 1, false);
  }

  closeTable(): void {
    if (this.#nested > 0) {
      this.#nested -= 1;
      return;
    }
    this.closeRow();
    this.#table?.grid.end();
    this.#table = undefined;
  }

  openChoice(): void {
    this.#choices ??= new Set();
  }

  openFallback(): void {
    this.#isFallback = true;
  }

  closeAlternatives(): void {
    this.#choices = undefined;
    this.#isFallback = false;
  }

  end(): void {
    while (this.#open.length > 0) this.closeParagraph();
    this.#nested = 0;
    if (this.#table !== undefined) this.closeTable();
  }

  #repeats(text: string): boolean {
    if (this.#isFallback) return this.#choices?.has(text) === true;
    if (this.#choices !== undefined && this.#choices.size < MAX_OPEN) this.#choices.add(text);
    return false;
  }
}
