import type { FieldPlan, FieldUse } from "../../model/field.ts";
import { isWeak } from "../../model/kinds.ts";
import type { Cell, PageLine } from "./lines.ts";

/** A line, with the names of its columns before the cells whose meaning is known, and the name of the first of them. */
export interface Row {
  readonly text: string;
  readonly column: string;
}

interface Column extends Cell {
  readonly isKnown: boolean;
}

/** How far the edges, or the middles, of a cell and of what stands above it may differ, in points. */
const EDGE_TOLERANCE = 3;

/** Lines in a row that do not fit below a table's header before the table has ended. */
const MAX_MISFITS = 2;

/** Longest name of a column, in characters. */
const MAX_COLUMN_NAME = 40;

/** Begins with a letter; no label, no address, no long number. */
const COLUMN_NAME = /^[\p{L}#№][^:=@\d]{0,39}$/u;

/**
 * Finds tables by their header: a line of nothing but names of columns, one of which names somebody. Cells that begin or
 * end where the header's do, or lie in its middle, are read as if their column's name stood before each of them. A table
 * may go on, without its header, on the next page.
 */
export class Tables {
  readonly #plan: FieldPlan;
  #columns: readonly Column[] = [];
  #misfits = 0;

  constructor(plan: FieldPlan) {
    this.#plan = plan;
  }

  /** The lines of the next page. */
  read(lines: readonly PageLine[]): Row[] {
    return lines.map((line, index) => {
      const header = this.#header(line);
      if (header !== undefined) {
        this.#columns = header;
        this.#misfits = 0;
        return { text: line.text, column: "" };
      }
      if (this.#columns.length === 0) return { text: line.text, column: "" };
      const fitting = line.cells.map((cell) => this.#columns.find((column) => isAligned(cell, column)));
      if (fitting.every((column) => column === undefined)) this.#miss();
      else this.#misfits = 0;
      return this.#row(line, fitting, lines[index + 1]);
    });
  }

  #miss(): void {
    this.#misfits += 1;
    if (this.#misfits > MAX_MISFITS) this.#columns = [];
  }

  #header(line: PageLine): readonly Column[] | undefined {
    const { cells } = line;
    if (cells.length < 2 || !cells.every(({ text }) => isName(text.trim()))) return undefined;
    const columns = cells.map((cell) => ({ ...cell, use: this.#plan.use([cell.text.trim()]) }));
    if (!columns.some(({ use }) => namesSomebody(use))) return undefined;
    return columns.map(({ use, ...cell }) => ({ ...cell, isKnown: use !== undefined && !isSearched(use) }));
  }

  #row(line: PageLine, fitting: readonly (Column | undefined)[], next: PageLine | undefined): Row {
    const named = fitting.find((column) => column?.isKnown === true);
    if (named === undefined) return { text: line.text, column: "" };
    const rest = next === undefined ? [] : this.#continuation(fitting, next);
    const parts = line.cells.map((cell, index) => {
      const column = fitting[index];
      if (column?.isKnown !== true) return cell.text;
      const more = /\s/.test(cell.text.trim()) ? undefined : rest.find((one) => isAligned(one, column));
      return `${column.text.trim()}: ${cell.text}${more?.text ?? ""}`;
    });
    return { text: parts.join("  "), column: named.text.trim() };
  }

  /**
   * The cells of the next line when it only goes on with this one: nothing stands in the first column, and not in every
   * other one. An identifier that a narrow column breaks in two is another one without its end.
   */
  #continuation(fitting: readonly (Column | undefined)[], next: PageLine): readonly Cell[] {
    const first = this.#columns[0];
    if (first === undefined || fitting[0] !== first || next.cells.length >= fitting.length) return [];
    const columns = next.cells.map((cell) => this.#columns.find((column) => isAligned(cell, column)));
    if (columns.some((column) => column === undefined || column === first)) return [];
    return next.cells;
  }
}

function isName(text: string): boolean {
  return text.length <= MAX_COLUMN_NAME && COLUMN_NAME.test(text);
}

/** An identifier that can tell whose a record is. */
function namesSomebody(use: FieldUse | undefined): boolean {
  if (use?.is === "composite") return !isSearched(use);
  return use?.is === "identifier" && use.kind !== "any" && !isWeak(use.kind);
}

/** A column that no layout knows: only values with a syntax of their own count, wherever they stand. */
function isSearched(use: FieldUse): boolean {
  return use.is === "composite" && use.needs !== undefined;
}

function isAligned(cell: Cell, column: Cell): boolean {
  const starts = Math.abs(cell.from - column.from);
  const ends = Math.abs(cell.to - column.to);
  const middles = Math.abs(cell.from + cell.to - column.from - column.to) / 2;
  return Math.min(starts, ends, middles) <= EDGE_TOLERANCE;
}
