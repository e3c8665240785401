import { quoted, type Database } from "./database.ts";
import { isHousekeeping } from "./housekeeping.ts";
import { titleOf, virtualTable, type VirtualTable } from "./virtual.ts";

/** A column whose values lie in the file. */
export interface Column {
  /** Its name in SQL. */
  readonly name: string;
  /** What a person calls it: that of the search table whose content it holds. */
  readonly title: string;
}

export interface Table {
  readonly name: string;
  /** What a person calls it. */
  readonly title: string;
  readonly columns: readonly Column[];
  /** `rows`: data. `notes`: how the database is made; what stands there is read as text. */
  readonly holds: "rows" | "notes";
}

/** What a database says it holds. */
export interface Schema {
  readonly tables: readonly Table[];
  /** The SQL that made it, with its comments. */
  readonly statements: readonly string[];
  /** Views, which are never run. */
  readonly views: readonly { readonly name: string; readonly sql: string }[];
}

interface Item {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** Reads the schema. Virtual tables hold nothing themselves; those of a search keep their rows in another. */
export function readSchema(database: Database): Schema {
  const items: Item[] = [];
  for (const { c0, c1, c2 } of database.rows("SELECT type AS c0, name AS c1, sql AS c2 FROM sqlite_schema")) {
    if (typeof c0 !== "string" || typeof c1 !== "string") continue;
    items.push({ type: c0, name: c1, sql: typeof c2 === "string" ? c2 : "" });
  }
  const virtual = items.flatMap(virtualTable);
  const indexes = new Set(
    virtual.flatMap(({ name, parts }) => parts.map((part) => `${name}_${part}`.toLowerCase())),
  );
  const tables = items
    .filter(
      ({ type, name, sql }) =>
        type === "table" && !/^\s*CREATE\s+VIRTUAL\b/i.test(sql) && !indexes.has(name.toLowerCase()),
    )
    .map(({ name }): Table => {
      const owner = virtual.find((one) => `${one.name}_${one.holder}`.toLowerCase() === name.toLowerCase());
      const columns = columnsOf(database, name, owner);
      return {
        name,
        title: owner?.name ?? name,
        columns,
        holds: isHousekeeping(
          name,
          columns.map((column) => column.name),
        )
          ? "notes"
          : "rows",
      };
    });
  return {
    tables,
    statements: items.map(({ sql }) => sql).filter((sql) => sql !== ""),
    views: items.filter(({ type }) => type === "view").map(({ name, sql }) => ({ name, sql })),
  };
}

/** `hidden` of a column that is computed whenever it is read: nothing of it lies in the file. */
const COMPUTED = 2n;

function columnsOf(database: Database, table: string, owner: VirtualTable | undefined): Column[] {
  const columns: Column[] = [];
  const sql = `SELECT name AS c0, hidden AS c1 FROM pragma_table_xinfo(${quoted(table, "'")})`;
  for (const { c0, c1 } of database.rows(sql)) {
    if (typeof c0 !== "string" || c1 === COMPUTED) continue;
    columns.push({ name: c0, title: owner === undefined ? c0 : titleOf(owner, c0) });
  }
  // Of places without anything said about them only numbers are left.
  return owner?.holder === "rowid" && owner.columns.length === 0 ? [] : columns;
}
