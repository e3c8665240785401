import type { FileMetaData, ParquetParsers, SchemaTree } from "hyparquet";
import { messageOf, NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { ascii, u32 } from "../bytes.ts";
import { reportRuns } from "../raw-bytes.ts";
import { readWhole } from "../whole.ts";
import { compressors } from "./compressors.ts";
import { checkPages } from "./pages.ts";
import { Rows } from "./rows.ts";

const MAGIC = "PAR1";
/** What stands at both ends when the footer is encrypted. */
const ENCRYPTED_MAGIC = "PARE";
/** Bytes of the end: the length of the footer, and the mark. */
const TAIL_BYTES = 8;
/** Values that are held at once; a group of rows with more is read in parts. */
const MAX_VALUES = 1_000_000;

/** Parquet tables: their rows, whatever their schema. */
export const parquetFormat: Format = {
  name: "parquet",
  killable: true,
  about: {
    title: "Parquet tables",
    recognised: "the four bytes they begin with",
    reads:
      "every row, nested columns included, numbers exact, files in byte columns, and the text of the footer (schema, metadata, smallest and largest values); pages as they are or packed with Snappy, gzip, Brotli, or Zstandard where Node.js has it",
    leaves:
      "encrypted files and columns, files with other codecs (LZ4, LZO): they are not inspected. Decimals with a fraction are amounts, and rounded",
    library: "hyparquet",
  },
  sniff: (head: Uint8Array): Confidence => (/^PAR[1E]$/.test(ascii(head, 0, 4)) ? 3 : 0),
  read,
};

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  out.content();
  try {
    const end = ascii(bytes, bytes.length - MAGIC.length, MAGIC.length);
    if (ascii(bytes, 0, 4) === ENCRYPTED_MAGIC || end === ENCRYPTED_MAGIC)
      throw new NotInspected("encrypted", "a Parquet table that is encrypted");
    if (end !== MAGIC) throw new NotInspected("damaged", "its end is missing");
    reportFooter(bytes, context, out);
    await readRows(bytes, context, out);
    return bytes.length;
  } catch (error) {
    reportRuns(bytes, context.limits.maxValueBytes, out);
    throw asNotInspected(error);
  }
}

function asNotInspected(error: unknown): NotInspected {
  if (error instanceof NotInspected) return error;
  const words = messageOf(error);
  const codec = /unsupported compression codec: (\w{1,32})/.exec(words)?.[1];
  return codec === undefined
    ? new NotInspected("damaged", `the table cannot be read: ${words}`)
    : new NotInspected("unsupported-compression", `a Parquet table packed with ${codec}`);
}

/** Schema, metadata and statistics hold values in clear. */
function reportFooter(bytes: Uint8Array, { limits }: ReadContext, out: Sink): void {
  const length = u32(bytes, bytes.length - TAIL_BYTES, true);
  if (length > bytes.length - TAIL_BYTES) throw new NotInspected("damaged", "its footer is cut off");
  const footer = bytes.subarray(bytes.length - TAIL_BYTES - length, bytes.length - TAIL_BYTES);
  reportRuns(footer, limits.maxValueBytes, out);
}

async function readRows(bytes: Uint8Array, context: ReadContext, out: Sink): Promise<void> {
  const { parquetMetadata, parquetRead, parquetSchema } = await import("hyparquet");
  const { parquetHeader } = await import("hyparquet/src/column.js");
  const metadata = parquetMetadata(bytes, { geoparquet: false, parsers: PARSERS });
  prepare(metadata, bytes.length, context);
  checkColumns(metadata, parquetSchema(metadata));
  checkPages(metadata, bytes, bytes.length - TAIL_BYTES - metadata.metadata_length, parquetHeader);
  const columns = Math.max(1, metadata.schema.length - 1);
  const most = Math.max(1, Math.floor(MAX_VALUES / columns));
  const file = {
    byteLength: bytes.length,
    slice: (start: number, end: number = bytes.length) => Uint8Array.from(bytes.subarray(start, end)).buffer,
  };
  const rows = new Rows(context, out);
  try {
    let start = 0;
    for (const group of metadata.row_groups) {
      const groupEnd = start + Number(group.num_rows);
      while (start < groupEnd) {
        const end = Math.min(groupEnd, start + most);
        let seen = 0;
        /** Where the values of each column end. */
        const ends = new Map<string, number>();
        await parquetRead({
          file,
          metadata,
          rowStart: start,
          rowEnd: end,
          rowFormat: "object",
          utf8: false,
          geoparquet: false,
          compressors: compressors(context.limits.maxWholeBytes),
          parsers: PARSERS,
          onChunk: ({ columnName, rowEnd }) => void ends.set(columnName, rowEnd),
          onComplete(found) {
            seen = found.length;
            for (const row of found) rows.report(row);
          },
        });
        if (seen !== end - start)
          throw new NotInspected("damaged", `rows after row ${start + seen} are missing`);
        start = end;
        context.progress?.();
      }
    }
  } finally {
    rows.end();
  }
}

/** Refuses what could not be read wholly, and keeps numbers from being rounded. */
function prepare(metadata: FileMetaData, size: number, { limits }: ReadContext): void {
  let unpacked = 0;
  for (const { columns, num_rows } of metadata.row_groups) {
    if (num_rows < 0n) throw new NotInspected("damaged", "fewer rows than none");
    for (const { meta_data, encrypted_column_metadata, file_path } of columns) {
      if (meta_data === undefined || encrypted_column_metadata !== undefined)
        throw new NotInspected("encrypted", "a Parquet table with an encrypted column");
      if (file_path !== undefined)
        throw new NotInspected("unsupported-format", "a Parquet table whose columns lie in other files");
      unpacked += Number(meta_data.total_uncompressed_size);
    }
  }
  const most = Math.max(limits.ratioFloorBytes, limits.maxRatio * size);
  if (unpacked > most) throw new NotInspected("over-limit", `it unpacks to more than ${most} bytes`);
  if (metadata.schema.length > limits.maxColumns)
    throw new NotInspected("over-limit", `it has more than ${limits.maxColumns} columns`);
  for (const element of metadata.schema) {
    if (element.name === "__proto__")
      throw new NotInspected("unsupported-format", "a column called __proto__");
    const isWhole = element.converted_type === "DECIMAL" && (element.scale ?? 0) === 0;
    const isInteger = element.type === "INT32" || element.type === "INT64";
    if (element.logical_type?.type === "GEOGRAPHY") element.logical_type = { type: "GEOMETRY" };
    // These are handed out as they are stored instead of being rounded, or refused.
    if (
      (isWhole && isInteger) ||
      element.converted_type === "BSON" ||
      element.converted_type === "INTERVAL"
    ) {
      delete element.converted_type;
      delete element.logical_type;
    } else if (isWhole) {
      // The library would round them. Of its hooks for bytes this one is free, geometries having another.
      delete element.converted_type;
      element.logical_type = { type: "GEOGRAPHY" };
    }
  }
}

/** Each group has the columns of the schema, in its order: the library would pass over others. */
function checkColumns({ row_groups }: FileMetaData, schema: SchemaTree): void {
  const names = schema.children.map(({ element }) => element.name);
  if (new Set(names).size !== names.length)
    throw new NotInspected("unsupported-format", "a Parquet table with two columns of one name");
  const wanted = JSON.stringify(leavesOf(schema));
  for (const { columns } of row_groups) {
    if (JSON.stringify(columns.map(({ meta_data: about }) => about?.path_in_schema)) !== wanted)
      throw new NotInspected("damaged", "its columns are not those of its schema");
  }
}

function leavesOf({ children, path }: SchemaTree): readonly (readonly string[])[] {
  return children.length === 0 ? [path] : children.flatMap(leavesOf);
}

const DAY_MILLIS = 86_400_000;

/** Times as ISO 8601, JSON as its text. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => isoTime(Number(millis)),
  timestampFromMicroseconds: (micros) => isoTime(Number(micros / 1000n)),
  timestampFromNanoseconds: (nanos) => isoTime(Number(nanos / 1_000_000n)),
  dateFromDays: (days) => isoTime(days * DAY_MILLIS),
  jsonFromBytes: (bytes: Uint8Array | undefined) =>
    bytes === undefined ? undefined : Buffer.from(bytes).toString("utf8"),
  geometryFromBytes: (bytes: Uint8Array) => bytes,
  geographyFromBytes: (bytes: Uint8Array | undefined) =>
    bytes === undefined ? undefined : wholeNumber(bytes),
};

/** A number of any length, its highest byte first, as a decimal without a fraction is stored. */
function wholeNumber(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).toString("hex");
  return hex === "" ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

function isoTime(millis: number): string | undefined {
  return Math.abs(millis) <= 8.64e15 ? new Date(millis).toISOString() : undefined;
}
