import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { ascii, u32 } from "./bytes.ts";
import { detectEncoding } from "./encoding.ts";
import { NarrowRuns, WideRuns, type RunScanner } from "./printable-runs.ts";
import { mediaKind } from "./audio/signatures.ts";
import { recognise } from "./signatures.ts";

/** Characters in a row that make text of bytes of which nothing is known. */
const MIN_CHARACTERS = 4;

/**
 * Bytes of no format (what belongs to no entry of an archive, comments, extra fields): every run of text in them counts
 * as a line, so that an identifier in them is seen. Never found by sniffing. They are nobody's record unless they name
 * somebody.
 */
export const rawBytes: Format = {
  name: "bytes",
  killable: false,
  sniff: (): Confidence => 0,
  read: readRawBytes,
};

async function readRawBytes(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  out.furniture();
  const reader = new RunReader(context.limits.maxValueBytes, out);
  for await (const chunk of source.chunks()) reader.push(chunk);
  return reader.end();
}

/** Reports all printable runs of bytes that are wholly in memory as lines; `maxValueBytes`: longer ones come in pieces. */
export function reportRuns(bytes: Uint8Array, maxValueBytes: number, out: Sink): void {
  const reader = new RunReader(maxValueBytes, out);
  reader.push(bytes);
  reader.end();
}

/** Reports printable runs as lines, whatever the borders of the chunks are, with their offset as place. */
class RunReader {
  readonly #feeds: readonly Feed[];
  #length = 0;

  constructor(maxValueBytes: number, out: Sink) {
    let offset = 0;
    out.locate(() => ({ unit: "object", path: `byte ${offset}` }));
    const give = (text: string, at: number): void => {
      offset = at;
      out.text(text);
    };
    this.#feeds = [
      new Feed(new NarrowRuns(MIN_CHARACTERS, maxValueBytes, give)),
      new Feed(new WideRuns(MIN_CHARACTERS, maxValueBytes, give)),
    ];
  }

  push(chunk: Uint8Array): void {
    for (const feed of this.#feeds) feed.push(chunk, this.#length);
    this.#length += chunk.length;
  }

  /** Returns how many bytes there were. */
  end(): number {
    for (const feed of this.#feeds) feed.end(this.#length);
    return this.#length;
  }
}

/** Hands chunks to a scanner, with what it left over of the last one before them. */
class Feed {
  readonly #scanner: RunScanner;
  /** A copy: chunks are only valid until the next one is asked for. */
  #rest: Uint8Array = new Uint8Array(0);

  constructor(scanner: RunScanner) {
    this.#scanner = scanner;
  }

  push(chunk: Uint8Array, base: number): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const from = this.#scanner.scan(bytes, false, base - this.#rest.length);
    // (`slice` of a Buffer would be none.)
    this.#rest = Uint8Array.from(bytes.subarray(from));
  }

  end(base: number): void {
    this.#scanner.scan(this.#rest, true, base - this.#rest.length);
  }
}

/** What bytes without an entry look like, in words that follow "looks like". */
export interface Looks {
  readonly words: string;
  /** Nothing can hide in them that their runs of text do not show, when they stand before an archive or between its parts. */
  readonly harmless: boolean;
}

/**
 * What `size` bytes look like by their `head` and, where it was read, their `tail` (the last bytes). Padding is only
 * known as such when `head` holds all of them.
 */
export function whatBytesLookLike(head: Uint8Array, size: number, tail: Uint8Array = head): Looks {
  if (head.length >= size && isOneValue(head)) return { words: "padding", harmless: true };
  if (isProgram(head)) return { words: "a program (self-extractor)", harmless: true };
  if (isApkSigningBlock(head, size, tail)) return { words: "an APK signing block", harmless: true };
  if (ZIP_RECORDS.has(ascii(head, 0, 4))) return { words: "archive records", harmless: false };
  const known = recognise(head)?.what ?? mediaKind(head)?.what;
  if (known !== undefined) return { words: known, harmless: false };
  if (ascii(head, 0, 5) === "%PDF-") return { words: "a PDF document", harmless: false };
  return { words: detectEncoding(head) === undefined ? "binary data" : "text", harmless: false };
}

const ZIP_RECORDS = new Set(
  ["\x01\x02", "\x03\x04", "\x05\x05", "\x05\x06", "\x06\x06", "\x06\x07", "\x06\x08", "\x07\x08"].map(
    (type) => `PK${type}`,
  ),
);

function isOneValue(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === bytes[0]);
}

/** `MZ`, ELF, Mach-O of either order and width (and for several processors at once), a script. */
const PROGRAM = /^(?:MZ|\x7fELF|#!|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]|\xca\xfe\xba\xbe)/;

function isProgram(head: Uint8Array): boolean {
  // Sound formats begin like scripts.
  return PROGRAM.test(ascii(head, 0, 4)) && mediaKind(head) === undefined;
}

const APK_MAGIC = "APK Sig Block 42";
const APK_FOOTER_BYTES = 8 + APK_MAGIC.length;

/** Its size without the first eight bytes, pairs, the same size again, the magic (APK Signature Scheme v2). */
function isApkSigningBlock(head: Uint8Array, size: number, tail: Uint8Array): boolean {
  const footer = tail.length - APK_FOOTER_BYTES;
  if (footer < 0 || ascii(tail, footer + 8, APK_MAGIC.length) !== APK_MAGIC) return false;
  const says = (bytes: Uint8Array, at: number): number =>
    u32(bytes, at, true) + u32(bytes, at + 4, true) * 0x1_0000_0000;
  return head.length >= 8 && says(head, 0) + 8 === size && says(tail, footer) + 8 === size;
}
