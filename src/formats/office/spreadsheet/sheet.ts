import { NotInspected } from "../../../model/errors.ts";
import type { Place } from "../../../model/place.ts";
import { Cells, columnOf, rangeOf } from "../cells.ts";
import { Grid } from "../grid.ts";
import type { GridOptions } from "../cell-reader.ts";
import { OtherText } from "../other-text.ts";
import type { Report } from "../report.ts";
import { SharedStrings, unescapeControl } from "../shared-strings.ts";
import { attribute, isYes } from "../xml.ts";
import type { Attributes, XmlHandler } from "../xml.ts";

/** Ranges of columns that a sheet hides. */
const MAX_HIDDEN_RANGES = 16_384;
/** Lines behind the rows that may come before the list of merged cells; past it merged cells are left as they are. */
const MAX_LATER = 10_000;

/** Characters of an attribute from which on it could hold an identifier: the sweep looks for none that is shorter. */
const LONG_ATTRIBUTE = 8;

export interface SheetOptions extends GridOptions {
  readonly strings: SharedStrings;
  /** Something in it does not fit together. */
  readonly damaged: (detail: string) => void;
}

/** Reads one worksheet as a stream: rows of cells to a grid, everything else as text beside it. */
export class SheetReader implements XmlHandler {
  readonly #report: Report;
  readonly #options: SheetOptions;
  readonly #grid: Grid;
  readonly #other: OtherText;
  readonly #cells = new Cells();
  readonly #hidden: [first: number, last: number][] = [];
  #row = 0;
  #column = -1;
  #type = "";
  #style = -1;
  #value = "";
  #formula = "";
  #inline = "";
  #collects: "value" | "formula" | "inline" | "phonetic" | "" = "";
  #inPhonetic = false;
  /** What stands behind the rows, until the grid is at its end. */
  readonly #later: { readonly text: string; readonly place: () => Place }[] = [];
  #phase: "before" | "rows" | "behind" | "ended" = "before";

  constructor(report: Report, options: SheetOptions) {
    this.#report = report;
    this.#options = options;
    this.#grid = new Grid(report, {
      ...options,
      hiddenColumns: (column) => this.#hidden.some(([first, last]) => column >= first && column <= last),
    });
    const lines = (text: string, place: () => Place): void => {
      if (this.#phase === "behind" && this.#later.length < MAX_LATER) this.#later.push({ text, place });
      else this.#endGrid(() => report.lines(text, place));
    };
    this.#other = new OtherText(lines, (path) => ({ unit: "tag", within: options.within, path }));
  }

  open(name: string, attributes: Attributes): void {
    if (this.#phase !== "rows") {
      this.#openOther(name, attributes);
      return;
    }
    switch (name) {
      case "row":
        this.#beginRow(attributes);
        return;
      case "c":
        this.#beginCell(attributes);
        return;
      case "v":
        this.#collects = "value";
        return;
      case "f":
        this.#collects = "formula";
        return;
      case "t":
        this.#collects = this.#inPhonetic ? "phonetic" : "inline";
        return;
      case "rPh":
        this.#inPhonetic = true;
        return;
      default:
    }
  }

  cell(column: number, row: number, type: string, style: number, value: string): boolean {
    if (this.#phase !== "rows" || row !== this.#row || value === "") return false;
    this.#column = column;
    this.#type = type;
    this.#style = style;
    this.#checkColumn();
    this.#addValue(value);
    return true;
  }

  close(name: string): void {
    if (this.#phase !== "rows") {
      this.#other.close();
      if (name === "mergeCells") this.#endGrid(() => {});
      return;
    }
    switch (name) {
      case "c":
        this.#endCell();
        return;
      case "row":
        this.#endRow();
        return;
      case "rPh":
        this.#inPhonetic = false;
        return;
      case "sheetData":
        this.#phase = "behind";
        return;
      default:
        this.#collects = "";
    }
  }

  text(text: string): void {
    if (this.#phase !== "rows") {
      this.#other.text(text);
      return;
    }
    switch (this.#collects) {
      case "value":
        this.#value += text;
        return;
      case "formula":
        this.#formula += text;
        return;
      case "inline":
        this.#inline += text;
        return;
      default:
        if (text.trim() !== "") this.#beside(text);
    }
  }

  aside(text: string): void {
    // Within a row the report is in the middle of a record.
    if (this.#phase === "rows") this.#beside(text);
    else this.#other.aside(text);
  }

  /** Call it also when the sheet could be read only in part. */
  end(): void {
    if (this.#phase === "rows") this.#endRow();
    this.#phase = "behind";
    this.#endGrid(() => {});
  }

  #openOther(name: string, attributes: Attributes): void {
    if (name === "sheetData") {
      this.#phase = "rows";
      return;
    }
    if (name === "col" && isYes(attributes["hidden"]) && this.#hidden.length < MAX_HIDDEN_RANGES) {
      this.#hidden.push([Number(attributes["min"]) - 1, Number(attributes["max"]) - 1]);
    }
    if (name === "mergeCell") {
      const range = rangeOf(attributes["ref"] ?? "");
      if (range !== undefined) this.#grid.merge(range);
    }
    this.#other.open(name, attributes);
  }

  #beginRow(attributes: Attributes): void {
    const number = Number(attributes["r"] ?? this.#row + 1);
    this.#row = Number.isSafeInteger(number) && number > 0 ? number : this.#row + 1;
    this.#column = -1;
    this.#cells.begin(this.#row, isYes(attributes["hidden"]));
    this.#sweepAttributes(attributes);
  }

  #beginCell(attributes: Attributes): void {
    const reference = attributes["r"];
    const column = reference === undefined ? -1 : columnOf(reference);
    this.#column = column < 0 ? this.#column + 1 : column;
    this.#type = attributes["t"] ?? "";
    const style = attributes["s"];
    this.#style = style === undefined ? -1 : Number(style);
    this.#value = "";
    this.#formula = "";
    this.#inline = "";
    this.#sweepAttributes(attributes);
  }

  /** Attributes of rows and cells are short numbers; whatever is longer could be anything. */
  #sweepAttributes(attributes: Attributes): void {
    for (const key in attributes) {
      const value = attributes[key] ?? "";
      if (value.length < LONG_ATTRIBUTE || (key === "r" && value.endsWith(`${this.#row}`))) continue;
      this.#cells.swept += `${value}\n`;
    }
  }

  #endCell(): void {
    this.#collects = "";
    this.#checkColumn();
    if (this.#formula !== "") this.#beside(`=${this.#formula}`);
    this.#addValue(this.#value);
    if (this.#inline !== "") this.#add(unescapeControl(this.#inline));
  }

  #checkColumn(): void {
    const { maxColumns } = this.#report.context.limits;
    if (this.#column >= maxColumns || this.#cells.length >= maxColumns)
      throw new NotInspected("over-limit", `row ${this.#row} has more than ${maxColumns} cells`);
  }

  #addValue(value: string): void {
    if (value === "") return;
    switch (this.#type) {
      case "s":
        if (this.#options.strings.use(Number(value)))
          this.#cells.add(this.#column, value, "shared", this.#style);
        else this.#options.damaged(`row ${this.#row} shows a shared string that is not there`);
        return;
      case "b":
        this.#cells.add(this.#column, value === "1" ? "TRUE" : value === "0" ? "FALSE" : value, "text");
        return;
      case "":
      case "n":
        this.#cells.swept += `${value}\n`;
        this.#cells.add(this.#column, value, "number", this.#style);
        return;
      default:
        this.#add(unescapeControl(value));
    }
  }

  #add(text: string): void {
    this.#cells.swept += `${text}\n`;
    this.#cells.add(this.#column, text, "text", this.#style);
  }

  #beside(text: string): void {
    this.#cells.beside += `${text}\n`;
    this.#cells.swept += `${text}\n`;
  }

  #endRow(): void {
    this.#grid.row(this.#cells);
    this.#cells.begin(this.#row + 1, false);
  }

  #endGrid(then: () => void): void {
    if (this.#phase === "behind") {
      this.#phase = "ended";
      this.#grid.end();
      for (const { text, place } of this.#later.splice(0)) this.#report.lines(text, place);
    }
    then();
  }
}

/** The reference of a table part (`xl/tables/table1.xml`), whose first row is its header unless it has none. */
export function tableReference(attributes: Attributes): string | undefined {
  return attribute(attributes, "headerRowCount") === "0" ? undefined : attribute(attributes, "ref");
}
