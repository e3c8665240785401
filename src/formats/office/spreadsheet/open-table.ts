import { NotInspected } from "../../../model/errors.ts";
import { Cells } from "../cells.ts";
import { Grid } from "../grid.ts";
import type { Report } from "../report.ts";
import { attribute } from "../xml.ts";
import type { Attributes } from "../xml.ts";

/** Times that a row with content may be said to be repeated; programs fill sheets to their last row with empty ones. */
const MAX_REPEATED_ROWS = 100_000;
/** Cells of one sheet that stand there only because others with content are said to be repeated. */
const MAX_REPEATED_CELLS = 4_000_000;
/** Characters of an attribute from which on it could hold an identifier: the sweep looks for none that is shorter. */
const LONG_ATTRIBUTE = 8;
/** Ranges of columns that a sheet hides. */
const MAX_HIDDEN_RANGES = 16_384;

/** A sheet of an OpenDocument spreadsheet. */
export class SpreadsheetTable {
  readonly #report: Report;
  readonly #grid: Grid;
  readonly #cells = new Cells();
  readonly #hidden: [first: number, last: number][] = [];
  #row = 0;
  #rowRepeats = 1;
  #column = 0;
  #columns = 0;
  #cellRepeats = 1;
  #type = "";
  #value = "";
  #text = "";
  /** Of the cell, while a note on it is read. */
  #cellText = "";
  /** Tables in cells. */
  #nested = 0;
  #depth = 0;
  #rowsSpanned = 1;
  #repeated = 0;
  #inRow = false;
  /** Text between rows, which the next one takes along. */
  #looseText = "";
  #looseSwept = "";

  constructor(report: Report, within: string, doubt: (error: NotInspected) => void) {
    this.#report = report;
    this.#grid = new Grid(report, {
      within,
      doubt,
      hiddenColumns: (column) => this.#hidden.some(([first, last]) => column >= first && column <= last),
    });
  }

  openTable(): void {
    this.#nested += 1;
  }

  /** Returns whether it was the sheet itself. */
  closeTable(): boolean {
    if (this.#nested > 0) {
      this.#nested -= 1;
      return false;
    }
    this.end();
    return true;
  }

  openColumn(attributes: Attributes): void {
    const repeats = count(attribute(attributes, "number-columns-repeated"));
    const visibility = attribute(attributes, "visibility") ?? "visible";
    if (visibility !== "visible" && this.#hidden.length < MAX_HIDDEN_RANGES)
      this.#hidden.push([this.#columns, this.#columns + repeats - 1]);
    this.#columns += repeats;
    this.#sweepAttributes(attributes);
  }

  openRow(attributes: Attributes): void {
    if (this.#nested > 0) return;
    this.#row += 1;
    this.#column = 0;
    this.#rowRepeats = count(attribute(attributes, "number-rows-repeated"));
    this.#cells.begin(this.#row, (attribute(attributes, "visibility") ?? "visible") !== "visible");
    this.#inRow = true;
    this.#takeLoose();
    this.#sweepAttributes(attributes);
  }

  closeRow(): void {
    if (this.#nested > 0) return;
    this.#inRow = false;
    const most = Math.floor((MAX_REPEATED_CELLS - this.#repeated) / Math.max(1, this.#cells.length)) + 1;
    const repeats = this.#rowRepeats;
    const last = Math.min(repeats, MAX_REPEATED_ROWS, most);
    if (this.#cells.length > 0 || this.#cells.beside !== "") {
      for (let index = 0; index < last; index += 1) {
        this.#cells.row = this.#row + index;
        this.#grid.row(this.#cells);
        this.#cells.swept = "";
        this.#cells.beside = "";
      }
    } else if (this.#cells.swept !== "") {
      this.#grid.row(this.#cells);
    }
    const isOver = repeats > last && this.#cells.length > 0;
    this.#repeated += (last - 1) * this.#cells.length;
    const row = this.#row;
    this.#row += repeats - 1;
    this.#cells.begin(this.#row + 1, false);
    if (isOver) throw new NotInspected("over-limit", `row ${row} is said to be repeated ${repeats} times`);
  }

  openCell(attributes: Attributes): void {
    this.#depth += 1;
    if (this.#nested > 0 || this.#depth > 1) return;
    this.#type = attribute(attributes, "value-type") ?? "";
    this.#value =
      attribute(attributes, "value") ??
      attribute(attributes, "date-value") ??
      attribute(attributes, "time-value") ??
      attribute(attributes, "string-value") ??
      "";
    this.#cellRepeats = count(attribute(attributes, "number-columns-repeated"));
    this.#rowsSpanned = count(attribute(attributes, "number-rows-spanned"));
    if (this.#text !== "") this.beside(this.#text);
    this.#text = "";
    const formula = attribute(attributes, "formula");
    if (formula !== undefined) this.beside(formula);
    this.#sweepAttributes(attributes, formula);
  }

  /** What is not reported as a value or a formula. */
  #sweepAttributes(attributes: Attributes, formula?: string): void {
    for (const key in attributes) {
      const value = attributes[key] ?? "";
      if (value.length >= LONG_ATTRIBUTE && value !== this.#value && value !== formula) this.#sweep(value);
    }
  }

  #sweep(text: string): void {
    if (this.#inRow) this.#cells.swept += `${text}\n`;
    else this.#looseSwept += `${text}\n`;
  }

  #takeLoose(): void {
    this.#cells.swept += this.#looseSwept;
    this.#cells.beside += this.#looseText;
    this.#looseSwept = "";
    this.#looseText = "";
  }

  closeCell(): void {
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#nested > 0 || this.#depth > 0) return;
    const text = this.#text.replace(/\n$/, "");
    this.#text = "";
    const isNumber = this.#type === "float";
    // A date is shown in words, an identifier as it is written.
    const value = isNumber || this.#type === "date" ? this.#value || text : text || this.#value;
    const { maxColumns } = this.#report.context.limits;
    if (value !== "") {
      if (this.#column >= maxColumns)
        throw new NotInspected("over-limit", `row ${this.#row} has more than ${maxColumns} cells`);
      this.#cells.swept += text === value ? `${value}\n` : `${value}\n${text}\n`;
      const last = Math.min(this.#cellRepeats, maxColumns - this.#column);
      this.#repeated += last - 1;
      if (last < this.#cellRepeats || this.#repeated > MAX_REPEATED_CELLS)
        throw new NotInspected(
          "over-limit",
          `a cell of row ${this.#row} is said to be repeated ${this.#cellRepeats} times`,
        );
      for (let index = 0; index < last; index += 1)
        this.#cells.add(this.#column + index, value, isNumber ? "number" : "text");
      if (this.#rowsSpanned > 1)
        this.#grid.merge({
          firstColumn: this.#column,
          firstRow: this.#row,
          lastColumn: this.#column,
          lastRow: this.#row + this.#rowsSpanned - 1,
        });
    }
    this.#column += this.#cellRepeats;
  }

  add(text: string): void {
    if (this.#text.length < this.#report.context.limits.maxWholeBytes) this.#text += text;
    else throw new NotInspected("over-limit", `a cell of row ${this.#row} is too long`);
  }

  openAnnotation(): void {
    this.#cellText = this.#text;
    this.#text = "";
  }

  closeAnnotation(): void {
    this.beside(this.#text);
    this.#text = this.#cellText;
    this.#cellText = "";
  }

  endParagraph(): void {
    if (this.#text !== "") this.#text += "\n";
  }

  beside(text: string): void {
    if (this.#inRow) this.#cells.beside += `${text}\n`;
    else this.#looseText += `${text}\n`;
    this.#sweep(text);
  }

  end(): void {
    if (this.#text !== "") this.beside(this.#text);
    this.#text = "";
    this.#takeLoose();
    if (this.#cells.length > 0 || this.#cells.swept !== "") this.#grid.row(this.#cells);
    this.#cells.begin(this.#row + 1, false);
    this.#grid.end();
  }
}

/** How many times something is repeated: at least once. */
function count(text: string | undefined): number {
  const number = Number(text ?? "1");
  return Number.isSafeInteger(number) && number > 0 ? number : 1;
}
