import { NotInspected } from "../../model/errors.ts";
import type { ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { cellsOf, type Stored } from "../cells.ts";
import { eachPiece } from "../long-lines.ts";
import { eachRun } from "../printable-runs.ts";
import { quoted, sqliteWords, type Database } from "./database.ts";
import { localBytes, type DatabaseHeader } from "./header.ts";
import type { Column, Table } from "./schema.ts";

/** Bytes that a row takes at least in its page, with its pointer: more rows than fit are the same ones again. */
const MIN_ROW_BYTES = 4;
const ROWS_PER_BEAT = 1024;
/** Bytes that a character takes at most, in UTF-8 and in UTF-16. */
const CHARACTER_BYTES = 3;

interface Reading {
  readonly copy: { readonly length: number; readonly header: DatabaseHeader | undefined };
  readonly context: ReadContext;
  readonly out: Sink;
}

/** Reports the rows of all tables as records; returns why not all could be read. */
export function readTables(
  database: Database,
  tables: readonly Table[],
  reading: Reading,
): NotInspected | undefined {
  let problem: NotInspected | undefined;
  const rows = { left: Math.floor(reading.copy.length / MIN_ROW_BYTES) };
  for (const table of tables) {
    const { out } = reading;
    if (table.columns.length === 0) continue;
    const isRecords = table.holds === "rows";
    if (isRecords) out.openList(reading.context.plan.isRecords([table.title]), false);
    try {
      problem = readTable(database, table, reading, rows) ?? problem;
    } finally {
      if (isRecords) out.closeList();
    }
  }
  return problem;
}

function readTable(
  database: Database,
  table: Table,
  { copy, context, out }: Reading,
  rows: { left: number },
): NotInspected | undefined {
  const isRecords = table.holds === "rows";
  const keys = table.columns.map((_, index) => `c${index}`);
  const within = `table ${JSON.stringify(table.title)}`;
  const local = copy.header === undefined ? 0 : localBytes(copy.header);
  let number = 0;
  const place = (): Place => ({ unit: "row", number, within });
  out.locate(place);
  const cells = table.columns.map(({ title }) => cellsOf([table.title, "[]", title], context, out, place));
  try {
    for (const row of database.rows(selectOf(table, database, copy.length))) {
      number += 1;
      rows.left -= 1;
      if (number % ROWS_PER_BEAT === 0) context.progress?.();
      if (rows.left < 0) return new NotInspected("damaged", `${within} has more rows than bytes`);
      if (isRecords) {
        out.content();
        out.openObject();
      }
      const isPacked = sizeOf(row, keys) > local;
      for (let index = 0; index < cells.length; index += 1) {
        const stored = row[`c${index}`] ?? null;
        if (isRecords) cells[index]?.report(stored, isPacked);
        else reportNote(stored, out);
      }
      if (isRecords) out.closeObject();
    }
    return undefined;
  } catch (error) {
    const words = sqliteWords(error);
    if (words === undefined) throw error;
    return new NotInspected("damaged", `${within} breaks off after row ${number}: ${words}`);
  }
}

/** What is no record is text all the same. */
function reportNote(stored: Stored, out: Sink): void {
  const give = (text: string): void => eachPiece(text, (piece) => out.text(piece));
  if (typeof stored === "string") give(stored);
  else if (typeof stored === "object" && stored !== null) eachRun(stored, give);
}

/** Whether this SQLite hands out the whole of a text that holds a zero; known once asked. */
let readsZeros: boolean | undefined;
/** Whether it reads JSONB (since 3.45). */
let readsBinaryJson: boolean | undefined;

/**
 * The columns by numbered names, so that none can be called like something of JavaScript's. No value is longer than
 * the file; a text with a zero in it, which older versions cut off there, comes as bytes.
 */
function selectOf(table: Table, database: Database, longest: number): string {
  readsZeros ??= testZeros(database);
  readsBinaryJson ??= testBinaryJson(database);
  const expressions = table.columns.map(({ name }, index) => `${expressionOf(name, longest)} AS c${index}`);
  return `SELECT ${expressions.join(", ")} FROM ${quoted(table.name, '"')}`;
}

function expressionOf(column: Column["name"], longest: number): string {
  const name = quoted(column, '"');
  const cases = [
    ...(readsZeros === true
      ? []
      : [`WHEN typeof(${name}) = 'text' AND instr(${name}, char(0)) THEN CAST(${name} AS BLOB)`]),
    // SQLite's own form of JSON: the low half of its first byte says that it is an array or an object.
    ...(readsBinaryJson === true
      ? [
          `WHEN typeof(${name}) = 'blob' AND substr(hex(substr(${name}, 1, 1)), 2) IN ('B', 'C') ` +
            `AND json_valid(${name}, 8) THEN json(${name})`,
        ]
      : []),
  ];
  const whole = cases.length === 0 ? name : `CASE ${cases.join(" ")} ELSE ${name} END`;
  return `CASE WHEN octet_length(${name}) <= ${longest} THEN ${whole} END`;
}

function testZeros(database: Database): boolean {
  for (const { c0 } of database.rows("SELECT 'a' || char(0) || 'b' AS c0")) return c0 === "a\0b";
  return false;
}

function testBinaryJson(database: Database): boolean {
  try {
    for (const { c0 } of database.rows("SELECT json_valid(x'0c', 8) AS c0")) return c0 === 1n;
    return false;
  } catch (error) {
    if (sqliteWords(error) === undefined) throw error;
    return false;
  }
}

/** Bytes that the values of a row take, at most. */
function sizeOf(row: Readonly<Record<string, Stored>>, keys: readonly string[]): number {
  let bytes = 0;
  for (const key of keys) {
    const value = row[key];
    if (typeof value === "string") bytes += value.length * CHARACTER_BYTES;
    else if (typeof value === "object" && value !== null) bytes += value.length;
  }
  return bytes;
}
