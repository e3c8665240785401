import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { ascii } from "../bytes.ts";
import { reportRuns } from "../raw-bytes.ts";
import { readWhole } from "../whole.ts";

/** Both orders of the checksums in it (https://www.sqlite.org/fileformat2.html, 4.1). */
const WAL = ["\x37\x7f\x06\x82", "\x37\x7f\x06\x83"];
const ROLLBACK = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
/** A log without a change is its header alone. */
const WAL_HEADER_BYTES = 32;

/**
 * Changes to a database that lie in a file beside it (`-wal`), and what a change took back (`-journal`). They hold pages
 * that cannot be joined to a database that is another entry, so only their text is read.
 */
export const sqliteJournalFormat: Format = {
  name: "sqlite-journal",
  killable: false,
  about: {
    title: "SQLite's `-wal` and `-journal` files",
    recognised: "the four or eight bytes they begin with",
    reads: "their runs of text, as lines",
    leaves: "rows: they are pages of a database that is another entry. Always not inspected, unless empty",
    library: null,
  },
  sniff: (head: Uint8Array): Confidence => (isJournal(head) ? 3 : 0),
  read,
};

function isJournal(head: Uint8Array): boolean {
  return WAL.includes(ascii(head, 0, 4)) || ascii(head, 0, 8) === ROLLBACK;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  const isLog = ascii(bytes, 0, 8) !== ROLLBACK;
  if (isLog && bytes.length <= WAL_HEADER_BYTES) return bytes.length;
  out.content();
  reportRuns(bytes, context.limits.maxValueBytes, out);
  const what = isLog ? "changes to an SQLite database" : "what an SQLite database held before a change";
  throw new NotInspected("unsupported-format", `${what}: only its text was read, not its rows`);
}
