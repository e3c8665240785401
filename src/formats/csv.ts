import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { withOpening } from "./opening.ts";
import { decodeHead, utf8Text } from "./utf8.ts";
import { dialectOf, WINDOW_BYTES } from "./csv/dialect.ts";
import { isColumnName, mayBeName } from "./csv/cells.ts";
import { CsvReader } from "./csv/reader.ts";
import { NO_DELIMITER } from "./csv/rows.ts";
import { ZeroFilter } from "./csv/zeros.ts";

/** Tables: CSV and TSV, delimiter found from the content, quotes, multi-line cells, lines above and below, several tables. */
export const csvFormat: Format = {
  name: "csv",
  killable: false,
  about: {
    title: "Tables as text (CSV, TSV, `|`)",
    recognised:
      "the name (`.csv`, `.tsv`, `.tab`, `.psv`), or at least three rows of three and more cells under a row that names them",
    reads:
      "all rows; the delimiter (`,` `;` tab `|`, or the one in a `sep=` line) is told from the rows. UTF-8, UTF-16, " +
      'Windows-1252; any line ends; cells in quotes, with line ends, doubled quotes or `\\"`. Lines above and below a table, ' +
      "rows that explain the columns, and rows of sums are no records: they are searched for labels and count for the " +
      "table; a row of data above the header is a record. JSON in cells, and text in base64. Several tables in a file, each with its own header; names of columns that come twice; tables without a header " +
      "(searched like text); rows of a name and a value as one record",
    leaves:
      "where quotes contradict the lines, or a row has more cells than the header, everything is still read, the cells past " +
      "the columns like text, and the file is not inspected: `row 40001: a quote is never closed`. Cells longer than 16 KiB " +
      "are no identifiers",
    library: null,
  },
  sniff,
  read,
};

const BY_NAME = /\.(?:csv|tsv|tab|psv)$/i;

function sniff(head: Uint8Array, name: string): Confidence {
  const text = decodeHead(head.subarray(0, WINDOW_BYTES));
  if (text === undefined) return 0;
  if (!BY_NAME.test(name) && !/[,;\t|]/.test(text)) return 0;
  const { delimiter, width, rows, header } = dialectOf(Buffer.from(text), head.length < WINDOW_BYTES);
  if (BY_NAME.test(name)) return delimiter !== NO_DELIMITER || !/^\s*[<{[]/.test(text) ? 2 : 1;
  // Without the name, prose with one comma a line must not pass for a table.
  if (delimiter === NO_DELIMITER || rows < 3 || width < 3) return 0;
  const lines = text.split(/\r\n|\r|\n/, rows + 24).filter((line) => line.trim() !== "").length;
  const isHeader = header.every(
    (cell) => cell.trim() !== "" && cell.length <= 40 && mayBeName(cell) && !/[.!?:]$/.test(cell.trim()),
  );
  return isHeader && rows * 10 >= lines * 8 && header.some(isColumnName) ? 2 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  let reader: CsvReader | undefined;
  const text = utf8Text(withOpening(source));
  const zeros = new ZeroFilter();
  const pending = new Pending();
  const push = (isLast: boolean): void => {
    const buffer = pending.joined();
    reader ??= start(buffer, isLast, context, out);
    pending.keep(buffer, reader.push(buffer, isLast));
  };
  try {
    for await (const chunk of text.buffers()) {
      const clean = zeros.clean(chunk);
      pending.add(clean);
      if (zeros.denseAt >= 0) {
        push(false);
        throw new NotInspected("damaged", `near byte ${zeros.denseAt} its bytes are no text`);
      }
      if (pending.isEnough(reader === undefined ? WINDOW_BYTES : 1)) push(false);
    }
    push(true);
  } catch (error) {
    // Of a short one that breaks off nothing was read so far.
    if (reader === undefined) readRest(() => push(true));
    reader?.close();
    throw error;
  }
  reader?.end(text.consumed());
  return text.consumed();
}

/** What is wrong with the rest is not worth saying where something else is said already. */
function readRest(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
  }
}

function start(head: Buffer, isLast: boolean, context: ReadContext, out: Sink): CsvReader {
  const { delimiter } = dialectOf(head.subarray(0, WINDOW_BYTES), isLast && head.length <= WINDOW_BYTES);
  return new CsvReader(context.plan, out, context.limits, delimiter, context.spans);
}

/** Bytes that are not read yet. A row that does not end is looked at again only when there is twice as much of it. */
class Pending {
  #parts: Buffer[] = [];
  #length = 0;
  #wanted = 0;

  add(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#length += chunk.length;
  }

  /** When not: what was added is copied, because chunks are only valid until the next one is asked for. */
  isEnough(atLeast: number): boolean {
    if (this.#length >= Math.max(atLeast, this.#wanted)) return true;
    const last = this.#parts.pop();
    if (last !== undefined) this.#parts.push(Buffer.from(last));
    return false;
  }

  joined(): Buffer {
    const [first] = this.#parts;
    return this.#parts.length === 1 && first !== undefined ? first : Buffer.concat(this.#parts);
  }

  keep(buffer: Buffer, taken: number): void {
    const rest = Buffer.from(buffer.subarray(taken));
    this.#parts = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#wanted = taken === 0 ? 2 * rest.length : 0;
  }
}
