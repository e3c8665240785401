import {
  filledOf,
  isColumnName,
  isData,
  isProse,
  isRule,
  mayBeName,
  mayIdentify,
  namesTypes,
  shapeOf,
} from "./cells.ts";

/** Rows that are looked at to tell what a file, or the part of one that follows a gap, is. */
export const ROWS_LOOKED_AT = 120;

/** What the next rows are. */
export interface Plan {
  /** Rows above the table: text, and pairs of a name and a value. */
  readonly preamble: number;
  /** The names of the columns; undefined where no row names them. */
  readonly header: readonly string[] | undefined;
  /** Rows between the header and the data that explain the columns. */
  readonly documentation: number;
  /** `pairs`: each row is a name and its value, all together one record. */
  readonly kind: "table" | "pairs" | "text";
  /** The only row may be data: nothing follows it, and not all of its cells can be names of columns. */
  readonly hasRows: boolean;
  /** Its rows hold something that no header would. */
  readonly hasData: boolean;
}

/** Whether a name means something to the layouts. */
export type Knows = (name: string) => boolean;

type Row = readonly string[];

/** Finds the first table in rows. */
export function planRows(rows: readonly Row[], knows: Knows): Plan {
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2) return singleColumn(rows);
  let headerOnly: number | undefined;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? [];
    if (filledOf(row).length < 2 || isRule(row)) continue;
    const block = blockAfter(rows, at);
    const rest = block.length > 0 ? block : blockBehindGap(rows, at);
    if (isPairs([row, ...block], knows)) {
      // Pairs above a table of more columns describe it; pairs alone are the record.
      at += block.length;
      continue;
    }
    if (rest.length === 0) {
      if (headerOnly === undefined && row.every((cell) => isColumnName(cell.trim()))) headerOnly = at;
      continue;
    }
    if (isHeader(row, rest, knows)) return table(rows, at, row, rest);
  }
  const pairs = rows.filter((row) => filledOf(row).length > 0);
  if (
    isPairs(
      pairs.filter((row) => filledOf(row).length > 1),
      knows,
    )
  )
    return { ...NOTHING, kind: "pairs" };
  const first = rows.findIndex((row) => filledOf(row).length > 1 && !isRule(row));
  if (headerOnly !== undefined && (headerOnly === first || !hasBlock(rows, first)))
    return { ...NOTHING, preamble: headerOnly, header: rows[headerOnly] ?? [], kind: "table" };
  if (first < 0) return { ...NOTHING, kind: "text" };
  // Text may stand above rows without a header, too.
  return { ...NOTHING, preamble: first, kind: "table", hasRows: true, hasData: true };
}

const NOTHING: Plan = {
  preamble: 0,
  header: undefined,
  documentation: 0,
  kind: "text",
  hasRows: false,
  hasData: false,
};

/** A column under its name; lines that begin otherwise are values all of them. */
function singleColumn(rows: readonly Row[]): Plan {
  const first = rows.findIndex((row) => filledOf(row).length > 0);
  const name = rows[first]?.[0]?.trim() ?? "";
  const rest = rows.slice(first + 1).filter((row) => filledOf(row).length > 0);
  if (first >= 0 && isColumnName(name) && !name.includes(":") && !name.includes("="))
    return {
      ...NOTHING,
      preamble: first,
      header: [name],
      kind: "table",
      hasRows: rest.length > 0,
      hasData: rest.some((row) => isData(shapeOf(row[0] ?? ""))),
    };
  return { ...NOTHING, preamble: Math.max(0, first), kind: "table", hasRows: first >= 0 };
}

/** The rows after one up to the next blank row. */
function blockAfter(rows: readonly Row[], at: number): readonly Row[] {
  const rest = rows.slice(at + 1);
  const blank = rest.findIndex((row) => filledOf(row).length === 0);
  return (blank < 0 ? rest : rest.slice(0, blank)).filter((row) => !isRule(row));
}

/** Rows as wide as this one behind a gap: some programs set the header apart. */
function blockBehindGap(rows: readonly Row[], at: number): readonly Row[] {
  const next = rows.findIndex((row, index) => index > at && filledOf(row).length > 0);
  if (next < 0 || rows[next]?.length !== rows[at]?.length) return [];
  return [rows[next] ?? [], ...blockAfter(rows, next)];
}

function hasBlock(rows: readonly Row[], at: number): boolean {
  return at >= 0 && blockAfter(rows, at).some((row) => filledOf(row).length > 1);
}

function table(rows: readonly Row[], at: number, header: Row, rest: readonly Row[]): Plan {
  const width = header.length;
  const documentation = documentationOf(rest);
  const data = rest.slice(documentation);
  const usual = usualWidth(data);
  const missing = usual > width ? usual - width : 0;
  const names = [...header, ...Array.from({ length: missing }, () => "")];
  return {
    preamble: at,
    // R writes the numbers of the rows first, and no name for them.
    header: missing === 1 && areRowNumbers(data) ? ["", ...header] : names,
    documentation: documentation + Number(isRule(rows[at + 1] ?? [])),
    kind: "table",
    hasRows: data.length > 0,
    hasData: data.some((row) => row.some((cell) => isData(shapeOf(cell)))),
  };
}

/** The width of nearly all rows, 0 when they differ. */
function usualWidth(rows: readonly Row[]): number {
  const width = rows[0]?.length ?? 0;
  return rows.length >= 2 && rows.filter((row) => row.length === width).length >= rows.length * 0.9
    ? width
    : 0;
}

function areRowNumbers(rows: readonly Row[]): boolean {
  const first = Number(rows[0]?.[0]);
  return Number.isInteger(first) && rows.slice(0, 10).every((row, index) => Number(row[0]) === first + index);
}

/** Rows that explain the columns, at most: `customer_id,date`, `The ID of the customer,The date of the order`, `text,date`. */
const MAX_DOCUMENTATION = 3;

/** How many rows below a header explain the columns. */
function documentationOf(rest: readonly Row[]): number {
  let rows = 0;
  while (rows < MAX_DOCUMENTATION && rows + 1 < rest.length) {
    const row = rest[rows] ?? [];
    const below = rest.slice(rows + 1, rows + 6);
    const explains =
      namesTypes(row) ||
      (isProse(row) &&
        below.some((other) => other.some((cell, column) => isData(shapeOf(cell)) && filledAt(row, column))));
    if (!explains) break;
    rows += 1;
  }
  return rows;
}

function filledAt(row: Row, column: number): boolean {
  return (row[column] ?? "").trim() !== "";
}

/** Whether a row names the columns of those that follow it without a gap. */
export function isHeader(row: Row, rest: readonly Row[], knows: Knows): boolean {
  const filled = filledOf(row);
  if (filled.length < 2 && row.length > 1) return false;
  if (rest.length > 0 && !agrees(row, rest)) return false;
  const known = knownIn(row, knows);
  const odd = filled.filter((cell) => !mayBeName(cell));
  // A row of data that stands above its header.
  const [next = []] = rest;
  const least = filled.some(mayIdentify) ? Math.max(1, known) : known + 1;
  if (next.length === row.length && isHeaderLike(next) && knownIn(next, knows) >= least) return false;
  if (odd.length === 0) return true;
  if (known === 0) return false;
  const same = row.filter((cell, column) => isData(shapeOf(cell)) && repeats(cell, column, rest)).length;
  return odd.length * 2 < filled.length && same === 0;
}

function knownIn(row: Row, knows: Knows): number {
  return row.filter((cell) => knows(cell.trim())).length;
}

/** Whether the cells below look like this one. */
function repeats(cell: string, column: number, rest: readonly Row[]): boolean {
  const shape = shapeOf(cell);
  const below = rest.slice(0, 10).map((row) => shapeOf(row[column] ?? ""));
  return below.filter((other) => other === shape).length * 2 > below.length;
}

/** Most rows are no wider than the header, or all of them are as wide as each other. */
function agrees(row: Row, rest: readonly Row[]): boolean {
  const rows = rest.slice(0, 20);
  const wider = rows.filter(
    (other) => other.length > row.length && filledOf(other.slice(row.length)).length > 0,
  );
  const several = rows.some((other) => other.length === row.length || filledOf(other).length > 1);
  if (!several) return false;
  if (wider.length * 2 <= rows.length) return true;
  return usualWidth(rows) > 0 && usualWidth(rows) <= row.length + 2 && !isHeaderLike(rows[0] ?? []);
}

function isHeaderLike(row: Row): boolean {
  return filledOf(row).every((cell) => mayBeName(cell));
}

/** Whether a name comes twice in one record; the first name once more begins another. */
function hasTwice(names: readonly string[]): boolean {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === names[0]) seen.clear();
    if (seen.has(name)) return true;
    seen.add(name);
  }
  // Nothing but one name: a column of values.
  return names.length > 1 && seen.size === 1;
}

/** Whether rows are a name and its value each: `Customer ID,A32…`, and no header says otherwise. */
export function isPairs(rows: readonly Row[], knows: Knows): boolean {
  if (
    rows.length === 0 ||
    rows.some((row) => filledOf(row).length > 2 || row.findIndex((cell) => cell.trim() !== "") > 0)
  )
    return false;
  const names = rows.map((row) => (row[0] ?? "").trim());
  if (hasTwice(names) || !names.every((name) => isColumnName(name.replace(/:$/, "")))) return false;
  const labelled = names.filter((name) => name.endsWith(":")).length;
  if (labelled * 2 > names.length) return true;
  const known = (cell: string | undefined): boolean => knows((cell ?? "").trim().replace(/:$/, ""));
  if (rows.slice(1).some((row) => known(row[0]))) return true;
  // A single pair of a known name and something that is no name.
  return known(rows[0]?.[0]) && !known(rows[0]?.[1]) && isData(shapeOf(rows[0]?.[1] ?? ""));
}
