import type { FieldPlan, FieldUse } from "../../model/field.ts";
import type { Stored } from "../cells.ts";
import { quoted, type Database } from "./database.ts";
import { type FreedCell, pagesBelow } from "./freed-cells.ts";
import { HEADER_BYTES } from "./header.ts";
import type { ReadPage } from "./pages.ts";
import { readSchema, type Table } from "./schema.ts";

/** A table, and what is known of rows that were deleted from it. */
export interface TableRows {
  readonly table: Table;
  readonly root: number;
  /** Columns that name whose a row is; none in most tables. */
  readonly owners: readonly { readonly column: number; readonly use: FieldUse }[];
  /** Whether the column turns numbers into text (https://www.sqlite.org/datatype3.html, 3.1). */
  readonly isText: readonly boolean[];
  readonly found: { readonly columns: readonly Stored[]; readonly offset: number }[];
}

/** The tables whose rows stand in pages as they were written; first those in which a column names an owner. */
export function tablesOf(
  database: Database,
  plan: FieldPlan,
  pages: number,
  readPage: ReadPage,
): readonly TableRows[] {
  const tables = readSchema(database).tables.flatMap((table): TableRows[] => {
    const owners = table.columns.flatMap(({ title }, column) => {
      const use = plan.use([table.title, "[]", title]);
      return table.holds === "rows" && use !== undefined && mayOwn(use) ? [{ column, use }] : [];
    });
    const root = rootOf(database, table.name);
    if (root < 1 || root > pages) return [];
    const type = readPage(root)[root === 1 ? HEADER_BYTES : 0];
    // The rows of a table without row numbers stand in another order.
    if (type !== LEAF_TABLE && type !== INNER_TABLE) return [];
    const types = affinities(database, table.name);
    const isText = table.columns.map(({ name }) => /CHAR|CLOB|TEXT/i.test(types.get(name) ?? ""));
    return [{ table, root, owners, isText, found: [] }];
  });
  // Where a row fits two tables, it counts for the one that names owners.
  return tables.sort((a, b) => Number(b.owners.length > 0) - Number(a.owners.length > 0));
}

const INNER_TABLE = 5;
const LEAF_TABLE = 13;

function mayOwn(use: FieldUse): boolean {
  if (use.is === "composite") return true;
  return use.is === "identifier" && (use.role === "owner" || use.role === "owner-beside-account");
}

/** By column. */
export type Forms = ReadonlyMap<number, ReadonlySet<string>>;

/** Values of a column that are looked at for how they look. */
const MAX_FORMS = 1_000;

/** How the values of the columns that name owners look in the rows that are there. */
export function formsOf(database: Database, { table, owners }: TableRows): Forms {
  const all = new Map<number, Set<string>>();
  for (const { column } of owners) {
    const forms = new Set<string>();
    all.set(column, forms);
    const name = quoted(table.columns[column]?.name ?? "", '"');
    const sql = `SELECT DISTINCT ${name} AS c0 FROM ${quoted(table.name, '"')} LIMIT ${MAX_FORMS}`;
    for (const { c0 } of database.rows(sql)) if (c0 !== undefined && c0 !== null) forms.add(formOf(c0));
  }
  return all;
}

/** For a text its length and the signs in it that are no letters and no digits. */
export function formOf(value: Stored): string {
  if (typeof value !== "string") return typeof value;
  return `text ${value.replace(/\p{L}|\p{N}/gu, "x")}`;
}

/** Whether a value of a column names an owner. */
export function saysWhose(use: FieldUse, value: Stored): boolean {
  if (value === null) return false;
  if (use.is !== "composite") return mayOwn(use);
  return (
    typeof value === "string" && use.parts(value)?.some((part) => saysWhose(part.use, part.text)) === true
  );
}

function rootOf(database: Database, table: string): number {
  const sql = `SELECT rootpage AS c0 FROM sqlite_schema WHERE type = 'table' AND name = ${quoted(table, "'")}`;
  for (const { c0 } of database.rows(sql)) return Number(c0);
  return 0;
}

function affinities(database: Database, table: string): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  const sql = `SELECT name AS c0, type AS c1 FROM pragma_table_xinfo(${quoted(table, "'")})`;
  for (const { c0, c1 } of database.rows(sql))
    if (typeof c0 === "string" && typeof c1 === "string" && !/INT/i.test(c1)) types.set(c0, c1);
  return types;
}

/** Of each page, the number (from 1) of the table whose rows it holds; 0 for none. */
export function tablesOfPages(tables: readonly TableRows[], pages: number, readPage: ReadPage): Uint16Array {
  const tableOf = new Uint16Array(pages + 1);
  for (const [index, { root }] of tables.entries()) {
    const open = [root];
    for (let page = open.pop(); page !== undefined; page = open.pop()) {
      if (page < 1 || page > pages || tableOf[page] !== 0) continue;
      tableOf[page] = index + 1;
      open.push(...pagesBelow(readPage(page), page === 1 ? HEADER_BYTES : 0));
    }
  }
  return tableOf;
}

/** How well a cell fits a table: 0 for not at all. A row that is older than some columns has none of them. */
export function fits({ table, isText }: TableRows, { types, lost, isWhole }: FreedCell): number {
  const columns = types.length + lost;
  if (columns > table.columns.length || (!isWhole && columns < table.columns.length)) return 0;
  const wrong = types.some((type, index) => isText[index + lost] === true && type > 0 && type < 12);
  if (wrong) return 0;
  const exact = types.filter((type, index) => type >= 12 === (isText[index + lost] ?? false)).length;
  return 1 + exact + (columns === table.columns.length ? MAX_COLUMNS : 0);
}

const MAX_COLUMNS = 32_768;

/** The table that a deleted row fits best; of two, the first. */
export function bestOf(tables: readonly TableRows[], cell: FreedCell): TableRows | undefined {
  let best: TableRows | undefined;
  let most = 0;
  for (const table of tables) {
    const fit = fits(table, cell);
    if (fit <= most) continue;
    most = fit;
    best = table;
  }
  return best;
}
