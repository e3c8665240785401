import { NotInspected } from "../../model/errors.ts";
import type { Cell } from "./cell.ts";
import type { Label } from "./labels.ts";
import type { HtmlReport } from "./report.ts";
import { Spans } from "./spans.ts";

/** Rows that are held back until it is known what their columns mean. */
const MAX_WAITING_ROWS = 32;

/** Characters of rows that are held back. */
const MAX_WAITING_CHARACTERS = 256 * 1024;

/** Where a row stands: `<thead>`, `<tfoot>`, elsewhere. */
type Part = "head" | "foot" | "body";

interface Row {
  readonly number: number;
  readonly cells: Cell[];
  readonly part: Part;
}

/**
 * How a table is meant: `columns` are named by its first rows, `fields` by the first cell of each row (the table is one
 * object), `rows` are objects without names, `flow` is a page that is only laid out as a table.
 */
type Mode = "deciding" | "columns" | "fields" | "rows" | "flow";

/** A table, reported as soon as its first rows tell how it is meant. */
export class Table {
  readonly #report: HtmlReport;
  readonly #words: string;
  #mode: Mode = "deciding";
  #waiting: Row[] = [];
  #waitingCharacters = 0;
  #row: Row | undefined;
  #rows = 0;
  #caption: Cell | undefined;
  /** The list of rows lies in an object, with the caption. */
  #isEnclosed = false;
  /** The row is open in the sink before its end: something in it has a structure of its own. */
  #isRowOpen = false;
  #names: string[] = [];
  /** What the names mean. */
  #labels: Label[] = [];
  /** A cell spans columns or rows somewhere, so cells have to be counted. */
  #hasSpans = false;
  readonly #spans = new Spans();

  constructor(report: HtmlReport, number: number) {
    this.#report = report;
    this.#words = `table ${number}`;
  }

  startRow(part: Part): void {
    this.endRow();
    this.#rows += 1;
    this.#row = { number: this.#rows, cells: [], part };
  }

  /** What stands above the rows counts for all of them. */
  addCaption(cell: Cell): void {
    if (cell.isEmpty) return;
    if (this.#mode === "deciding" && this.#caption === undefined) this.#caption = cell;
    else this.#reportCaption(cell);
  }

  addCell(cell: Cell): void {
    if (this.#row === undefined) this.startRow("body");
    const row = this.#row;
    if (row === undefined) return;
    if (row.cells.length >= this.#report.maxColumns)
      throw new NotInspected(
        "over-limit",
        `${this.#words}, row ${row.number} has more than ${this.#report.maxColumns} cells`,
      );
    row.cells.push(cell);
    if (cell.columns > 1 || cell.rows > 1) this.#hasSpans = true;
    if (!this.#isRowOpen || cell.isOpen) return;
    this.#report.cell(this.#labelOf(row.cells.length - 1), cell);
  }

  endRow(): void {
    const row = this.#row;
    this.#row = undefined;
    if (row === undefined) return;
    if (this.#isRowOpen) {
      this.#isRowOpen = false;
      this.#closeRow();
      return;
    }
    if (row.cells.every((cell) => cell.isEmpty)) return;
    if (this.#mode !== "deciding") {
      this.#reportRow(row);
      return;
    }
    this.#waiting.push(row);
    for (const cell of row.cells) this.#waitingCharacters += cell.text.length;
    if (this.#waiting.length >= MAX_WAITING_ROWS || this.#waitingCharacters > MAX_WAITING_CHARACTERS)
      this.#settle(false);
  }

  /** Something with a structure of its own begins in a cell of the current row. */
  openRow(): void {
    if (this.#isRowOpen) return;
    if (this.#mode === "deciding") this.#settle(true);
    const row = this.#row;
    if (row === undefined) return;
    this.#isRowOpen = true;
    this.#report.enter(this.#words, this.#mode === "flow" ? 0 : row.number);
    if (this.#mode === "columns" || this.#mode === "rows") this.#report.openObject();
    row.cells.forEach((cell, index) => this.#report.cell(this.#labelOf(index), cell));
  }

  end(): void {
    this.endRow();
    if (this.#mode === "deciding") this.#settle(false);
    if (this.#mode === "columns" || this.#mode === "rows") this.#report.closeList();
    if (this.#mode === "fields" || this.#isEnclosed) this.#report.closeObject();
    this.#isEnclosed = false;
    this.#mode = "flow";
  }

  /** Opens the list of the rows, in the object of a caption. */
  #openList(): void {
    if (this.#caption !== undefined) {
      this.#isEnclosed = true;
      this.#report.openObject("captioned");
      this.#reportCaption(this.#caption);
    }
    this.#report.openList(true);
  }

  #reportCaption(cell: Cell): void {
    this.#report.enter(this.#words);
    this.#report.cell(this.#report.labels.of(""), cell);
    this.#report.leave();
  }

  /** `isCut`: the first rows are not complete, because something else begins in them. */
  #settle(isCut: boolean): void {
    const rows = this.#waiting;
    this.#waiting = [];
    const heads = headRows(rows);
    const rest = rows.slice(heads.length);
    this.#mode = this.#decide(heads, rest, isCut);
    if (this.#mode === "columns") {
      const names = heads.length > 0 ? heads : rows.slice(0, 1);
      for (const row of names) this.#name(row);
      this.#openList();
      for (const row of names) this.#reportAsText(row);
      for (const row of rows.slice(names.length)) this.#reportRow(row);
      return;
    }
    if (this.#mode === "rows") this.#openList();
    if (this.#mode === "fields") this.#report.openObject("head");
    if (this.#mode !== "rows" && this.#caption !== undefined) this.#reportCaption(this.#caption);
    for (const row of rows) this.#reportRow(row);
  }

  #decide(heads: readonly Row[], rest: readonly Row[], isCut: boolean): Mode {
    const { labels } = this.#report;
    const width = Math.max(0, ...rest.map((row) => row.cells.length));
    if (heads.length > 0 && (Math.max(...heads.map((row) => row.cells.length)) > 1 || width <= 1))
      return rest.length > 0 || isCut || heads.length < 2 ? "columns" : "rows";
    if (rest.length === 0) return "flow";
    const isKnown = (cell: Cell | undefined): boolean => cell !== undefined && labels.isLabel(cell.text);
    const headed = rest.filter(({ cells }) => cells.length > 1 && cells[0]?.isHeading === true);
    if (headed.length * 2 > rest.length) return "fields";
    const [first, second] = rest;
    const known = first?.cells.filter(isKnown).length ?? 0;
    const columns = first?.cells.length ?? 0;
    const isName = (cell: Cell): boolean =>
      cell.text !== "" && cell.text.length <= 60 && !/\d{4}|@/.test(cell.text);
    if (
      known > 0 &&
      columns > 1 &&
      (known > 1 || !isKnown(second?.cells[0])) &&
      first?.cells.every(isName) === true
    ) {
      // The first row names columns, unless it is a label and its value like the others.
      const isPair = columns === 2 && known === 1 && isKnown(first.cells[0]);
      if (!isPair && second?.cells.length === columns && !second.cells.some(isKnown)) return "columns";
    }
    if (width === 2 && rest.some((row) => isKnown(row.cells[0]))) return "fields";
    return width <= 1 || isCut ? "flow" : "rows";
  }

  #name(row: Row): void {
    for (const { column, cell } of this.#spans.place(row.cells)) {
      const name = cell.text;
      for (let at = column; at < column + cell.columns && at < this.#report.maxColumns; at += 1) {
        const above = this.#names[at];
        if (name !== "" || above === undefined) this.#names[at] = this.#nameBelow(above ?? "", name);
      }
    }
    this.#labels = this.#names.map((one) => this.#report.labels.of(one));
  }

  /** `ID` below `Customer` is `Customer ID`, where both together are a name. */
  #nameBelow(above: string, name: string): string {
    const both = `${above} ${name}`;
    return above !== name && this.#report.labels.isLabel(both) ? both : name;
  }

  /** Sums below the rows: a row that has nothing in a column that means something. */
  #isSum(row: Row): boolean {
    if (this.#mode !== "columns" || row.part !== "foot") return false;
    let column = 0;
    for (const cell of row.cells) {
      if (!cell.isEmpty && this.#labelOf(column).isKnown) return false;
      column += cell.columns;
    }
    return true;
  }

  #reportRow(row: Row): void {
    if (this.#isSum(row)) {
      this.#reportAsText(row);
      return;
    }
    const isHead =
      this.#mode === "columns" && row.cells.length > 1 && row.cells.every((cell) => cell.isHeading);
    if (isHead) {
      this.#name(row);
      this.#reportAsText(row);
      return;
    }
    this.#report.enter(this.#words, this.#mode === "flow" ? 0 : row.number);
    const isObject = this.#mode === "columns" || this.#mode === "rows";
    if (isObject) this.#report.openObject();
    if (this.#mode !== "columns")
      this.#pairs(this.#hasSpans ? this.#spans.place(row.cells).map(({ cell }) => cell) : row.cells);
    else if (this.#hasSpans) this.#reportPlaced(row);
    else {
      let column = 0;
      for (const cell of row.cells) {
        if (!cell.isEmpty) this.#report.cell(this.#labelOf(column), cell);
        column += 1;
      }
    }
    if (isObject) this.#report.closeObject();
    this.#report.leave();
  }

  #reportPlaced(row: Row): void {
    for (const { column, cell, isCarried } of this.#spans.place(row.cells)) {
      const label = this.#labelOf(column);
      if (!isCarried) this.#report.cell(label, cell);
      else if (label.isKnown && label.use !== undefined) this.#report.value(label.use, cell.text);
    }
  }

  #labelOf(column: number): Label {
    return this.#labels[column] ?? this.#report.labels.of("");
  }

  /** A cell that is a label names the next one; in a table of fields the first one does. */
  #pairs(cells: readonly Cell[]): void {
    const { labels } = this.#report;
    let name = "";
    cells.forEach((cell, index) => {
      const isName =
        (index === 0 && this.#mode === "fields" && cells.length > 1) || labels.isLabel(cell.text);
      if (isName && cell.others.length === 0 && cell.lines.length < 2) {
        name = cell.text;
        if (name !== "") this.#report.content();
        if (index === cells.length - 1) this.#report.cell(labels.of(""), cell);
        return;
      }
      this.#report.cell(labels.of(name), cell);
      // `<th>Accounts</th><td>…</td><td>…</td>`: one name for all of them.
      if (cells[0]?.isHeading !== true) name = "";
    });
  }

  #reportAsText(row: Row): void {
    this.#report.enter(this.#words, row.number);
    for (const cell of row.cells) this.#report.cell(this.#report.labels.of(""), cell);
    this.#report.leave();
  }

  #closeRow(): void {
    if (this.#mode === "columns" || this.#mode === "rows") this.#report.closeObject();
    this.#report.leave();
  }
}

/** The rows at the beginning that hold nothing but headings. */
function headRows(rows: readonly Row[]): readonly Row[] {
  const end = rows.findIndex((row) => row.part !== "head" && !row.cells.every((cell) => cell.isHeading));
  return end < 0 ? rows : rows.slice(0, end);
}
