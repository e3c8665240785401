import { closeSync, createReadStream, fsyncSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { CannotRun, messageOf } from "../model/errors.ts";
import { keyed, type Fingerprint } from "./fingerprint.ts";
import type { Finished, ReportFile, RequestResult } from "./request.ts";

const NEWLINE = 0x0a;
/** A million recordings; a longer line is not ours. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
/** Only who runs the batch reads it: it tells what is in the bundles by their digests. */
const MODE = 0o600;

type Lines = ReadonlyMap<string, readonly [from: number, bytes: number]>;

/** Everything that a result rests on; the same again gives the same result. */
export interface Grounds {
  readonly fingerprint: Fingerprint;
  /** Of this request alone. */
  readonly own: readonly unknown[];
  /** Of all who asked: it matters where there are strangers, who may be among them. */
  readonly everybody: string;
}

/**
 * What is finished of a batch, a line per request, each on the disk before the next one. A line counts when it holds what
 * was written, for the same bundle, person, policy, layouts and program; everything else in the file is ignored.
 */
export class Journal {
  readonly #path: string;
  readonly #descriptor: number;
  /** Where the last line of each request begins and how long it is. */
  readonly #lines: Lines;

  private constructor(path: string, descriptor: number, lines: Lines) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#lines = lines;
  }

  /** Throws `CannotRun`. `isFresh`: what is there is thrown away. */
  static async open(path: string, isFresh: boolean): Promise<Journal> {
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat !== undefined && !stat.isFile()) throw new CannotRun(`${path} is no regular file`);
      const { lines, isTorn } =
        isFresh || stat === undefined ? { lines: new Map(), isTorn: false } : await linesOf(path);
      const descriptor = openSync(path, isFresh ? "w+" : "a+", MODE);
      // A line that was being written when the power went is left behind, not gone on with.
      if (isTorn) writeSync(descriptor, "\n");
      return new Journal(path, descriptor, lines);
    } catch (error) {
      if (error instanceof CannotRun) throw error;
      throw new CannotRun(`${path} cannot be used: ${messageOf(error)}`);
    }
  }

  /** What is known of a request; undefined when it must be checked. */
  find(ref: string, grounds: Grounds): Finished | undefined {
    try {
      return this.#lines.has(ref) ? finishedOf(this.#textOf(ref), ref, grounds) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Everybody of whom the journal tells something. */
  refs(): Iterable<string> {
    return this.#lines.keys();
  }

  /** The reports that an earlier run says it wrote of a request; whoever uses this looks whether they are that. */
  reportsOf(ref: string): readonly ReportFile[] {
    try {
      const line: unknown = JSON.parse(this.#textOf(ref));
      const result: unknown = isLine(line) ? JSON.parse(line.result) : undefined;
      return isResult(result) && result.ref === ref ? result.reports.filter(isReportFile) : [];
    } catch {
      return [];
    }
  }

  #textOf(ref: string): string {
    const [from, length] = this.#lines.get(ref) ?? [0, 0];
    const bytes = Buffer.alloc(length);
    return bytes.toString("utf8", 0, readSync(this.#descriptor, bytes, 0, length, from));
  }

  /** Writes a result down, to the disk. Throws `CannotRun`. */
  add({ result, contents }: Finished, grounds: Grounds): void {
    const written = JSON.stringify(result);
    const packed = contents.toString("base64");
    const mac = macOf(grounds, written, packed, result.strangers.length > 0);
    const line = { ref: result.ref, mac, result: written, contents: packed };
    try {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
      fsyncSync(this.#descriptor);
    } catch (error) {
      throw new CannotRun(`${this.#path} cannot be written: ${messageOf(error)}`);
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function macOf({ fingerprint, own, everybody }: Grounds, result: string, contents: string, isAmong: boolean): string {
  return keyed(fingerprint, [own, isAmong ? everybody : "", fingerprint.digests, result, contents]);
} // prettier-ignore

function finishedOf(text: string, ref: string, grounds: Grounds): Finished | undefined {
  const line: unknown = JSON.parse(text);
  if (!isLine(line)) return undefined;
  const result: unknown = JSON.parse(line.result);
  if (!isResult(result) || result.ref !== ref) return undefined;
  if (line.mac !== macOf(grounds, line.result, line.contents, result.strangers.length > 0)) return undefined;
  return { result, contents: Buffer.from(line.contents, "base64") };
}

interface Line {
  readonly mac: string;
  readonly result: string;
  readonly contents: string;
}

function isLine(value: unknown): value is Line {
  return (
    typeof value === "object" && value !== null &&
    "mac" in value && typeof value.mac === "string" &&
    "result" in value && typeof value.result === "string" &&
    "contents" in value && typeof value.contents === "string"
  );
} // prettier-ignore

/** Whoever made the line's `mac` had the bundle and this program: the members it is asked by are enough. */
function isResult(value: unknown): value is RequestResult {
  return (
    typeof value === "object" && value !== null &&
    "ref" in value && typeof value.ref === "string" &&
    "accepted" in value && typeof value.accepted === "number" &&
    "strangers" in value && Array.isArray(value.strangers) &&
    "reports" in value && Array.isArray(value.reports)
  );
} // prettier-ignore

function isReportFile(value: unknown): value is ReportFile {
  return (
    typeof value === "object" && value !== null &&
    "file" in value && typeof value.file === "string" &&
    "sha256" in value && typeof value.sha256 === "string"
  );
} // prettier-ignore

/** Where the lines of a journal are, by the request that each is about. Lines that cannot be read are passed over. */
async function linesOf(
  path: string,
): Promise<{ readonly lines: Map<string, readonly [number, number]>; readonly isTorn: boolean }> {
  const lines = new Map<string, readonly [number, number]>();
  let begin = 0;
  let length = 0;
  let pieces: Buffer[] = [];
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= MAX_LINE_BYTES) pieces.push(piece);
  };
  const end = (): void => {
    const ref = length <= MAX_LINE_BYTES ? refOf(Buffer.concat(pieces)) : undefined;
    if (ref !== undefined) lines.set(ref, [begin, length]);
    begin += length + 1;
    length = 0;
    pieces = [];
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at));
      end();
      from = at + 1;
    }
    take(chunk.subarray(from));
  }
  return { lines, isTorn: length > 0 };
}

function refOf(bytes: Buffer): string | undefined {
  try {
    const line: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof line === "object" && line !== null && "ref" in line && typeof line.ref === "string"
      ? line.ref
      : undefined;
  } catch {
    return undefined;
  }
}
