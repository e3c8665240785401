import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import * as zlib from "node:zlib";
import type { Compressors, FileMetaData } from "hyparquet";
import { CannotRun, messageOf } from "../../model/errors.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import { columnsOf, nameOf, usesOf, type ColumnUses } from "./columns.ts";
import type { Intake } from "./intake.ts";
import { objectTaker } from "./ndjson.ts";

/** Rows that are read at once; most writers put no more into a group. */
const MAX_ROWS_AT_ONCE = 131_072;
/** Bytes that the columns of one group of rows may have unpacked, and bytes of the footer. */
const MAX_GROUP_BYTES = 1024 * 1024 * 1024;
const MAX_FOOTER_BYTES = 64 * 1024 * 1024;
const TAIL_BYTES = 8;
const MAGIC = "PAR1";

/** Reads a table of customers in Parquet, a group of rows at a time. `step` gets bytes that were read, and may throw. */
export async function readParquet(
  path: string,
  told: ColumnUses,
  intake: Intake,
  step: (bytes: number) => void,
): Promise<void> {
  const wrong = (problem: string): CannotRun => new CannotRun(`${printable(path)}: ${problem}`);
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import("hyparquet");
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    const bytesAt = (start: number, end: number): Buffer => {
      if (start < 0 || end > size || end < start)
        throw wrong("the table is damaged: it points behind its end");
      const bytes = Buffer.allocUnsafeSlow(end - start);
      for (let at = 0; at < bytes.length;) {
        const read = readSync(descriptor, bytes, at, bytes.length - at, start + at);
        if (read === 0) throw wrong("the table was cut off while it was read");
        at += read;
      }
      return bytes;
    };
    const tail = bytesAt(Math.max(0, size - TAIL_BYTES), size);
    if (tail.length < TAIL_BYTES || tail.toString("latin1", 4) !== MAGIC)
      throw wrong("this is no Parquet table, or its end is missing");
    const footer = tail.readUInt32LE(0) + TAIL_BYTES;
    if (footer > size || footer > MAX_FOOTER_BYTES)
      throw wrong("the table's footer is damaged or larger than 64 MiB");
    const metadata = parquetMetadata(arrayOf(bytesAt(size - footer, size)));
    const names = parquetSchema(metadata).children.map(({ element }) => element.name);
    columnsOf(names, told, path);
    const columns = names.filter((name) => (usesOf(nameOf(name), told) ?? []).length > 0);
    const take = objectTaker(path, told, intake);
    const file = {
      byteLength: size,
      slice: (start: number, end: number = size) => arrayOf(bytesAt(start, end)),
    };
    let row = 0;
    for (const group of groupsOf(metadata, columns, wrong)) {
      const groupEnd = row + group.rows;
      while (row < groupEnd) {
        const end = Math.min(groupEnd, row + MAX_ROWS_AT_ONCE);
        const rows = await parquetReadObjects({
          file,
          metadata,
          columns,
          rowStart: row,
          rowEnd: end,
          compressors: COMPRESSORS,
        });
        if (rows.length !== end - row)
          throw wrong(`the table is damaged: rows after row ${number(row + rows.length)} are missing`);
        for (const object of rows) take(++row, object);
        // Signals come only when nothing else runs.
        await setImmediate();
        step(Math.round((group.bytes * rows.length) / group.rows));
      }
    }
  } catch (error) {
    if (error instanceof CannotRun || (error instanceof Error && error.name === "Interrupted")) throw error;
    throw wrong(`the table cannot be read: ${messageOf(error)}`);
  } finally {
    closeSync(descriptor);
  }
}

function groupsOf(
  metadata: FileMetaData,
  columns: readonly string[],
  wrong: (problem: string) => CannotRun,
): readonly { readonly rows: number; readonly bytes: number }[] {
  return metadata.row_groups.map(({ columns: chunks, num_rows: rows }) => {
    if (rows < 0n) throw wrong("the table is damaged: a group of fewer rows than none");
    let unpacked = 0;
    let packed = 0;
    for (const { meta_data: about, file_path: other } of chunks) {
      if (about === undefined) throw wrong("the table has encrypted columns");
      if (other !== undefined) throw wrong("the table's columns lie in other files");
      packed += Number(about.total_compressed_size);
      if (columns.includes(about.path_in_schema[0] ?? "")) unpacked += Number(about.total_uncompressed_size);
    }
    if (unpacked > MAX_GROUP_BYTES)
      throw wrong("a group of rows unpacks to more than 1 GiB; write it again with smaller groups");
    return { rows: Number(rows), bytes: packed };
  });
}

function arrayOf(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

const OPTIONS = { maxOutputLength: MAX_GROUP_BYTES };
/** What pages may be packed with besides Snappy. */
const COMPRESSORS: Compressors = {
  GZIP: (packed) => zlib.gunzipSync(packed, OPTIONS),
  BROTLI: (packed) => zlib.brotliDecompressSync(packed, OPTIONS),
  // Since Node.js 22.15.
  ...(typeof zlib.zstdDecompressSync === "function"
    ? { ZSTD: (packed: Uint8Array) => zlib.zstdDecompressSync(packed, OPTIONS) }
    : {}),
};
