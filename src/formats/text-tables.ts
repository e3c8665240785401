import type { FieldPlan } from "../model/field.ts";
import type { Sink } from "../model/format.ts";
import { mayIdentify } from "./csv/cells.ts";
import { columnsOf, type Column } from "./csv/columns.ts";

/** Longer lines are no rows of a table that a person looks at. */
const MAX_LINE = 16_384;
const MAX_CELLS = 1024;
/** Rows above the header of a table that are remembered. */
const MAX_ABOVE = 64;

/** Cells of `| a | b |`, `a | b` and the same in lines of boxes; undefined for a line without any. */
export function cellsOf(line: string): readonly string[] | undefined {
  if (line.length > MAX_LINE) return undefined;
  const plain = line.replaceAll(/[│┃║]/g, "|").trim();
  if (!plain.includes("|")) return undefined;
  const cells = plain
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split(/(?<!\\)\|/);
  return cells.length > MAX_CELLS ? undefined : cells.map(cellText);
}

/** Without blanks, marks of emphasis and code. */
function cellText(cell: string): string {
  return cell
    .trim()
    .replace(/^[*_`]{1,3}(?=\S)/, "")
    .replace(/(?<=\S)[*_`]{1,3}$/, "")
    .replaceAll("\\|", "|");
}

/** Columns of `|---|:-:|`, `----+----` and `+----+----+`; 0 for what is no such line. */
export function ruledColumns(line: string): number {
  if (line.length > MAX_LINE || !/^[-+|:=\s─━═┼╪╋┬┴├┤┌┐└┘╭╮╰╯╞╡│┃]+$/.test(line)) return 0;
  const inner = line
    .trim()
    .replace(/^[+|├┌└╭╰╞│┃]/, "")
    .replace(/[+|┤┐┘╮╯╡│┃]$/, "");
  const runs = inner.split(/[+|┼╪╋┬┴│┃]/);
  if (runs.length === 1 && inner === line.trim()) return 0;
  return runs.every((run) => /^ ?:?[-=─━═]+:? ?$/.test(run)) ? runs.length : 0;
}

/** Where the columns begin over which runs of dashes stand, as sqlite3, sqlcmd, PowerShell and Pandoc print; none for other lines. */
export function ruledStarts(line: string): readonly number[] {
  if (line.length > MAX_LINE || !/^ *-{2,}[- ]*$/.test(line)) return [];
  const starts: number[] = [];
  for (let at = 0; at < line.length; at += 1)
    if (line[at] === "-" && (at === 0 || line[at - 1] === " ")) starts.push(at);
  return starts.length < 2 || starts.length > MAX_CELLS ? [] : starts;
}

/** Cells of a line by the columns that rules name; undefined where a word reaches over the border of two. */
function cellsAt(line: string, starts: readonly number[]): readonly string[] | undefined {
  if (line.length > MAX_LINE || line.includes("\t")) return undefined;
  const cells: string[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? line.length;
    if (index > 0 && (line[start - 1] ?? " ") !== " ") return undefined;
    cells.push(line.slice(index === 0 ? 0 : start, end).trim());
  }
  return cells;
}

/** `-[ RECORD 1 ]----` of psql and `*** 1. row ***` of mysql: one row, a line for each column. */
const RECORD = /^(?:-\[ RECORD \d+ \][-+]*|\*{10,} \d+\. row \*{10,})\s*$/;

/** Tables that text holds: Markdown, and what databases print. */
export class TextTables {
  readonly #plan: FieldPlan;
  readonly #out: Sink;
  /** What is wrong with a row, as a part of a sentence. */
  fault: string | undefined;
  #columns: readonly (Column | undefined)[] | undefined;
  /** The columns of the last table that is over. */
  #last: readonly (Column | undefined)[] | undefined;
  /** Where the columns begin, in a table without bars. */
  #starts: readonly number[] = [];
  /** Lines of cells directly above: sorting puts rows above the header. */
  #above: (readonly string[])[] = [];
  #isRecords = false;
  #isInRecord = false;

  constructor(plan: FieldPlan, out: Sink) {
    this.#plan = plan;
    this.#out = out;
  }

  /**
   * Takes a line that belongs to a table, and says whether it did; `before` is the line above it, if that was not blank:
   * it may name the columns.
   */
  take(line: string, before: string | undefined): boolean {
    if (this.#columns !== undefined) {
      if (this.#starts.length > 0 ? ruledStarts(line).length > 0 : ruledColumns(line) > 0) return true;
      const cells = this.#starts.length > 0 ? cellsAt(line, this.#starts) : cellsOf(line);
      if (cells !== undefined) {
        this.#row(cells, this.#columns);
        return true;
      }
      this.end();
    }
    if (RECORD.test(line.slice(0, MAX_LINE))) {
      this.#record();
      return true;
    }
    if (this.#isRecords && this.#field(line)) return true;
    this.end();
    return before !== undefined && this.#begin(line, before);
  }

  /** The table is over: a blank line, or another one. */
  end(): void {
    // Rows that stand apart are found by their bars.
    if (this.#starts.length === 0) this.#last = this.#columns ?? this.#last;
    this.#starts = [];
    if (this.#isInRecord) this.#out.closeObject();
    if (this.#isRecords || this.#columns !== undefined) this.#out.closeList();
    this.#isInRecord = false;
    this.#isRecords = false;
    this.#columns = undefined;
  }

  /** A blank line. */
  gap(): void {
    this.end();
    this.#above = [];
  }

  /**
   * Takes a row that stands apart from its table: as many cells, and a bar at an end, or an identifier where one is due.
   * Remembers others: their header may follow.
   */
  takeApart(line: string): boolean {
    const cells = cellsOf(line);
    if (cells === undefined) {
      this.#above = [];
      return false;
    }
    const columns = this.#last;
    const isBarred = /^\s*[|│]|[|│]\s*$/.test(line.slice(0, MAX_LINE));
    if (
      columns === undefined ||
      cells.length !== columns.length ||
      !(isBarred || identifies(cells, columns))
    ) {
      if (this.#above.length < MAX_ABOVE) this.#above.push(cells);
      return false;
    }
    this.#out.openList(false, false);
    this.#row(cells, columns);
    this.#out.closeList();
    return true;
  }

  #begin(line: string, before: string): boolean {
    const starts = ruledStarts(line);
    const ruled = starts.length > 0 ? starts.length : ruledColumns(line);
    if (ruled === 0) return false;
    const names = starts.length > 0 ? cellsAt(before, starts) : cellsOf(before);
    if (names?.length !== ruled) return false;
    const columns = columnsOf(names, this.#plan);
    // Rows that can name nobody would be records of nobody.
    if (!columns.some(namesOwner)) return false;
    this.#out.openList(false, false);
    this.#columns = columns;
    this.#starts = starts;
    for (const row of this.#above)
      if (row.length === ruled && identifies(row, columns)) this.#row(row, columns);
    this.#above = [];
    return true;
  }

  #row(cells: readonly string[], columns: readonly (Column | undefined)[]): void {
    if (cells.length > columns.length)
      this.fault ??= `has ${cells.length} cells, the header of its table ${columns.length}`;
    this.#out.openObject();
    for (const [index, cell] of cells.entries()) {
      const use = columns[index]?.use;
      if (cell === "") continue;
      if (use !== undefined) this.#out.value(use, cell);
      else if (index >= columns.length) this.#out.text(cell);
    }
    this.#out.closeObject();
  }

  #record(): void {
    if (this.#isInRecord) this.#out.closeObject();
    if (!this.#isRecords) this.#out.openList(false, false);
    this.#isRecords = true;
    this.#isInRecord = true;
    this.#out.openObject();
  }

  #field(line: string): boolean {
    const at = line.slice(0, 200).search(/[|:│]/);
    if (at <= 0) return false;
    const value = line.slice(at + 1).trim();
    const use = this.#plan.use([line.slice(0, at).trim()]);
    if (use !== undefined && value !== "") this.#out.value(use, value);
    return true;
  }
}

/** Whether an identifier may stand in a column that names owners. */
function identifies(cells: readonly string[], columns: readonly (Column | undefined)[]): boolean {
  return columns.some((column, index) => namesOwner(column) && mayIdentify(cells[index] ?? ""));
}

function namesOwner(column: Column | undefined): boolean {
  if (column?.isKnown !== true) return false;
  const { use } = column;
  if (use.is === "composite") return true;
  return use.is === "identifier" && use.kind !== "any" && use.role.startsWith("owner");
}
