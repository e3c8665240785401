import { filledOf, isColumnName, isData, isRule, isTotal, mayBeName, mayIdentify, shapeOf } from "./cells.ts";
import type { Column } from "./columns.ts";
import { isHeader, planRows, type Knows, type Plan } from "./tables.ts";

type Row = readonly string[];

/** The table in which a row stands, and what stands before the row. */
export interface Surroundings {
  readonly columns: number;
  readonly names: Row;
  /** Rows of the table hold something that no header would. */
  readonly hasData: boolean;
  readonly afterGap: boolean;
  readonly isText: boolean;
  readonly knows: Knows;
}

/** Whether an odd row is a line of text rather than one of the table: one phrase, a title, a pair of a name and a value. */
export function writesText(
  cells: Row,
  columns: readonly (Column | undefined)[],
  afterGap: boolean,
  knows: Knows,
): boolean {
  if (columns.length < 2) return false;
  const filled = filledOf(cells);
  const first = (filled[0] ?? "").trim();
  if (filled.length === 1) {
    const index = cells.findIndex((cell) => cell.trim() !== "");
    const shape = shapeOf(first);
    // What may be an identifier is a row whose other cells are missing, unless a label says what it is.
    if (shape === "code" || shape === "mail") return afterGap ? /[:\s]/.test(first) : first.includes(":");
    return columns[index]?.isKnown !== true || !(isData(shape) || mayIdentify(first));
  }
  if (
    filled.length !== 2 ||
    columns.length < 3 ||
    !afterGap ||
    cells.findIndex((cell) => cell.trim() !== "") > 0
  )
    return false;
  if (isTotal(first)) return !mayIdentify(filled[1] ?? "") || isNumeric(filled[1] ?? "");
  return first.endsWith(":") || (isColumnName(first) && knows(first) && !knows((filled[1] ?? "").trim()));
}

function isNumeric(cell: string): boolean {
  return /^[-+()\d\s.,'’%€$£]+$/.test(cell);
}

/** Whether a row holds too much data to be a header. */
export function isDataRow(cells: Row): boolean {
  const filled = filledOf(cells);
  return filled.filter((cell) => isData(shapeOf(cell))).length * 2 >= filled.length;
}

/**
 * Whether a row above a header of `columns` cells is data all the same, and no names with their values: sorting by a
 * careless tool puts rows there.
 */
export function isNamelessRow(cells: Row, columns: number, knows: Knows): boolean {
  const filled = filledOf(cells);
  if (filled.length < 2) return false;
  const isFirst = isData(shapeOf(filled[0] ?? ""));
  if (filled.length >= 3 && isFirst && isDataRow(cells)) return true;
  if (columns < 2 || cells.length !== columns) return false;
  const unnamed = cells.map((cell, index) => mayIdentify(cell) && !isNamed(cells, index, knows));
  // `Report no,A-12345` fills half of a wide table; a row fills it, or begins with what names it.
  if (filled.length === columns) return unnamed.includes(true) || (isFirst && isDataRow(cells));
  return unnamed[cells.indexOf(filled[0] ?? "")] === true;
}

/** Whether a cell says what it is, or the one before it does: `Customer ID,A32…`, `id=A32…`. */
function isNamed(cells: Row, index: number, knows: Knows): boolean {
  const before = (cells[index - 1] ?? "").trim();
  return /[:=]/.test(cells[index] ?? "") || before.endsWith(":") || knows(before);
}

/** The next table, when the rows from here on are its lines and its header; undefined when they are not. */
export function startsTable(rows: readonly Row[], around: Surroundings): Plan | undefined {
  const first = rows[0] ?? [];
  if (around.isText) {
    const plan = planRows(rows, around.knows);
    const isOther = plan.header !== undefined && plan.hasRows && plan.preamble > 0;
    if (!isOther || !isNew(plan.header, rows, plan.preamble, around, true)) return undefined;
    // Lines that stand directly under a table, and apart from the next one, belong to the first.
    const gap = rows.slice(0, plan.preamble).findIndex((row) => filledOf(row).length === 0);
    return gap >= 0 && !around.afterGap ? undefined : plan;
  }
  const plan = planRows(rows, around.knows);
  if (plan.header === undefined || plan.preamble > 0) return headerAlone(rows, around);
  return isNew(first, rows, 0, around, around.afterGap) ? plan : undefined;
}

/** Whether a header begins another table, and is no row of this one. */
function isNew(
  header: Row | undefined,
  rows: readonly Row[],
  at: number,
  around: Surroundings,
  apart: boolean,
): boolean {
  if (header === undefined || sameNames(header, around.names)) return false;
  const filled = filledOf(header);
  if (filled.length < 2 || new Set(filled).size < filled.length || filled.length * 5 < header.length * 4)
    return false;
  const rest = rows.slice(at + 1).filter((row) => !isRule(row));
  const next = rest.find((row) => filledOf(row).length > 0) ?? [];
  const known = filled.filter((cell) => around.knows(cell.trim())).length;
  const hasData = next.some((cell) => isData(shapeOf(cell)));
  if (!isHeader(header, [next], around.knows) || next.length !== header.length) return false;
  if (header.length === around.columns) return apart && around.hasData && hasData && filled.every(mayBeName);
  return apart || (known >= 1 && hasData);
}

/** The header of a table without rows, at the end of a file. */
function headerAlone(rows: readonly Row[], around: Surroundings): Plan | undefined {
  const header = rows[0] ?? [];
  const filled = filledOf(header);
  if (!around.afterGap || rows.slice(1).some((row) => filledOf(row).length > 0)) return undefined;
  if (header.length === around.columns || filled.length < 2 || filled.length < header.length)
    return undefined;
  const known = filled.filter((cell) => around.knows(cell.trim())).length;
  if (known === 0 || !filled.every((cell) => isColumnName(cell.trim()))) return undefined;
  return { preamble: 0, header, documentation: 0, kind: "table", hasRows: false, hasData: false };
}

function sameNames(header: Row, names: Row): boolean {
  return header.length === names.length && header.every((cell, index) => cell.trim() === names[index]);
}
