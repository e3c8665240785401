import type { DatabaseSync } from "node:sqlite";
import { messageOf, NotInspected } from "../../model/errors.ts";
import type { Stored } from "../cells.ts";
import type { PrivateFile } from "./copy.ts";

/** A database that is read, and nothing else: no statement of its own (view, trigger, check) is ever run. */
export interface Database {
  /** Rows as they come, the selected expressions called `c0`, `c1` …. Throws what SQLite says of a damaged page. */
  rows(sql: string): Iterable<Readonly<Record<string, Stored>>>;
  close(): void;
}

type Sqlite = typeof import("node:sqlite");

let loading: Promise<Sqlite> | undefined;

/** Loaded on first use: Node says in a warning that it is experimental. */
function loadSqlite(): Promise<Sqlite> {
  loading ??= import("node:sqlite").catch(() => {
    loading = undefined;
    throw new NotInspected(
      "unsupported-format",
      "an SQLite database, and this Node.js was built without SQLite",
    );
  });
  return loading;
}

/** Opens the file while it is still empty, takes its name away, lets `fill` write it, and then makes it harmless. */
export async function openDatabase(file: PrivateFile, fill: () => Promise<void>): Promise<Database> {
  const sqlite = await loadSqlite();
  const database = new sqlite.DatabaseSync(file.path, { readOnly: true, allowExtension: false });
  try {
    file.unname();
    await fill();
    database.exec(SETTINGS);
  } catch (error) {
    database.close();
    throw error;
  }
  return { rows: (sql) => rowsOf(database, sql), close: () => database.close() };
}

/** Nothing in a file may reach out, and nothing is written beside it. */
const SETTINGS = [
  "trusted_schema=OFF",
  "temp_store=MEMORY",
  "cell_size_check=ON",
  "ignore_check_constraints=ON",
  "mmap_size=0",
]
  .map((setting) => `PRAGMA ${setting};`)
  .join("");

function* rowsOf(database: DatabaseSync, sql: string): Iterable<Readonly<Record<string, Stored>>> {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  for (const row of statement.iterate()) if (isRow(row)) yield row;
}

function isRow(row: unknown): row is Readonly<Record<string, Stored>> {
  return typeof row === "object" && row !== null;
}

/** Whether an error is SQLite's own; what it says of the file follows `it is damaged:`. */
export function sqliteWords(error: unknown): string | undefined {
  const isOwn = error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
  return isOwn ? messageOf(error) : undefined;
}

/** A name or text as it stands in SQL. */
export function quoted(text: string, mark: '"' | "'"): string {
  return mark + text.replaceAll(mark, mark + mark) + mark;
}
