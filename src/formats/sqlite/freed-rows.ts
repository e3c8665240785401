import type { ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { cellsOf, type Stored } from "../cells.ts";
import type { Database } from "./database.ts";
import {
  cellAt,
  cellsWithoutBeginning,
  type FreedCell,
  liveCells,
  OVERWRITTEN_BYTES,
  type PageBytes,
  valuesOf,
} from "./freed-cells.ts";
import { HEADER_BYTES, type DatabaseHeader } from "./header.ts";
import { eachGap, freePages, type ReadPage } from "./pages.ts";
import {
  bestOf,
  fits,
  formOf,
  type Forms,
  formsOf,
  saysWhose,
  type TableRows,
  tablesOf,
  tablesOfPages,
} from "./freed-tables.ts";

/** Rows whose bytes are remembered, so that copies of them that SQLite leaves behind when it moves rows do not count. */
const MAX_REMEMBERED_ROWS = 1_000_000;
/** Deleted rows that are reported; more are still searched as text. */
const MAX_FREED_ROWS = 1_000_000;
/** Numbers of columns that are tried where it is not known whose page it was. */
const MAX_COUNTS = 64;
const PAGES_PER_BEAT = 16;

export interface FreedRows {
  readonly header: DatabaseHeader;
  readonly pages: number;
  readonly readPage: ReadPage;
  readonly database: Database;
  readonly context: ReadContext;
  readonly out: Sink;
}

/**
 * Reports rows that were deleted but whose bytes are still there, as records of their table: the types of a row's values
 * stand before them, so that it is known which column each value stood in. Only of tables in which a column names an owner,
 * and only rows of which that column is left.
 */
export function reportFreedRows(from: FreedRows): void {
  const { header, pages, readPage, context, out } = from;
  const tables = tablesOf(from.database, context.plan, pages, readPage);
  if (tables.every(({ owners }) => owners.length === 0)) return;
  const decode = decoderOf(from.database);
  const tableOf = tablesOfPages(tables, pages, readPage);
  const free = freePages(header, pages, readPage);
  const seen = new Set<number>();
  const columns = [
    ...new Set(tables.filter(({ owners }) => owners.length > 0).map(({ table }) => table.columns.length)),
  ].slice(0, MAX_COUNTS);
  let left = MAX_FREED_ROWS;

  for (let page = 1; page <= pages; page += 1) {
    if (page % PAGES_PER_BEAT === 0) context.progress?.();
    if (tableOf[page] === 0 || seen.size >= MAX_REMEMBERED_ROWS) continue;
    const bytes = readPage(page);
    const whole = { bytes, limit: header.usableBytes, usableBytes: header.usableBytes };
    for (const at of liveCells(bytes, page === 1 ? HEADER_BYTES : 0)) {
      const cell = cellAt(whole, at);
      if (cell !== undefined) remember(bytes, cell, seen);
    }
  }

  const forms = new Map<TableRows, Forms>();
  /** Where a row has lost its beginning, its values could be taken from the wrong bytes. */
  const looksRight = (table: TableRows, column: number, value: Stored): boolean => {
    const all = forms.get(table) ?? formsOf(from.database, table);
    forms.set(table, all);
    const known = all.get(column);
    return known === undefined || known.size === 0 || known.has(formOf(value));
  };

  const take = (page: PageBytes, cell: FreedCell, known: TableRows | undefined, offset: number): boolean => {
    const values = readableValues(page.bytes, cell, decode);
    if (values === undefined) return false;
    const table = known !== undefined && fits(known, cell) > 0 ? known : bestOf(tables, cell);
    if (table === undefined) return false;
    if (table.owners.length === 0) return true;
    if (!isNew(page.bytes, cell, seen)) return true;
    const columns = cell.lost === 0 ? values : [lostText(table, page.bytes, cell, decode), ...values];
    const names = table.owners.some(({ column, use }) => {
      const value = columns[column] ?? null;
      return saysWhose(use, value) && (cell.isWhole || looksRight(table, column, value));
    });
    if (names && left > 0) {
      left -= 1;
      table.found.push({ columns, offset: offset + cell.at });
    }
    return true;
  };

  for (let page = 1; page <= pages; page += 1) {
    if (page % PAGES_PER_BEAT === 0) context.progress?.();
    const isFree = free.has(page);
    const known = tables[(tableOf[page] ?? 0) - 1];
    if (!isFree && known === undefined) continue;
    const bytes = readPage(page);
    const offset = (page - 1) * header.pageBytes;
    const counts = known === undefined ? columns : [known.table.columns.length];
    const remains = (start: number, limit: number): void => {
      const part = { bytes, limit, usableBytes: header.usableBytes };
      const rowAt = (at: number): FreedCell | undefined => {
        for (const count of counts)
          for (const cell of cellsWithoutBeginning(part, at, count))
            if (take(part, cell, known, offset)) return cell;
        return undefined;
      };
      for (let at = start; at + OVERWRITTEN_BYTES < limit;) at = rowAt(at)?.end ?? at + 1;
    };
    const scan = (start: number, limit: number): void => {
      const part = { bytes, limit, usableBytes: header.usableBytes };
      let rest = start;
      for (let at = start; at < limit;) {
        const cell = cellAt(part, at);
        if (cell === undefined || !take(part, cell, known, offset)) {
          at += 1;
          continue;
        }
        remains(rest, at);
        at = cell.end;
        rest = at;
      }
      remains(rest, limit);
    };
    if (isFree) scan(0, header.usableBytes);
    else
      eachGap(bytes, page === 1 ? HEADER_BYTES : 0, header.usableBytes, (start, end, isBlock) =>
        scan(isBlock ? start - OVERWRITTEN_BYTES : start, end),
      );
  }
  for (const table of tables) report(table, context, out);
}

function report({ table, found }: TableRows, context: ReadContext, out: Sink): void {
  if (found.length === 0) return;
  const within = `deleted rows of table ${JSON.stringify(table.title)}`;
  let offset = 0;
  const place = (): Place => ({ unit: "byte", number: offset, within });
  out.locate(place);
  out.fact(within, found.length);
  const cells = table.columns.map(({ title }) => cellsOf([table.title, "[]", title], context, out, place));
  out.openList(context.plan.isRecords([table.title]), false);
  for (const row of found) {
    offset = row.offset;
    out.content();
    out.openObject();
    for (const [index, value] of row.columns.entries()) cells[index]?.report(value, false);
    out.closeObject();
  }
  out.closeList();
}

/** The value of the first column, whose type is lost but not its bytes. */
function lostText(
  { isText }: TableRows,
  bytes: Uint8Array,
  { values, body }: FreedCell,
  decode: (bytes: Uint8Array) => string | undefined,
): Stored {
  return isText[0] === true && body > values ? (decode(bytes.subarray(values, body)) ?? null) : null;
}

/** Undefined where a text is none: then these bytes are no row. */
function readableValues(
  bytes: Uint8Array,
  cell: FreedCell,
  decode: (bytes: Uint8Array) => string | undefined,
): readonly Stored[] | undefined {
  let isText = true;
  const values = valuesOf(bytes, cell, (part) => {
    const text = decode(part);
    if (text === undefined) isText = false;
    return text ?? "";
  });
  return isText ? values : undefined;
}

// eslint-disable-next-line no-control-regex -- these are looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

function decoderOf(database: Database): (bytes: Uint8Array) => string | undefined {
  let encoding = "utf-8";
  for (const { c0 } of database.rows("SELECT encoding AS c0 FROM pragma_encoding"))
    if (typeof c0 === "string" && c0.startsWith("UTF-16"))
      encoding = c0 === "UTF-16be" ? "utf-16be" : "utf-16le";
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (bytes) => {
    try {
      const text = decoder.decode(bytes);
      // Bytes that are no text of a person's are none of a column's either.
      return CONTROL.test(text) ? undefined : text;
    } catch {
      return undefined;
    }
  };
}

/** A row is known by the bytes of its values, also by those behind the first one, whose type may be lost in a copy. */
function remember(bytes: Uint8Array, cell: FreedCell, seen: Set<number>): void {
  seen.add(digestOf(bytes, cell.body, cell.here));
  const [first] = valuesOf(bytes, cell, () => "");
  if (first !== undefined && first !== null) seen.add(digestOf(bytes, afterFirst(cell), cell.here));
}

function afterFirst({ types, body }: FreedCell): number {
  const [type = 0] = types;
  return body + (type >= 12 ? Math.floor((type - 12) / 2) : ([0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0));
}

function isNew(bytes: Uint8Array, cell: FreedCell, seen: Set<number>): boolean {
  const digest = digestOf(bytes, cell.body, cell.here);
  if (seen.has(digest)) return false;
  remember(bytes, cell, seen);
  return true;
}

/** 53 bits of FNV-1a: two rows of a million are taken for one with a chance of one in ten thousand. */
function digestOf(bytes: Uint8Array, from: number, to: number): number {
  let first = 0x811c9dc5;
  let second = 0x01000193;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    first = Math.imul(first ^ byte, 0x01000193);
    second = Math.imul(second ^ byte, 0x85ebca6b);
  }
  return (first >>> 0) * 0x200000 + ((second >>> 0) % 0x200000);
}
