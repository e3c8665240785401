import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { CsvReader } from "./csv-reader.ts";
import { decodeHead, utf8Text } from "./utf8.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const HEAD_BYTES = 65_536;
const LINES_LOOKED_AT = 20;

/** Tables: CSV and TSV, delimiter found from the content, quotes, multi-line cells; the first row names the columns. */
export const csvFormat: Format = { name: "csv", killable: false, sniff, read };

function sniff(head: Uint8Array, name: string): Confidence {
  const named = /\.(?:csv|tsv|tab|psv)$/i.test(name);
  const text = decodeHead(head.subarray(0, HEAD_BYTES));
  if (text === undefined) return 0;
  const found = findDelimiter(text);
  if (named) return found !== undefined || !/^\s*[<{[]/.test(text) ? 2 : 1;
  // Without the name, prose with one comma a line must not pass for a table.
  if (found === undefined || found.rows < 3 || found.cells < 3) return 0;
  return found.header.every((cell) => cell.trim() !== "" && cell.length <= 40 && !/[.!?]$/.test(cell.trim()))
    ? 2
    : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  let reader: CsvReader | undefined;
  let rest: Buffer = Buffer.alloc(0);
  const text = utf8Text(source);
  const zeros = new ZeroCounter();
  for await (const chunk of text.buffers()) {
    zeros.add(chunk);
    const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (reader === undefined && buffer.length < HEAD_BYTES) {
      rest = Buffer.from(buffer);
      continue;
    }
    reader ??= start(buffer, context, out);
    // Chunks are only valid until the next one is asked for.
    rest = Buffer.from(buffer.subarray(reader.push(buffer, false)));
  }
  reader ??= start(rest, context, out);
  reader.push(rest, true);
  reader.end();
  return text.consumed();
}

/** Zeros that a table may hold within so many bytes; binary data, even when it is packed, holds more. */
const MAX_ZEROS = 8;
const ZERO_WINDOW_BYTES = 4096;

/** Cells that mean nothing are not looked at, so binary data behind a table would pass for them. */
class ZeroCounter {
  /** Where the last zeros stand. */
  readonly #zeros: number[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, at + 1)) {
      this.#zeros.push(this.#length + at);
      if (this.#zeros.length <= MAX_ZEROS) continue;
      const first = this.#zeros.shift() ?? 0;
      if (this.#length + at - first < ZERO_WINDOW_BYTES)
        throw new NotInspected("damaged", `near byte ${this.#length + at} its bytes are no text`);
    }
    this.#length += chunk.length;
  }
}

function start(head: Buffer, context: ReadContext, out: Sink): CsvReader {
  const delimiter = findDelimiter(head.toString("utf8", 0, Math.min(head.length, HEAD_BYTES)))?.delimiter;
  const byName = /\.(?:tsv|tab)$/i.test(context.name) ? "\t" : ",";
  return new CsvReader(context.plan, out, context.limits, delimiter ?? byName);
}

interface Found {
  readonly delimiter: string;
  readonly rows: number;
  readonly cells: number;
  readonly header: readonly string[];
}

/** The delimiter that cuts the first rows into the same number of cells, the more cells the better. */
function findDelimiter(text: string): Found | undefined {
  const named = /^sep=(.)\r?\n/i.exec(text)?.[1];
  if (named !== undefined) return { delimiter: named, rows: 1, cells: 1, header: [] };
  let best: Found | undefined;
  for (const delimiter of DELIMITERS) {
    const rows = firstRows(text, delimiter);
    const cells = rows[0]?.length ?? 0;
    if (cells < 2) continue;
    const agreeing = rows.filter((row) => row.length === cells).length;
    if (agreeing < rows.length * 0.8) continue;
    if (best === undefined || agreeing * cells > best.rows * best.cells) {
      best = { delimiter, rows: agreeing, cells, header: rows[0] ?? [] };
    }
  }
  return best;
}

function firstRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < LINES_LOOKED_AT; at++) {
    const character = text[at] ?? "";
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') at += 1;
      else quoted = false;
    } else if (character === '"' && cell.trim() === "") {
      cell = "";
      quoted = true;
    } else if (character === delimiter) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      row.push(cell);
      if (row.length > 1 || row[0]?.trim() !== "") rows.push(row);
      row = [];
      cell = "";
    } else {
      cell += character;
    }
  }
  // The last row of the head may be cut.
  if (rows.length === 0 && (row.length > 0 || cell !== "")) rows.push([...row, cell]);
  return rows;
}
