import type { ColumnChunk, FileMetaData, PageHeader } from "hyparquet";
import { NotInspected } from "../../model/errors.ts";
import { isZero } from "../bytes.ts";

type Range = readonly [start: number, end: number];

/** Reads the header of a page and leaves the reader behind it. */
export type ReadPageHeader = (reader: { view: DataView; offset: number }) => PageHeader;

/**
 * Holds the footer against the pages, because the library believes it: every column has as many values as its group has
 * rows, and no byte before the footer belongs to no column. Throws `NotInspected`.
 */
export function checkPages(
  metadata: FileMetaData,
  bytes: Uint8Array,
  footer: number,
  readPageHeader: ReadPageHeader,
): void {
  const ranges: Range[] = [[0, 4]];
  const flat = new Set(
    metadata.schema
      .filter(({ repetition_type: repetition }) => repetition !== "REPEATED")
      .map(({ name }) => name),
  );
  let rows = 0n;
  for (const { columns, num_rows: groupRows } of metadata.row_groups) {
    rows += groupRows;
    for (const column of columns) {
      const path = column.meta_data?.path_in_schema ?? [];
      const values = countValues(column, bytes, footer, ranges, readPageHeader);
      const isFlat = path.length === 1 && flat.has(path[0] ?? "");
      if (BigInt(values) !== column.meta_data?.num_values || (isFlat && BigInt(values) !== groupRows))
        throw damaged(
          `column ${JSON.stringify(path.join("."))} has ${values} values, not as many as it says`,
        );
    }
  }
  if (rows !== metadata.num_rows) throw damaged("it says it has other rows than its parts have");
  const gap = gapIn(ranges, bytes, footer);
  if (gap >= 0) throw damaged(`from byte ${gap} on something belongs to no column`);
}

function countValues(
  column: ColumnChunk,
  bytes: Uint8Array,
  footer: number,
  ranges: Range[],
  readPageHeader: ReadPageHeader,
): number {
  const { meta_data: about } = column;
  if (about === undefined) throw damaged("a column without a place");
  const first = Number(about.data_page_offset);
  const dictionary = Number(about.dictionary_page_offset ?? 0n);
  const start = dictionary > 0 && dictionary < first ? dictionary : first;
  const end = start + Number(about.total_compressed_size);
  if (start < 4 || end > footer || end < start) throw damaged("a column outside the file");
  ranges.push([start, end]);
  addRange(ranges, column.column_index_offset, column.column_index_length);
  addRange(ranges, column.offset_index_offset, column.offset_index_length);
  addRange(ranges, about.bloom_filter_offset, about.bloom_filter_length);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset + start, end - start), offset: 0 };
  let values = 0;
  while (reader.offset < end - start) {
    const header = readPageHeader(reader);
    const { compressed_page_size: packed, data_page_header: data, data_page_header_v2: second } = header;
    const found = data?.num_values ?? second?.num_values ?? 0;
    if (packed < 0 || found < 0 || packed > end - start - reader.offset)
      throw damaged("a page outside its column");
    if ((header.dictionary_page_header?.num_values ?? 0) > header.uncompressed_page_size * 8)
      throw damaged("a dictionary of more values than bytes");
    values += found;
    reader.offset += packed;
  }
  return values;
}

function addRange(ranges: Range[], from: bigint | undefined, length: number | undefined): void {
  if (from !== undefined && length !== undefined) ranges.push([Number(from), Number(from) + length]);
}

/** Where the first byte stands that no range claims and that says something; -1 for none. */
function gapIn(ranges: Range[], bytes: Uint8Array, footer: number): number {
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset + footer, bytes.length - footer);
  let at = 0;
  for (const [start, end] of [...ranges.toSorted((a, b) => a[0] - b[0]), [footer, footer] as const]) {
    const isGap = start > at && !isZero(bytes, at, start);
    // Rust's writers put what the footer says of a column behind the column, too.
    if (isGap && !isWithin(bytes.subarray(at, start), rest)) return at;
    at = Math.max(at, end);
  }
  return -1;
}

/** Bytes of what a footer says of one column, at most: longer ones are not looked for in it. */
const MAX_COLUMN_WORDS_BYTES = 16_384;

function isWithin(part: Uint8Array, whole: Buffer): boolean {
  return part.length <= MAX_COLUMN_WORDS_BYTES && whole.includes(part);
}

function damaged(detail: string): NotInspected {
  return new NotInspected("damaged", detail);
}
