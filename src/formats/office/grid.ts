import { NotInspected } from "../../model/errors.ts";
import type { Place } from "../../model/place.ts";
import { CellReader, reportCells } from "./cell-reader.ts";
import type { GridOptions } from "./cell-reader.ts";
import type { Cells, Range } from "./cells.ts";
import { ColumnNames, labelOf } from "./grid-columns.ts";
import type { Column } from "./grid-columns.ts";
import { isHeader, isLabelled, layoutOf, repeatsHeader } from "./grid-layout.ts";
import { fillMerged, MAX_MERGED } from "./merged.ts";
import type { Report } from "./report.ts";

/** Cells at the beginning of a sheet that are kept, to find its header and to fill merged cells. */
const MAX_HEAD_CELLS = 40_000;
/** Rows whose merged cells are filled. */
const MAX_HEAD_ROWS = 4_000;

/** Lines of a remark that are looked at to see whether it is a record. */
const MAX_REMARK_LINES = 64;

/**
 * Reports the rows of a sheet or a table: what stands before the header belongs to the sheet, each row after it is a
 * record; a form is one object; a sheet of one cell a row is running text.
 */
export class Grid {
  readonly #report: Report;
  readonly #options: GridOptions;
  readonly #names: ColumnNames;
  readonly #cellReader: CellReader;
  readonly #merged: Range[] = [];
  #head: Cells[] | undefined = [];
  #headCells = 0;
  /** `nothing`: it has a name, which means nothing. */
  #columns: (Column | "nothing" | undefined)[] = [];
  /** Names of the columns as text, to know a header that comes again. */
  #header: string[] = [];
  #mode: "text" | "form" | "table" = "text";
  #isOpen = false;
  #hasContent = false;
  #row = 0;
  /** The first row beside the records that says whose the sheet is. */
  #namedRow: number | undefined;
  #rowHidden = false;
  /** Of the first identifier in the row, which is where a person looks. */
  #columnHidden = false;
  /** The last row of tables whose place the file tells. */
  #lastRow = Infinity;
  /** A gap came, or a title after one: another table may begin. */
  #afterGap = false;

  constructor(report: Report, options: GridOptions) {
    this.#report = report;
    this.#options = options;
    this.#names = new ColumnNames(report.context.plan);
    this.#cellReader = new CellReader(options);
  }

  /** Cells of one row; the object may be used again afterwards. Rows without cells are left out. */
  row(cells: Cells): void {
    if (cells.length === 0 && cells.beside === "") {
      this.#sweepEmpty(cells);
      return;
    }
    if (this.#head === undefined) {
      this.#body(cells);
      return;
    }
    this.#head.push(cells.copy());
    this.#headCells += cells.length;
    if (this.#headCells > MAX_HEAD_CELLS || this.#head.length >= MAX_HEAD_ROWS) this.#decide(this.#head);
  }

  /** Cells that are shown as one. Too late for the rows of a long sheet: what they say of somebody was missed then. */
  merge(range: Range): void {
    if (range.lastRow <= range.firstRow) return;
    const isLate = this.#head === undefined && this.#names.identifies(this.#header[range.firstColumn] ?? "");
    if (isLate || this.#merged.length >= MAX_MERGED) {
      const detail = `${this.#options.within}: cells from row ${range.firstRow} to ${range.lastRow} are merged, in a sheet too long to fill them`;
      this.#options.doubt?.(new NotInspected("over-limit", detail));
    } else if (this.#head !== undefined) {
      this.#merged.push(range);
    }
  }

  end(): void {
    if (this.#head !== undefined) this.#decide(this.#head);
    if (!this.#isOpen) return;
    if (this.#mode === "table") this.#report.out.closeList();
    this.#row = this.#namedRow ?? this.#row;
    this.#report.out.closeObject();
    this.#isOpen = false;
  }

  #decide(head: readonly Cells[]): void {
    this.#head = undefined;
    if (head.length === 0) return;
    fillMerged(head, this.#merged);
    this.#locate();
    const layout = layoutOf(head, this.#options.tables ?? [], this.#cellReader.read, this.#names);
    if (layout.is !== "table") {
      this.#mode = layout.is;
      if (layout.is === "form") this.#open();
      for (const cells of head) this.#body(cells);
      return;
    }
    const header = head[layout.header];
    if (this.#options.inText === true && !this.#identifies(header)) {
      for (const cells of head) this.#body(cells);
      return;
    }
    this.#open();
    for (const cells of head.slice(0, Math.max(0, layout.header))) {
      this.#row = cells.row;
      this.#sweep(cells);
      this.#besides(cells);
    }
    this.#mode = "table";
    this.#report.out.openList(false, false);
    if (header !== undefined) {
      this.#row = header.row;
      this.#sweep(header);
      this.#report.found(header.beside);
      if (!this.#isDeclaredHeader(header)) this.#readHeader(header);
    }
    for (const cells of head.slice(layout.header + 1)) this.#body(cells);
  }

  #sweep(cells: Cells): void {
    if (cells.swept !== "") this.#report.sweep(cells.swept);
    const { glued } = this.#report.out;
    if (glued === undefined) return;
    // A shared string stands for many cells: which row it is in only the sheet tells.
    for (let at = 0; at < cells.length; at += 1)
      if (cells.kinds[at] === "shared") glued(this.#cellReader.read(cells, at));
  }

  /** A row without a cell is no record, whatever it says of its looks. */
  #sweepEmpty(cells: Cells): void {
    if (cells.swept === "") return;
    const before = this.#row;
    this.#row = cells.row;
    this.#locate();
    this.#sweep(cells);
    this.#row = before;
  }

  #identifies(header: Cells | undefined): boolean {
    if (header === undefined) return false;
    for (let at = 0; at < header.length; at += 1)
      if (this.#names.identifies(this.#cellReader.read(header, at).trim())) return true;
    return false;
  }

  #open(): void {
    this.#isOpen = true;
    this.#report.out.openObject();
  }

  #locate(): void {
    this.#report.out.locate((): Place => {
      const { within } = this.#options;
      const hidden = this.#rowHidden ? " (hidden row)" : this.#columnHidden ? " (hidden column)" : "";
      return { unit: "row", within: within + hidden, number: this.#row };
    });
  }

  #readHeader(cells: Cells, from = 0, to = Infinity): void {
    this.#afterGap = false;
    for (let at = 0; at < cells.length; at += 1) {
      const column = cells.columns[at] ?? 0;
      if (column < from || column > to) continue;
      const name = this.#cellReader.read(cells, at).trim();
      this.#header[column] = name;
      const hidden = this.#options.hiddenColumns?.(column) === true;
      const known = this.#names.column(name, hidden);
      this.#columns[column] = known ?? (name === "" ? undefined : "nothing");
    }
  }

  /** A row after the header. */
  #body(cells: Cells): void {
    const gap = cells.row > this.#row + 1;
    this.#row = cells.row;
    this.#rowHidden = cells.hidden;
    this.#columnHidden = false;
    this.#sweep(cells);
    if (!this.#hasContent) {
      this.#hasContent = true;
      this.#report.out.content();
    }
    if (this.#mode !== "table") {
      this.#besides(cells);
      return;
    }
    if (cells.row > this.#lastRow) this.#endOfTable();
    if (this.#isDeclaredHeader(cells)) return;
    if (gap) this.#afterGap = true;
    if (this.#afterGap && this.#betweenTables(cells)) return;
    if (repeatsHeader(cells, this.#header, this.#cellReader.read)) return;
    this.#record(cells);
  }

  #record(cells: Cells): void {
    const { out } = this.#report;
    out.openObject();
    const first = reportCells(cells, this.#columns, this.#cellReader, this.#report);
    if (cells.beside !== "") this.#report.found(cells.beside);
    this.#columnHidden = first?.isHidden === true;
    out.closeObject();
  }

  /** A row of a form or of text, or one before, between or after tables. */
  #besides(cells: Cells): void {
    const texts = cells.columns.slice(0, cells.length).map((_, at) => this.#cellReader.read(cells, at));
    const left: string[] = [];
    for (let at = 0; at < texts.length; at += 1) {
      const label = labelOf(texts[at] ?? "");
      const use = cells.kinds[at] === "number" ? undefined : this.#names.known(label);
      const next = texts[at + 1];
      if (use === undefined || next === undefined || this.#names.known(labelOf(next)) !== undefined) {
        left.push(texts[at] ?? "");
        continue;
      }
      if (!this.#isOpen) {
        // Outside of an object what a label says is a line of text.
        left.push(`${label}: ${next.trim()}`);
        at += 1;
        continue;
      }
      // A form of several columns has a value in each of them.
      const values = this.#mode === "form" ? texts.slice(at + 1) : [next];
      if (use.is === "composite" || (use.is === "identifier" && use.role === "owner"))
        this.#namedRow ??= cells.row;
      for (const value of values)
        if (value.length <= this.#report.context.limits.maxValueBytes) this.#report.out.value(use, value);
      at += values.length;
    }
    this.#columnHidden = false;
    if (left.length > 0) this.#report.found(left.join("\t"));
    if (cells.beside !== "") this.#report.found(cells.beside);
  }

  /** Titles, second headers and remarks after a gap. Returns whether the row is one of them. */
  #betweenTables(cells: Cells): boolean {
    if (isHeader(cells, this.#cellReader.read, this.#names)) {
      this.#columns = [];
      this.#header = [];
      this.#readHeader(cells);
      return true;
    }
    const columns = this.#header.filter((name) => name !== "").length;
    if (isLabelled(cells, this.#cellReader.read, this.#names)) {
      this.#besides(cells);
      return true;
    }
    const isRemark = columns !== 2 && cells.length <= 2 && !this.#holdsIdentifier(cells);
    if (isRemark) this.#remark(cells);
    else this.#afterGap = false;
    return isRemark;
  }

  /** A remark that names somebody is a record of its own: it says nothing about the rows above it. */
  #remark(cells: Cells): void {
    const { out, context } = this.#report;
    const names = cells.columns.slice(0, cells.length).some((_, at) => {
      const text = this.#cellReader.read(cells, at);
      return text.split("\n", MAX_REMARK_LINES).some((line) => context.plan.line(line).length > 0);
    });
    if (names) out.openObject();
    this.#besides(cells);
    if (names) out.closeObject();
  }

  #holdsIdentifier(cells: Cells): boolean {
    return cells.columns
      .slice(0, cells.length)
      .some((column) => this.#names.identifies(this.#header[column] ?? ""));
  }

  #isDeclaredHeader(cells: Cells): boolean {
    const { tables } = this.#options;
    if (tables === undefined) return false;
    let isHeader = false;
    for (const { firstRow, firstColumn, lastRow, lastColumn } of tables) {
      if (firstRow !== cells.row) continue;
      isHeader = true;
      this.#lastRow = Math.max(this.#lastRow === Infinity ? 0 : this.#lastRow, lastRow);
      this.#readHeader(cells, firstColumn, lastColumn);
    }
    return isHeader;
  }

  /** Columns of a table end with it. */
  #endOfTable(): void {
    this.#columns = [];
    this.#header = [];
    this.#lastRow = Infinity;
    this.#afterGap = true;
  }
}
