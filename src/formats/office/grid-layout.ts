import type { Cells, Range } from "./cells.ts";
import { ColumnNames, isColumnName, isShortCode, labelOf } from "./grid-columns.ts";

/** How the first rows of a sheet are to be read. */
export type GridLayout =
  /** Nothing but text, a cell a row. */
  | { readonly is: "text" }
  /** A form: labels in the first column, what they say beside them. */
  | { readonly is: "form" }
  /** A table. `header`: index of the row that names its columns; -1 for none. */
  | { readonly is: "table"; readonly header: number };

/** Rows from the first on that may be the header. */
const MAX_HEADER_ROWS = 40;

/** Finds the header among the first rows: that of a declared table, else the row that names most known fields, else the first that could name columns. */
export function layoutOf(
  rows: readonly Cells[],
  tables: readonly Range[],
  read: (cells: Cells, at: number) => string,
  names: ColumnNames,
): GridLayout {
  const declared = rows.findIndex((cells) => tables.some((table) => table.firstRow === cells.row));
  if (declared >= 0) return { is: "table", header: declared };
  const first = rows.slice(0, MAX_HEADER_ROWS);
  const widest = rows.slice(0, 10 * MAX_HEADER_ROWS).reduce((most, cells) => Math.max(most, cells.length), 0);
  if (widest <= 1) return isColumn(rows, read, names) ? { is: "table", header: 0 } : { is: "text" };
  const candidates = first.map((cells, index) =>
    isPair(cells, rows[index + 1], read, names) ? 0 : headerScore(cells, widest, read, names),
  );
  let best = -1;
  for (const [index, score] of candidates.entries())
    if (score > 0 && score > (candidates[best] ?? 0)) best = index;
  const labelled = first.flatMap((cells, index) =>
    index !== best && isLabelled(cells, read, names) ? [index] : [],
  );
  const isPairs =
    widest === 2 && labelled.length > 0 && isPairsFrom(rows.slice(Math.max(0, best)), read, names);
  if (isPairs || isForm(rows, labelled, best, (candidates[best] ?? 0) >= KNOWN, widest))
    return { is: "form" };
  return { is: "table", header: best };
}

/**
 * Whether a row of two cells is a label and its value, and no header: nothing stands right below it, or its second cell
 * is a code and what stands below it is no code.
 */
function isPair(
  cells: Cells,
  next: Cells | undefined,
  read: (cells: Cells, at: number) => string,
  names: ColumnNames,
): boolean {
  if (cells.length !== 2 || !isLabelled(cells, read, names)) return false;
  if (next !== undefined && next.row > cells.row + 1) return true;
  if (!isShortCode(read(cells, 1))) return false;
  return next === undefined || (next.kinds[0] !== "number" && isLabelText(read(next, 0)));
}

/** Whether what could be a header is a label beside its value: below it, row after row, stand labels too. */
function isPairsFrom(
  rows: readonly Cells[],
  read: (cells: Cells, at: number) => string,
  names: ColumnNames,
): boolean {
  const [first, ...others] = rows.slice(0, MAX_HEADER_ROWS);
  if (first === undefined || !isLabelled(first, read, names)) return false;
  return others.every(
    (cells, index) =>
      cells.row === first.row + index + 1 && cells.kinds[0] !== "number" && isLabelText(read(cells, 0)),
  );
}

function isLabelText(text: string): boolean {
  return isColumnName(labelOf(text)) && !isShortCode(labelOf(text));
}

/** Whether rows with labels are the sheet itself, and not what stands above a table. */
function isForm(
  rows: readonly Cells[],
  labelled: readonly number[],
  header: number,
  isKnown: boolean,
  widest: number,
): boolean {
  const last = labelled.at(-1);
  if (last === undefined) return false;
  const gap = (rows[header]?.row ?? 0) - (rows[header - 1]?.row ?? 0) > 1;
  if (header > last && (gap || isKnown)) return false;
  if (widest === 2) return !isKnown || labelled.length > 1;
  return !isKnown && labelled.length * 2 > rows.filter((cells) => cells.length > 1).length;
}

/** A score of a row in which a known field is named; other rows that could name columns have 1. */
const KNOWN = 2;

function headerScore(
  cells: Cells,
  widest: number,
  read: (cells: Cells, at: number) => string,
  names: ColumnNames,
): number {
  if (cells.length < 2 || cells.length < widest / 2) return 0;
  let known = 0;
  for (let at = 0; at < cells.length; at += 1) {
    if (cells.kinds[at] === "number") return 0;
    const text = read(cells, at);
    if (!isColumnName(text)) return 0;
    if (names.identifies(text.trim())) known += 1;
  }
  return known === 0 ? 1 : KNOWN + known;
}

/** One column with a name that is known: a list of identifiers. */
function isColumn(
  rows: readonly Cells[],
  read: (cells: Cells, at: number) => string,
  names: ColumnNames,
): boolean {
  const [header] = rows;
  if (header === undefined || rows.length < 2 || header.kinds[0] === "number") return false;
  const name = read(header, 0).trim();
  return isColumnName(name) && names.identifies(name);
}

/** A row whose first cell is the label of a known field, and whose next one is none. */
export function isLabelled(
  cells: Cells,
  read: (cells: Cells, at: number) => string,
  names: ColumnNames,
): boolean {
  if (cells.length < 2 || cells.kinds[0] === "number") return false;
  return names.identifies(labelOf(read(cells, 0))) && names.known(labelOf(read(cells, 1))) === undefined;
}

/** Whether a row in the middle of a sheet begins another table: names of columns only, and a known one among them. */
export function isHeader(
  cells: Cells,
  read: (cells: Cells, at: number) => string,
  names: ColumnNames,
): boolean {
  if (isPair(cells, undefined, read, names)) return false;
  return headerScore(cells, 2, read, names) >= KNOWN;
}

/** Printed lists repeat their header on every page. */
export function repeatsHeader(
  cells: Cells,
  header: readonly (string | undefined)[],
  read: (cells: Cells, at: number) => string,
): boolean {
  if (cells.length < 2 || cells.kinds[0] === "number") return false;
  const name = header[cells.columns[0] ?? 0];
  if (name === undefined || name === "" || read(cells, 0).trim() !== name) return false;
  return cells.columns.slice(0, cells.length).every((at, index) => header[at] === read(cells, index).trim());
}
