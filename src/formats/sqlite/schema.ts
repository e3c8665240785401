import { quoted, type Database } from "./database.ts";
import { isHousekeeping } from "./housekeeping.ts";

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
  readonly views: number;
}

interface Item {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** Parts of a full-text index that hold no row: terms in an order of their own, sizes, settings. */
const INDEX_PARTS = ["data", "idx", "docsize", "config", "segments", "segdir", "stat"] as const;

/** Reads the schema. Virtual tables hold nothing themselves; those of a full-text search keep their rows in `_content`. */
export function readSchema(database: Database): Schema {
  const items: Item[] = [];
  for (const { c0, c1, c2 } of database.rows("SELECT type AS c0, name AS c1, sql AS c2 FROM sqlite_schema")) {
    if (typeof c0 !== "string" || typeof c1 !== "string") continue;
    items.push({ type: c0, name: c1, sql: typeof c2 === "string" ? c2 : "" });
  }
  const searches = items.flatMap(searchTable);
  const indexes = new Set(
    searches.flatMap(({ name }) => INDEX_PARTS.map((part) => `${name}_${part}`.toLowerCase())),
  );
  const tables = items
    .filter(
      ({ type, name, sql }) =>
        type === "table" && !/^\s*CREATE\s+VIRTUAL\b/i.test(sql) && !indexes.has(name.toLowerCase()),
    )
    .map(({ name }): Table => {
      const search = searches.find((one) => `${one.name}_content`.toLowerCase() === name.toLowerCase());
      const columns = columnsOf(database, name, search);
      return {
        name,
        title: search?.name ?? name,
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
    views: items.filter(({ type }) => type === "view").length,
  };
}

/** `hidden` of a column that is computed whenever it is read: nothing of it lies in the file. */
const COMPUTED = 2n;

function columnsOf(database: Database, table: string, search: Search | undefined): Column[] {
  const columns: Column[] = [];
  const sql = `SELECT name AS c0, hidden AS c1 FROM pragma_table_xinfo(${quoted(table, "'")})`;
  for (const { c0, c1 } of database.rows(sql)) {
    if (typeof c0 !== "string" || c1 === COMPUTED) continue;
    columns.push({ name: c0, title: search === undefined ? c0 : searchedColumn(search, c0) });
  }
  return columns;
}

interface Search {
  readonly name: string;
  readonly columns: readonly string[];
}

const SEARCH = /^\s*CREATE\s+VIRTUAL\s+TABLE\b[^(]{0,1000}?\bUSING\s+fts[345]\s*\(/i;

function searchTable({ name, sql }: Item): Search[] {
  const opening = SEARCH.exec(sql)?.[0];
  if (opening === undefined) return [];
  const columns = sql
    .slice(opening.length, Math.max(opening.length, sql.lastIndexOf(")")))
    .split(",")
    .filter((part) => !part.includes("="))
    .map((part) => part.trim().split(/\s/, 1)[0] ?? "")
    .map((column) => column.replace(/^["'`[]|["'`\]]$/g, ""));
  return [{ name, columns }];
}

/** FTS3 and FTS4 call the column `body` that comes second `c1body`, FTS5 calls it `c1`. */
function searchedColumn(search: Search, name: string): string {
  const match = /^c(\d{1,4})(.*)$/.exec(name);
  if (match === null) return name;
  const [, index, title] = match;
  return title !== undefined && title !== "" ? title : (search.columns[Number(index)] ?? name);
}
