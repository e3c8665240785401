import { NotInspected } from "../../model/errors.ts";
import type { FieldPlan } from "../../model/field.ts";
import type { Sink } from "../../model/format.ts";
import type { Limits } from "../../model/limits.ts";
import { filledOf, isRule, isSum, mayBeTotal } from "./cells.ts";
import { columnsOf, knownTo, type Column } from "./columns.ts";
import { firstRows, WINDOW_BYTES } from "./dialect.ts";
import { CellDocuments } from "./documents.ts";
import { Outline } from "./outline.ts";
import { NO_DELIMITER, RowOverLimit, RowScanner } from "./rows.ts";
import { isDataRow, isNamelessRow, startsTable, writesText } from "./sections.ts";
import { planRows, ROWS_LOOKED_AT, type Plan } from "./tables.ts";

/** Rows that are looked at to tell what stands behind a gap. */
const ROWS_AHEAD = 24;
/** How often that is done: as often as this, and once more for so many rows. */
const MIN_LOOKS = 10_000;
const ROWS_A_LOOK = 8;

type Row = readonly string[];

/**
 * A push parser for tables, with lines above and below them, and several of them in a file. Only cells of columns that
 * mean something are decoded.
 */
export class CsvReader {
  readonly #plan: FieldPlan;
  readonly #sink: Sink;
  readonly #limits: Limits;
  readonly #delimiter: number;
  readonly #rows: RowScanner;
  readonly #outline: Outline;
  readonly #documents: CellDocuments;
  #isStarted = false;
  /** What the next rows are: lines, then a header, then rows that explain it. */
  #lines = 0;
  #header: Row | undefined;
  #documentation = 0;
  #kind: "table" | "rows" | "pairs" = "table";
  #columns: readonly (Column | undefined)[] = [];
  #names: Row = [];
  #used: readonly number[] = [];
  #hasData = false;
  #afterGap = false;
  #looks = 0;
  #fault = "";
  #faults = 0;
  /** Bytes of the text before the buffer. */
  #before = 0;

  constructor(plan: FieldPlan, sink: Sink, limits: Limits, delimiter: number, spans = false) {
    this.#plan = plan;
    this.#sink = sink;
    this.#limits = limits;
    this.#delimiter = delimiter;
    this.#rows = new RowScanner(delimiter, limits.maxColumns);
    this.#outline = new Outline(plan, sink, limits, knownTo(plan), spans);
    this.#documents = new CellDocuments({ plan, sink, limits }, this.#outline);
  }

  /** Reads the complete rows of `buffer` and returns how many bytes they took; the rest must come again, with more. */
  push(buffer: Buffer, isLast: boolean): number {
    if (!this.#isStarted) this.#start(buffer, isLast);
    let at = 0;
    while (at < buffer.length) {
      const next = this.#scan(buffer, at, isLast);
      if (next < 0) break;
      this.#outline.row += 1;
      this.#outline.from = this.#before + at;
      this.#outline.to = this.#before + next;
      if (this.#isPlain()) {
        this.#readRow(buffer);
      } else if (!this.#readOther(buffer, at, isLast)) {
        // What it is depends on rows that are still to come.
        this.#outline.row -= 1;
        break;
      }
      if (this.#rows.fault !== undefined) this.#note(this.#rows.fault);
      at = next;
    }
    this.#before += at;
    return at;
  }

  #scan(buffer: Buffer, at: number, isLast: boolean): number {
    try {
      return this.#rows.scan(buffer, at, isLast);
    } catch (error) {
      if (!(error instanceof RowOverLimit)) throw error;
      throw new NotInspected("over-limit", `row ${this.#outline.row + 1} ${error.message}`);
    }
  }

  /** Closes what is open, and refuses the table when it had faults. */
  end(consumed: number): void {
    this.close();
    if (this.#faults === 0) return;
    const more = this.#faults === 1 ? "" : ` (and ${this.#faults - 1} more such rows)`;
    throw new NotInspected("damaged", `${this.#fault}${more}`, consumed);
  }

  close(): void {
    this.#outline.close();
  }

  #note(fault: string): void {
    if (this.#faults === 0) this.#fault = `row ${this.#outline.row}: ${fault}`;
    this.#faults += 1;
  }

  #start(buffer: Buffer, isLast: boolean): void {
    this.#isStarted = true;
    const { rows } = firstRows(buffer, isLast, this.#delimiter, ROWS_LOOKED_AT);
    // Excel's own line that names the delimiter.
    const named = /^sep=.?$/i.test((rows[0] ?? []).join("")) ? 1 : 0;
    const plan = planRows(rows.slice(named), this.#outline.knows);
    this.#outline.openTable();
    this.#follow({ ...plan, preamble: plan.preamble + named });
  }

  /** Takes over what was found out about the next rows. */
  #follow(plan: Plan): void {
    this.#lines = plan.preamble;
    this.#documentation = plan.documentation;
    this.#header = plan.header;
    this.#kind = plan.kind === "pairs" ? "pairs" : plan.header === undefined ? "rows" : "table";
    this.#hasData = plan.hasData;
    this.#afterGap = false;
    this.#rows.width = 0;
    const names = plan.header ?? [];
    this.#names = names.map((name) => name.trim());
    this.#columns = columnsOf(names, this.#plan);
    this.#used = this.#columns.flatMap((column, index) => (column === undefined ? [] : [index]));
  }

  /** A row of the table as it is expected. */
  #isPlain(): boolean {
    return (
      this.#lines === 0 &&
      this.#header === undefined &&
      this.#documentation === 0 &&
      !this.#afterGap &&
      this.#kind === "table" &&
      this.#columns.length > 1 &&
      this.#rows.starts.length === this.#columns.length
    );
  }

  /** Everything but a row of the table as it is expected. False: more bytes are needed to tell what it is. */
  #readOther(buffer: Buffer, at: number, isLast: boolean): boolean {
    const outline = this.#outline;
    if (this.#rows.isBlank()) {
      this.#lines = Math.max(0, this.#lines - 1);
      this.#afterGap = true;
      return true;
    }
    if (this.#lines > 0) {
      this.#lines -= 1;
      const cells = this.#rows.texts(buffer);
      // Rows whose header is damaged are no lines of text.
      if (isNamelessRow(cells, this.#columns.length, outline.knows)) this.#readNameless(cells);
      else outline.line(cells, this.#whole(buffer), true);
    } else if (this.#header !== undefined) {
      this.#header = undefined;
      this.#afterGap = false;
      outline.openList();
      if (this.#delimiter !== NO_DELIMITER) this.#rows.width = this.#columns.length;
    } else if (this.#documentation > 0) {
      this.#documentation -= 1;
      for (const cell of this.#rows.texts(buffer)) outline.text(cell);
    } else if (this.#kind === "pairs") {
      this.#readPair(this.#rows.texts(buffer));
    } else if (this.#kind === "rows") {
      this.#readNameless(this.#rows.texts(buffer));
    } else if (this.#delimiter === NO_DELIMITER) {
      this.#readRow(buffer);
    } else {
      return this.#readOdd(buffer, at, isLast);
    }
    return true;
  }

  /** A row behind a gap, or with too few or too many cells: data, a line of text, or the header of another table. */
  #readOdd(buffer: Buffer, at: number, isLast: boolean): boolean {
    const cells = this.#rows.texts(buffer);
    if (isRule(cells)) return true;
    const { knows } = this.#outline;
    const isText = writesText(cells, this.#columns, this.#afterGap, knows);
    const mayBegin = isText || !isDataRow(cells);
    if (mayBegin && this.#looks < MIN_LOOKS + this.#outline.row / ROWS_A_LOOK) {
      if (!isLast && buffer.length - at < WINDOW_BYTES) return false;
      this.#looks += 1;
      const ahead = firstRows(buffer.subarray(at), isLast, this.#delimiter, ROWS_AHEAD);
      const section = startsTable(ahead.rows, {
        columns: this.#columns.length,
        names: this.#names,
        hasData: this.#hasData,
        afterGap: this.#afterGap,
        isText,
        knows,
      });
      if (section !== undefined) {
        this.#outline.openTable();
        this.#outline.inherit(ahead.rows.slice(0, section.preamble));
        this.#follow(section);
        return this.#readOther(buffer, at, isLast);
      }
    }
    this.#afterGap = isText;
    if (isText) this.#outline.line(cells, this.#whole(buffer), false);
    else this.#readRow(buffer);
    return true;
  }

  /** A row of named columns. */
  #readRow(buffer: Buffer): void {
    const rows = this.#rows;
    const cells = rows.starts.length;
    const columns = this.#columns;
    if (this.#rows.isBlank()) {
      this.#afterGap = true;
      return;
    }
    if (this.#isAside(buffer)) return;
    if (!this.#outline.hasContent) this.#outline.content();
    const sink = this.#sink;
    sink.openObject();
    for (const index of this.#used) {
      const column = columns[index];
      if (column === undefined || index >= cells) continue;
      const start = rows.starts[index] ?? 0;
      const end = rows.ends[index] ?? 0;
      if (start === end || end - start > this.#limits.maxValueBytes) continue;
      if (!rows.isPlain(buffer, index)) sink.value(column.use, rows.text(buffer, index));
      else if (column.memo.mayMatter(buffer, start, end))
        sink.value(column.use, column.memo.text(buffer, start, end));
    }
    this.#documents.read(buffer, rows, this.#names);
    if (cells > columns.length) this.#readExtra(buffer);
    else if (this.#delimiter === NO_DELIMITER) this.#outline.text(rows.text(buffer, 0));
    sink.closeObject();
  }

  /** Cells past the header's: nobody knows what they are, so they are searched like text, and said. */
  #readExtra(buffer: Buffer): void {
    const rows = this.#rows;
    let extra = 0;
    for (let cell = this.#columns.length; cell < rows.starts.length; cell += 1) {
      if (rows.starts[cell] === rows.ends[cell]) continue;
      extra += 1;
      this.#outline.text(rows.text(buffer, cell));
    }
    if (extra > 0 && rows.fault === undefined)
      this.#note(`it has ${rows.starts.length} cells, the header has ${this.#columns.length}`);
  }

  /** The header once more, or a row of sums: no record. */
  #isAside(buffer: Buffer): boolean {
    const start = this.#rows.starts[0] ?? 0;
    const end = this.#rows.ends[0] ?? 0;
    const name = this.#names[0] ?? "";
    if (end - start === name.length && buffer[start] === name.charCodeAt(0)) {
      const row = this.#rows.texts(buffer);
      if (row.length === this.#names.length && row.every((cell, index) => cell.trim() === this.#names[index]))
        return true;
    }
    if (!mayBeTotal(buffer[start] ?? 0, end - start) || this.#rows.starts.length < 2) return false;
    const row = this.#rows.texts(buffer);
    const isAside =
      isSum(row) &&
      row.every((cell, index) => {
        const column = this.#columns[index];
        return index === 0 || cell.trim() === "" || column?.isKnown !== true || column.use.is === "size";
      });
    if (isAside) this.#outline.text(filledOf(row).join(" "));
    return isAside;
  }

  /** A row whose columns have no names: its cells are searched like text. */
  #readNameless(cells: Row): void {
    if (isRule(cells)) return;
    this.#outline.openList();
    this.#outline.content();
    this.#sink.openObject();
    for (const cell of cells) this.#outline.text(cell);
    this.#sink.closeObject();
  }

  #readPair(cells: Row): void {
    const [first = "", ...values] = cells;
    if (filledOf(values).length > 0) this.#outline.pair(first, values);
    else this.#outline.line(cells, undefined, false);
  }

  /** The row as it is written, undefined where quotes are no part of the text. */
  #whole(buffer: Buffer): string | undefined {
    const { starts, ends, flags } = this.#rows;
    if (flags.some((flag) => flag !== 0)) return undefined;
    return buffer.toString("utf8", starts[0] ?? 0, ends.at(-1) ?? 0);
  }
}
