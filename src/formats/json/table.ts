import type { FieldUse } from "../../model/field.ts";
import { BACKSLASH, QUOTE } from "./bytes.ts";

/** Keys whose array names the columns of the rows beside it. */
const COLUMN_KEYS = new Set([
  "columns", "cols", "fields", "header", "headers", "columnnames", "fieldnames", "columnheaders", "keys", "schema",
]); // prettier-ignore
/** Keys of the arrays of rows that such names are for. */
const ROW_KEYS = new Set(["rows", "data", "values", "records", "items", "table", "results", "tuples"]);
const NAME_KEYS = new Set(["name", "id", "label", "field", "fieldname", "key", "title"]);

/** Bytes of a row that may name the columns. */
export const MAX_HEADER_BYTES = 65_536;
const MAX_NAME_BYTES = 80;
/** Begins with a letter; no address, no line end. */
const COLUMN_NAME = /^[\p{L}_#№(][^@\p{Cc}\u2028\u2029]*$/u;
const LONG_NUMBER = /\d{5}/;

export function namesColumns(key: string): boolean {
  return COLUMN_KEYS.has(folded(key));
}

export function holdsRows(key: string): boolean {
  return ROW_KEYS.has(folded(key));
}

/** Whether the value of this key in an object of a list of columns is the column's name. */
export function isNameKey(key: string): boolean {
  return NAME_KEYS.has(folded(key));
}

function folded(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, "");
}

/** The names in an array of strings from its opening bracket on, and the offset past its end; -1 when more is needed. */
export function headerAt(
  buffer: Buffer,
  open: number,
  isLast: boolean,
): { readonly names: readonly string[]; readonly end: number } | undefined | -1 {
  const names: string[] = [];
  let at = open + 1;
  const incomplete = isLast || buffer.length - open > MAX_HEADER_BYTES ? undefined : -1;
  for (;;) {
    at = pastSpace(buffer, at);
    if (at >= buffer.length) return incomplete;
    if (buffer[at] !== QUOTE) return undefined;
    let end = at + 1;
    while (end < buffer.length && buffer[end] !== QUOTE && buffer[end] !== BACKSLASH) end += 1;
    if (end >= buffer.length) return end - at > MAX_NAME_BYTES ? undefined : incomplete;
    if (buffer[end] === BACKSLASH || end - at - 1 > MAX_NAME_BYTES) return undefined;
    names.push(buffer.toString("utf8", at + 1, end));
    at = pastSpace(buffer, end + 1);
    if (at >= buffer.length) return incomplete;
    if (buffer[at] === 0x5d) return isHeader(names) ? { names, end: at + 1 } : undefined;
    if (buffer[at] !== 0x2c) return undefined;
    at += 1;
  }
}

function isHeader(names: readonly string[]): boolean {
  return (
    names.length > 1 &&
    new Set(names).size === names.length &&
    names.every((name) => COLUMN_NAME.test(name) && !LONG_NUMBER.test(name))
  );
}

function pastSpace(buffer: Buffer, from: number): number {
  let at = from;
  while (at < buffer.length && (buffer[at] ?? 0) <= 0x20) at += 1;
  return at;
}

/** Whether a layout knows one of the columns by its name; any column may hold values that tell themselves. */
export function isTable(columns: readonly { readonly use: FieldUse | undefined }[]): boolean {
  return columns.some(({ use }) => use !== undefined && !isAnywhere(use));
}

function isAnywhere(use: FieldUse): boolean {
  return use.is === "composite" && use.needs !== undefined;
}
