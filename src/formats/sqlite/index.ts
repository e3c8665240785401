import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { isZero } from "../bytes.ts";
import { reportRuns } from "../raw-bytes.ts";
import { createPrivateFile, type PrivateFile } from "./copy.ts";
import { openDatabase, sqliteWords, type Database } from "./database.ts";
import { HEADER_BYTES, isDatabase, JOURNAL_MODE_AT, readHeader, type DatabaseHeader } from "./header.ts";
import { reportFreedRows } from "./freed-rows.ts";
import { eachResidue } from "./pages.ts";
import { readSchema } from "./schema.ts";
import { readTables } from "./tables.ts";
import { reportViews } from "./views.ts";

/** SQLite databases: every row of every table, and the text that deleted rows left behind. */
export const sqliteFormat: Format = {
  name: "sqlite",
  killable: true,
  about: {
    title: "SQLite databases",
    recognised: "the sixteen bytes they begin with",
    reads:
      "every row of every table as a record, hidden and search tables included, JSON (as text and as JSONB) and files in its cells, the SQL of the schema with its comments and the texts that views name as columns, deleted rows whose bytes are still there, as records of tables in which a column names an owner, and the text in free pages and in the gaps of deleted rows; through a copy in a private file without a name",
    leaves:
      "deleted rows of tables without row numbers, of dropped tables, and of which a part is overwritten: what is left of them is text; rows of views, and computed columns: they show what tables hold, and would run SQL of the file; indexes; changes in a `-wal` or `-journal` file beside it, which is not inspected. A damaged database is read as far as it goes and is not inspected",
    library: null,
  },
  sniff: (head: Uint8Array): Confidence => (isDatabase(head) ? 3 : 0),
  read: readDatabase,
};

async function readDatabase(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const file = createPrivateFile();
  try {
    let copy: Copy | undefined;
    const fill = async (): Promise<void> => {
      copy = await fillCopy(source, context.limits.maxWholeBytes, file);
    };
    const database = await openDatabase(file, fill);
    try {
      if (copy === undefined) throw new NotInspected("damaged", "it is empty");
      return readCopy({ copy, file, database }, context, out);
    } finally {
      database.close();
    }
  } finally {
    file.remove();
  }
}

interface Copy {
  readonly header: DatabaseHeader | undefined;
  /** Bytes of the entry. */
  readonly length: number;
  /** Pages that are there. */
  readonly pages: number;
  /** Bytes of the entry that are the database's own. */
  readonly end: number;
}

/** Copies what the source yields, and makes the copy one that SQLite opens without looking for other files. */
async function fillCopy(source: ByteSource, limit: number, file: PrivateFile): Promise<Copy> {
  const head = new Uint8Array(HEADER_BYTES);
  let length = 0;
  /** Where the zeros begin that the bytes so far end with. */
  let zeros = 0;
  if (source.size > limit) throw overLimit(limit);
  for await (const chunk of source.chunks()) {
    if (length + chunk.length > limit) throw overLimit(limit);
    if (length < HEADER_BYTES) head.set(chunk.subarray(0, HEADER_BYTES - length), length);
    file.write(chunk, length);
    length += chunk.length;
    if (!isZero(chunk, 0, chunk.length)) zeros = length - trailingZeros(chunk);
  }
  const header = readHeader(head.subarray(0, Math.min(length, HEADER_BYTES)));
  if (header === undefined) return { header, length, pages: 0, end: length };
  const there = Math.floor(length / header.pageBytes);
  const pages = Math.min(header.pages ?? there, there);
  const end = header.pages === undefined || header.pages > there ? length : pages * header.pageBytes;
  const patched = Buffer.from(head);
  patched.fill(1, JOURNAL_MODE_AT, JOURNAL_MODE_AT + 2);
  patched.writeUInt32BE(pages, 28);
  patched.copyWithin(92, 24, 28);
  file.resize(pages * header.pageBytes);
  file.write(patched, 0);
  return { header, length, pages, end: zeros <= end ? length : end };
}

function trailingZeros(bytes: Uint8Array): number {
  let at = bytes.length;
  while (at > 0 && bytes[at - 1] === 0) at -= 1;
  return bytes.length - at;
}

function overLimit(limit: number): NotInspected {
  return new NotInspected("over-limit", `it is longer than the ${limit} bytes that a database may have`);
}

interface Opened {
  readonly copy: Copy;
  readonly file: PrivateFile;
  readonly database: Database;
}

/** Reads everything there is, and only then says what is wrong with it. */
function readCopy(opened: Opened, context: ReadContext, out: Sink): number {
  const { copy, file, database } = opened;
  const { header, pages } = copy;
  if (header === undefined || pages === 0) {
    reportAll(opened, context, out);
    throw new NotInspected("damaged", "the header of the database is cut off or none");
  }
  const beat = (): void => context.progress?.();
  const page = new Uint8Array(header.pageBytes);
  const readPage = (number: number): Uint8Array => {
    page.fill(0, file.read(page, (number - 1) * header.pageBytes));
    return page;
  };
  let offset = 0;
  out.locate(() => ({ unit: "byte", number: offset, within: "deleted data" }));
  const residue = eachResidue(
    header,
    pages,
    readPage,
    (text, at) => {
      offset = at;
      out.text(text);
    },
    beat,
  );
  if (residue.pages > 0) out.fact("pages with deleted data", residue.pages);
  const problem = problemOf(copy, header) ?? checked(database);
  beat();
  if (problem !== undefined && residue.isTangled) {
    reportAll(opened, context, out);
    throw problem;
  }
  const broken = readContents(database, copy, context, out);
  if (problem === undefined && broken === undefined && residue.pages > 0)
    reportFreedRows({ header, pages, readPage, database, context, out });
  if (problem !== undefined || broken !== undefined) {
    // What its tables do not show any more may still stand in its pages.
    reportAll(opened, context, out);
    throw problem ?? broken ?? new NotInspected("damaged", "it is damaged");
  }
  return copy.end;
}

/** What the length of the file says against it. */
function problemOf(copy: Copy, header: DatabaseHeader): NotInspected | undefined {
  const missing = (header.pages ?? 0) - copy.pages;
  if (missing <= 0) return undefined;
  const detail = `${missing} of its ${header.pages} pages are missing`;
  return new NotInspected("damaged", detail, copy.end);
}

/** What SQLite's own check of the pages says; it ends at the first thing it finds, and never runs for ever. */
function checked(database: Database): NotInspected | undefined {
  try {
    for (const row of database.rows("PRAGMA quick_check(1)")) {
      const [words] = Object.values(row);
      // Other words are about rows that break a rule of their table: all of them can be read.
      if (typeof words === "string" && words.startsWith("***"))
        return new NotInspected("damaged", "its pages do not fit together");
      break;
    }
    return undefined;
  } catch (error) {
    const words = sqliteWords(error);
    if (words === undefined) throw error;
    return new NotInspected("damaged", `SQLite cannot check it: ${words}`);
  }
}

/** Reports the schema and all tables; returns why not all could be read. */
function readContents(
  database: Database,
  copy: Copy,
  context: ReadContext,
  out: Sink,
): NotInspected | undefined {
  try {
    const schema = readSchema(database);
    let statement = 0;
    out.locate(() => ({ unit: "line", number: statement, within: "schema" }));
    for (const sql of schema.statements) {
      statement += 1;
      for (const line of sql.split(/\r\n|\n|\r/)) out.text(line);
    }
    if (schema.views.length > 0) out.fact("views, not run", schema.views.length);
    reportViews(schema.views, context, out);
    return readTables(database, schema.tables, { copy, context, out });
  } catch (error) {
    const words = sqliteWords(error);
    if (words === undefined) throw error;
    return new NotInspected("damaged", `SQLite cannot read its schema: ${words}`);
  }
}

/** The text of all its bytes, whatever they belong to. */
function reportAll({ copy, file }: Opened, { limits }: ReadContext, out: Sink): void {
  const bytes = new Uint8Array(copy.length);
  reportRuns(bytes.subarray(0, file.read(bytes, 0)), limits.maxValueBytes, out);
}
