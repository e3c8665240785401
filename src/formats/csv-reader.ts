import { NotInspected } from "../model/errors.ts";
import type { FieldPlan, FieldUse } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import type { Limits } from "../model/limits.ts";
import { ValueMemo } from "./value-memo.ts";

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
/** A row that is longer holds a quote that never closes. */
const MAX_ROW_BYTES = 16 * 1024 * 1024;

/** Begins with a letter; no address, no line end. */
const COLUMN_NAME = /^[\p{L}_#№(][^@\p{Cc}\u2028\u2029]*$/u;
const LONG_NUMBER = /\d{5}/;
/** Digits between letters in a long word, as in a customer number. */
const CODE = /(?=[A-Za-z\d]{8})[A-Za-z]{0,8}\d{1,8}[A-Za-z]{1,8}\d/;
const MAX_COLUMN_NAME = 80;

interface Column {
  readonly use: FieldUse;
  readonly memo: ValueMemo;
}

/** A push parser for CSV and TSV (RFC 4180): only cells of columns that mean something are decoded. */
export class CsvReader {
  readonly #plan: FieldPlan;
  readonly #sink: Sink;
  readonly #limits: Limits;
  readonly #delimiter: number;
  #columns: (Column | undefined)[] | undefined;
  #used: readonly number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** 1 for a quoted cell, 3 for one that holds doubled quotes. */
  readonly #quoted: number[] = [];
  #row = 0;
  #hasContent = false;
  /** The first row may be data: nothing follows it so far, and not all of its cells can be names of columns. */
  #isOnlyRow = false;

  constructor(plan: FieldPlan, sink: Sink, limits: Limits, delimiter: string) {
    this.#plan = plan;
    this.#sink = sink;
    this.#limits = limits;
    this.#delimiter = delimiter.charCodeAt(0);
    sink.locate(() => ({ unit: "row", number: this.#row }));
    sink.openList(false, false);
  }

  /** Reads the complete rows of `buffer` and returns how many bytes they took; the rest must come again, with more. */
  push(buffer: Buffer, isLast: boolean): number {
    let at = 0;
    while (at < buffer.length) {
      const next = this.#scanRow(buffer, at, isLast);
      if (next < 0) {
        if (buffer.length - at > MAX_ROW_BYTES)
          throw new NotInspected("over-limit", `row ${this.#row + 1} is longer than 16 MiB`);
        break;
      }
      this.#row += 1;
      if (this.#columns === undefined) this.#readHeader(buffer);
      else this.#readRow(buffer, this.#columns);
      at = next;
    }
    return at;
  }

  end(): void {
    if (this.#isOnlyRow) this.#sink.content();
    this.#sink.closeList();
  }

  /** Finds the cells of one row; returns where the next begins, or -1 when the row is not complete. */
  #scanRow(buffer: Buffer, from: number, isLast: boolean): number {
    const end = buffer.length;
    const delimiter = this.#delimiter;
    let cell = 0;
    let at = from;
    for (;;) {
      let start = at;
      let stop = at;
      let quoted = 0;
      if (buffer[at] === 0x20) at = this.#quoteAfterSpaces(buffer, at);
      if (at < end && buffer[at] === QUOTE) {
        quoted = 1;
        start = at + 1;
        at = start;
        for (;;) {
          while (at < end && buffer[at] !== QUOTE) at += 1;
          if (at >= end) return this.#unclosed(isLast);
          if (at + 1 >= end && !isLast) return -1;
          if (buffer[at + 1] !== QUOTE) break;
          quoted = 3;
          at += 2;
        }
        stop = at;
        at += 1;
        while (at < end && buffer[at] === 0x20) at += 1;
      } else {
        let byte = buffer[at] ?? LF;
        while (byte !== delimiter && byte !== LF && byte !== CR && at < end) {
          at += 1;
          byte = buffer[at] ?? LF;
        }
        stop = at;
      }
      this.#starts[cell] = start;
      this.#ends[cell] = stop;
      this.#quoted[cell] = quoted;
      cell += 1;
      if (cell > this.#limits.maxColumns)
        throw new NotInspected(
          "over-limit",
          `row ${this.#row + 1} has more than ${this.#limits.maxColumns} cells`,
        );
      if (at >= end) {
        if (!isLast) return -1;
        this.#trim(cell);
        return end;
      }
      const byte = buffer[at];
      if (byte === delimiter) {
        at += 1;
        continue;
      }
      if (byte !== LF && byte !== CR)
        throw new NotInspected("damaged", `row ${this.#row + 1}: text follows a closing quote`);
      if (byte === CR && at + 1 >= end && !isLast) return -1;
      this.#trim(cell);
      return byte === CR && buffer[at + 1] === LF ? at + 2 : at + 1;
    }
  }

  /** `1, "Doe, Jane"`: some programs write a space before the quote. */
  #quoteAfterSpaces(buffer: Buffer, from: number): number {
    let at = from;
    while (buffer[at] === 0x20) at += 1;
    return buffer[at] === QUOTE ? at : from;
  }

  #unclosed(isLast: boolean): -1 {
    if (isLast) throw new NotInspected("damaged", `row ${this.#row + 1}: a quote is never closed`);
    return -1;
  }

  #trim(cells: number): void {
    this.#starts.length = cells;
    this.#ends.length = cells;
    this.#quoted.length = cells;
  }

  #readHeader(buffer: Buffer): void {
    const names = this.#starts.map((_, cell) => this.#decode(buffer, cell).trim());
    if (names.every((name) => name === "")) return;
    // Excel's own line that names the delimiter.
    if (this.#row === 1 && /^sep=.?$/i.test(names.join(""))) return;
    this.#columns = names.map((name) => {
      const use = name === "" ? undefined : this.#plan.use([name]);
      return use === undefined ? undefined : { use, memo: new ValueMemo(use) };
    });
    // A table of columns without rows is empty; a row of values, or rows that other line ends separate, is not.
    this.#isOnlyRow = !names.every(isColumnName);
    this.#used = this.#columns.flatMap((column, index) => (column === undefined ? [] : [index]));
  }

  #readRow(buffer: Buffer, columns: readonly (Column | undefined)[]): void {
    const cells = this.#starts.length;
    if (this.#isBlank(cells)) return;
    this.#isOnlyRow = false;
    for (let cell = columns.length; cell < cells; cell++) {
      if (this.#starts[cell] !== this.#ends[cell]) {
        throw new NotInspected(
          "damaged",
          `row ${this.#row} has ${cells} cells, the header has ${columns.length}`,
        );
      }
    }
    if (!this.#hasContent) {
      this.#hasContent = true;
      this.#sink.content();
    }
    this.#sink.openObject();
    for (const index of this.#used) {
      const column = columns[index];
      if (column === undefined || index >= cells) continue;
      const start = this.#starts[index] ?? 0;
      const end = this.#ends[index] ?? 0;
      if (start === end || end - start > this.#limits.maxValueBytes) continue;
      if (this.#quoted[index] === 3) this.#sink.value(column.use, this.#decode(buffer, index));
      else if (column.memo.mayMatter(buffer, start, end))
        this.#sink.value(column.use, column.memo.text(buffer, start, end));
    }
    this.#sink.closeObject();
  }

  /** Spreadsheets write rows of nothing but delimiters. */
  #isBlank(cells: number): boolean {
    if (this.#starts[0] !== this.#ends[0] || this.#starts[cells - 1] !== this.#ends[cells - 1]) return false;
    for (let cell = 0; cell < cells; cell++) if (this.#starts[cell] !== this.#ends[cell]) return false;
    return true;
  }

  #decode(buffer: Buffer, cell: number): string {
    const text = buffer.toString("utf8", this.#starts[cell], this.#ends[cell]);
    return this.#quoted[cell] === 3 ? text.replaceAll('""', '"') : text;
  }
}

/** Whether a cell of the first row may be what a column is called. */
function isColumnName(name: string): boolean {
  if (name.length > MAX_COLUMN_NAME) return false;
  return name === "" || (COLUMN_NAME.test(name) && !LONG_NUMBER.test(name) && !CODE.test(name));
}
