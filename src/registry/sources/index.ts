import { closeSync, createReadStream, openSync, readSync, statSync, type ReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { CannotRun, Interrupted, messageOf } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import type { ColumnUses } from "./columns.ts";
import { csvReader } from "./csv.ts";
import type { Intake } from "./intake.ts";
import { ndjsonReader } from "./ndjson.ts";
import { readParquet } from "./parquet.ts";

export { columnUses, type ColumnUses } from "./columns.ts";
export { createIntake, type Intake } from "./intake.ts";

export const SOURCE_FORMATS = ["csv", "ndjson", "parquet"] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

const CHUNK_BYTES = 256 * 1024;
const HEAD_BYTES = 4096;

export interface SourceOptions {
  /** Of all sources; each is told by its beginning otherwise. */
  readonly format: SourceFormat | undefined;
  readonly columns: ColumnUses;
  readonly standardInput: AsyncIterable<Uint8Array | string>;
  readonly signal: AbortSignal;
  /** Bytes that have been read of this source. */
  readonly onRead: (bytes: number) => void;
}

/** Reads one source into `intake`; `-` is standard input. Throws `CannotRun` with the file and the line, `Interrupted`. */
export async function readSource(path: string, intake: Intake, options: SourceOptions): Promise<void> {
  const fileName = path === "-" ? "standard input" : path;
  const head = path === "-" ? undefined : headOf(path);
  const isPacked = head !== undefined && head[0] === 0x1f && head[1] === 0x8b;
  const format = options.format ?? formatOf(path, head);
  const step = (bytes: number): void => {
    if (options.signal.aborted) throw new Interrupted();
    options.onRead(bytes);
  };
  if (format === "parquet") {
    if (path === "-") throw new CannotRun("standard input: a Parquet table is read from a file only");
    return readParquet(path, options.columns, intake, step);
  }
  const reader = (format === "ndjson" ? ndjsonReader : csvReader)(fileName, options.columns, intake);
  for await (const chunk of chunksOf(path, fileName, isPacked, options.standardInput)) {
    step(chunk.length);
    reader.add(chunk);
  }
  reader.end();
}

async function* chunksOf(
  path: string,
  fileName: string,
  isPacked: boolean,
  standardInput: AsyncIterable<Uint8Array | string>,
): AsyncIterable<Uint8Array> {
  let chunks = standardInput;
  if (path !== "-") {
    const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    chunks = isPacked ? unpackedOf(stream) : stream;
  }
  try {
    for await (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  } catch (error) {
    if (error instanceof CannotRun || error instanceof Interrupted) throw error;
    throw unreadable(fileName, error);
  }
}

function unpackedOf(packed: ReadStream): AsyncIterable<Uint8Array> {
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  packed.once("error", (error) => unpacked.destroy(error));
  unpacked.once("close", () => packed.destroy());
  return packed.pipe(unpacked);
}

function headOf(path: string): Buffer | undefined {
  try {
    // A pipe gives its beginning only once.
    const about = statSync(path);
    if (about.isDirectory()) throw new CannotRun(`${printable(path)}: this is a folder, not a file`);
    if (!about.isFile()) return undefined;
    const file = openSync(path, "r");
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw unreadable(path, error);
  }
}

function formatOf(path: string, head: Buffer | undefined): SourceFormat {
  if (head?.toString("latin1", 0, 4) === "PAR1") return "parquet";
  const name = path.toLowerCase().replace(/\.gz$/, "");
  if (/\.(?:ndjson|jsonl)$/.test(name)) return "ndjson";
  if (/\.(?:parquet|pq)$/.test(name)) return "parquet";
  return head !== undefined && /^(?:\xef\xbb\xbf)?\s*\{/.test(head.toString("latin1", 0, 256))
    ? "ndjson"
    : "csv";
}

function unreadable(fileName: string, error: unknown): CannotRun {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new CannotRun(`${printable(fileName)}: there is no such file`);
  if (code === "EACCES" || code === "EPERM")
    return new CannotRun(`${printable(fileName)}: the file may not be read (permission denied)`);
  return new CannotRun(`${printable(fileName)}: the file cannot be read (${messageOf(error)})`);
}
