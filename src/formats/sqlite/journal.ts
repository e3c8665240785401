import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import { ascii, u32 } from "../bytes.ts";
import { reportRuns } from "../raw-bytes.ts";
import { readWhole } from "../whole.ts";

/** Both orders of the checksums in it (https://www.sqlite.org/fileformat2.html, 4.1). */
const WAL = ["\x37\x7f\x06\x82", "\x37\x7f\x06\x83"];
const ROLLBACK = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
/** A log without a change is its header alone. */
const WAL_HEADER_BYTES = 32;

/** What an index of a log (`-shm`) begins with, in either order of bytes (https://www.sqlite.org/walformat.html, 2.1). */
const INDEX_VERSION = 3_007_000;
const INDEX_HEADER_BYTES = 48;
const INDEX_BLOCK_BYTES = 32_768;

/**
 * Changes to a database that lie in a file beside it (`-wal`), and what a change took back (`-journal`). They hold pages
 * that cannot be joined to a database that is another entry, so only their text is read.
 */
export const sqliteJournalFormat: Format = {
  name: "sqlite-journal",
  killable: false,
  about: {
    title: "SQLite's `-wal`, `-shm` and `-journal` files",
    recognised: "the four or eight bytes they begin with; `-shm` by its header, which stands there twice",
    reads:
      "their runs of text, as lines. A `-shm` file only says where in a `-wal` file which page is: it is furniture",
    leaves: "rows: they are pages of a database that is another entry. Always not inspected, unless empty",
    library: null,
  },
  sniff: (head: Uint8Array): Confidence => (isJournal(head) ? 3 : 0),
  read,
};

function isJournal(head: Uint8Array): boolean {
  return WAL.includes(ascii(head, 0, 4)) || ascii(head, 0, 8) === ROLLBACK || isIndex(head);
}

function isIndex(head: Uint8Array): boolean {
  if (head.length < 2 * INDEX_HEADER_BYTES) return false;
  if (u32(head, 0, true) !== INDEX_VERSION && u32(head, 0, false) !== INDEX_VERSION) return false;
  const again = head.subarray(INDEX_HEADER_BYTES, 2 * INDEX_HEADER_BYTES);
  return Buffer.compare(head.subarray(0, INDEX_HEADER_BYTES), again) === 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  if (isIndex(bytes)) return readIndex(bytes, context, out);
  const isLog = ascii(bytes, 0, 8) !== ROLLBACK;
  if (isLog && bytes.length <= WAL_HEADER_BYTES) return bytes.length;
  out.content();
  reportRuns(bytes, context.limits.maxValueBytes, out);
  const what = isLog ? "changes to an SQLite database" : "what an SQLite database held before a change";
  throw new NotInspected("unsupported-format", `${what}: only its text was read, not its rows`);
}

/** Numbers of pages, and nothing of what is in them. */
function readIndex(bytes: Uint8Array, context: ReadContext, out: Sink): number {
  reportRuns(bytes, context.limits.maxValueBytes, out);
  out.furniture();
  return bytes.length - (bytes.length % INDEX_BLOCK_BYTES);
}
