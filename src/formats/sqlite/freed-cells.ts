import { u16, u32 } from "../bytes.ts";
import type { Stored } from "../cells.ts";

/** A row as its bytes tell it (https://www.sqlite.org/fileformat2.html, 2.1): what each column holds, the first ones perhaps lost. */
export interface FreedCell {
  /** Where the cell begins. */
  readonly at: number;
  readonly end: number;
  /** Serial types, from the column `lost` on. */
  readonly types: readonly number[];
  /** Columns at the beginning whose types were overwritten. */
  readonly lost: number;
  /** Where the first column of `types` begins. */
  readonly body: number;
  /** Where the values begin: before `body`, if that of a column whose type is lost is there. */
  readonly values: number;
  /** Where its bytes in this page end: those of a long row go on elsewhere. */
  readonly here: number;
  /** Nothing of it was overwritten: its lengths say themselves that it is a row. */
  readonly isWhole: boolean;
}

/** The bytes of a page, up to which they may be looked at, and how many of them hold data. */
export interface PageBytes {
  readonly bytes: Uint8Array;
  readonly limit: number;
  readonly usableBytes: number;
}

/** Bytes of a row that stand in its own page; the number of the next page follows them where that is not all. */
function bytesHere(payload: number, usableBytes: number): number {
  if (payload <= usableBytes - 35) return payload;
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
  const local = least + ((payload - least) % (usableBytes - 4));
  return local <= usableBytes - 35 ? local : least;
}

/** Columns of a row that are looked at; SQLite allows 32,767, and rows that somebody's data stands in have few. */
const MAX_COLUMNS = 2_000;
/** Bytes that SQLite writes over the beginning of a cell when it frees it. */
export const OVERWRITTEN_BYTES = 4;
const MAX_VARINT_BYTES = 9;
const NEXT_PAGE_BYTES = 4;

interface Varint {
  readonly value: number;
  readonly end: number;
}

function varint(bytes: Uint8Array, at: number, limit: number): Varint | undefined {
  let value = 0;
  for (let index = 0; index < MAX_VARINT_BYTES && at + index < limit; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if (index === MAX_VARINT_BYTES - 1) return { value: value * 256 + byte, end: at + MAX_VARINT_BYTES };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}

/** Bytes of a value of a serial type; undefined for the two types that no file holds. */
function sizeOf(type: number): number | undefined {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return type >= 10 ? undefined : [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type];
}

interface Types {
  readonly types: readonly number[];
  readonly size: number;
}

/** Serial types that fill the bytes from `from` to `to`. */
function typesIn(bytes: Uint8Array, from: number, to: number): Types | undefined {
  const types: number[] = [];
  let size = 0;
  for (let at = from; at < to;) {
    const type = varint(bytes, at, to);
    const length = type === undefined ? undefined : sizeOf(type.value);
    if (type === undefined || length === undefined || types.length >= MAX_COLUMNS) return undefined;
    types.push(type.value);
    size += length;
    at = type.end;
  }
  return types.length === 0 ? undefined : { types, size };
}

/** The whole cell that begins at `at`: its length, its header's and its columns' must agree. */
export function cellAt({ bytes, limit, usableBytes }: PageBytes, at: number): FreedCell | undefined {
  const payload = varint(bytes, at, limit);
  if (payload === undefined || payload.value < 2) return undefined;
  const row = varint(bytes, payload.end, limit);
  const header = row === undefined ? undefined : varint(bytes, row.end, limit);
  if (row === undefined || header === undefined || header.value < 2 || header.value > payload.value)
    return undefined;
  const local = bytesHere(payload.value, usableBytes);
  const here = row.end + local;
  const end = local === payload.value ? here : here + NEXT_PAGE_BYTES;
  const body = row.end + header.value;
  if (end > limit || body > here) return undefined;
  const found = typesIn(bytes, header.end, body);
  if (found === undefined || body + found.size !== row.end + payload.value) return undefined;
  return { at, end, types: found.types, lost: 0, body, values: body, here, isWhole: true };
}

/**
 * What may be left of a cell of `columns` columns that was freed: over its first four bytes SQLite wrote how many bytes are free
 * from there on, and with them its length, its row's number and, if these are short, the length of its header and the type of
 * its first column are gone. Its end shows which: there the free bytes end, or another cell begins. Cells that were freed one
 * after the other lie in one block, and each of them has lost its beginning. `page.limit`: where the free bytes end.
 */
export function* cellsWithoutBeginning(page: PageBytes, at: number, columns: number): Iterable<FreedCell> {
  const { bytes, limit } = page;
  const from = at + OVERWRITTEN_BYTES;
  if (!mayBegin(page, at) || limit < from + columns) return;
  const endsWell = (end: number): boolean =>
    end <= limit && (limit - end < OVERWRITTEN_BYTES || mayBegin(page, end));
  const cell = (found: Types, lost: number, values: number, body: number): FreedCell => {
    const end = body + found.size;
    return { at, end, types: found.types, lost, body, values, here: end, isWhole: false };
  };
  // The header's length is still there: right behind, or after the last byte of the row's number.
  for (let start = from; start < from + 2; start += 1) {
    const header = varint(bytes, start, limit);
    if (header === undefined || header.value < 2 || start + header.value > limit) continue;
    const body = start + header.value;
    const found = typesIn(bytes, header.end, body);
    if (found?.types.length === columns && endsWell(body + found.size)) yield cell(found, 0, body, body);
  }
  const all = someTypes(bytes, from, limit, columns);
  if (all !== undefined && endsWell(all.at + all.size)) yield cell(all, 0, all.at, all.at);
  const rest = columns < 2 ? undefined : someTypes(bytes, from, limit, columns - 1);
  if (rest === undefined) return;
  // How long the value is whose type is lost shows where the cell ends.
  for (let body = rest.at; body + rest.size <= limit; body += 1)
    if (
      body + rest.size === limit ||
      (endsWell(body + rest.size) && limit - body - rest.size >= OVERWRITTEN_BYTES)
    )
      yield cell(rest, 1, rest.at, body);
}

/** Whether the number that SQLite left at `at` says that all bytes up to the limit are free (up to three are given away). */
function mayBegin({ bytes, limit }: PageBytes, at: number): boolean {
  const end = at + u16(bytes, at + 2, false);
  return end <= limit && limit - end < OVERWRITTEN_BYTES;
}

function someTypes(
  bytes: Uint8Array,
  from: number,
  limit: number,
  count: number,
): (Types & { readonly at: number }) | undefined {
  const types: number[] = [];
  let size = 0;
  let at = from;
  while (types.length < count) {
    const type = varint(bytes, at, limit);
    const length = type === undefined ? undefined : sizeOf(type.value);
    if (type === undefined || length === undefined) return undefined;
    types.push(type.value);
    size += length;
    at = type.end;
  }
  return { types, size, at };
}

/** The values of a cell's columns, from the column `lost` on, as far as they stand in this page. */
export function valuesOf(
  bytes: Uint8Array,
  cell: FreedCell,
  decode: (bytes: Uint8Array) => string,
): readonly Stored[] {
  const values: Stored[] = [];
  let at = cell.body;
  for (const type of cell.types) {
    const end = at + (sizeOf(type) ?? 0);
    if (end > cell.here) break;
    values.push(valueOf(bytes.subarray(at, end), type, decode));
    at = end;
  }
  return values;
}

function valueOf(bytes: Uint8Array, type: number, decode: (bytes: Uint8Array) => string): Stored {
  if (type === 0) return null;
  if (type === 8 || type === 9) return BigInt(type - 8);
  if (type === 7) return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  if (type >= 12) return type % 2 === 0 ? bytes : decode(bytes);
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}

const INNER_TABLE = 5;
const LEAF_TABLE = 13;

/** Where the cells begin that a page of rows holds, or held before it was freed. */
export function* liveCells(bytes: Uint8Array, at: number): Iterable<number> {
  if (bytes[at] !== LEAF_TABLE) return;
  const cells = u16(bytes, at + 3, false);
  for (let cell = 0; cell < cells; cell += 1) {
    const pointer = at + 8 + 2 * cell;
    if (pointer + 2 > bytes.length) return;
    yield u16(bytes, pointer, false);
  }
}

/** The pages below an inner page of rows. */
export function* pagesBelow(bytes: Uint8Array, at: number): Iterable<number> {
  if (bytes[at] !== INNER_TABLE) return;
  yield u32(bytes, at + 8, false);
  const cells = u16(bytes, at + 3, false);
  for (let cell = 0; cell < cells; cell += 1) {
    const pointer = at + 12 + 2 * cell;
    if (pointer + 2 > bytes.length) return;
    yield u32(bytes, u16(bytes, pointer, false), false);
  }
}
