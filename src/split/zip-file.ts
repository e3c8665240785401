import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { CannotRun, messageOf } from "../model/errors.ts";

/** The first day that a ZIP can tell: the entries of the bundle keep their times there, and equal input gives equal bytes. */
const NO_TIME = new Date(1980, 0, 1);
/** Only the owner may read what is somebody's data. */
const MODE = 0o600;
const FILE_MODE = 0o100644;
const FOLDER_MODE = 0o40755;

/** What was written of one entry. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** A ZIP that is being written, entry after entry, in memory that does not grow with it. */
export class SplitZip {
  readonly #zip = new ZipFile();
  readonly #digest = createHash("sha256");
  readonly #done: Promise<void>;
  #failure: unknown;
  #fail: (error: unknown) => void = () => {};
  readonly #failed: Promise<never>;
  entries = 0;
  bytes = 0;

  constructor(to: Writable) {
    this.#failed = new Promise((_, reject) => {
      this.#fail = (error) => {
        this.#failure ??= error;
        reject(error instanceof Error ? error : new Error(messageOf(error)));
      };
    });
    this.#failed.catch(() => {});
    this.#zip.on("error", (error) => this.#fail(error));
    const digest = this.#digest;
    const count = (bytes: number): void => void (this.bytes += bytes);
    this.#done = pipeline(
      this.#zip.outputStream,
      async function* (source: AsyncIterable<Buffer>) {
        for await (const chunk of source) {
          digest.update(chunk);
          count(chunk.length);
          yield chunk;
        }
      },
      to,
    );
    this.#done.catch((error: unknown) => this.#fail(error));
  }

  /** A ZIP in a new file. Throws `CannotRun` when it cannot be made. */
  static inFile(path: string, shown: string): SplitZip {
    const zip = new SplitZip(createWriteStream(path, { flags: "wx", mode: MODE }));
    zip.#shown = shown;
    return zip;
  }

  #shown = "";

  /** Rejects with what `content` rejects with. */
  async add(name: string, content: AsyncIterable<Uint8Array>): Promise<Written> {
    const digest = createHash("sha256");
    let bytes = 0;
    const copied = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of content) {
        digest.update(chunk);
        bytes += chunk.length;
        // Chunks are only valid until the next one is asked for.
        yield Buffer.from(chunk);
      }
    };
    this.entries += 1;
    const options = { mtime: NO_TIME, mode: FILE_MODE, forceDosTimestamp: true };
    const read = new Promise<void>((done) => {
      let begin: (() => Readable) | undefined = () => {
        const stream = Readable.from(copied(), { objectMode: false });
        stream.once("end", done);
        stream.once("error", (error) => this.#fail(error));
        return stream;
      };
      this.#zip.addReadStreamLazy(name, options, (give) => {
        this.#setDoneAside();
        const stream = begin?.();
        // yazl keeps this function to the end, and a stream holds all that it was piped into.
        begin = undefined;
        if (stream !== undefined) give(null, stream);
      });
    });
    await this.#orFailed(read);
    return { bytes, sha256: digest.digest("hex") };
  }

  /**
   * yazl looks through all entries for the next one to write, before and after each: a hundred thousand take minutes. When
   * one begins, those before it are done, and are not needed before the directory is written.
   */
  #setDoneAside(): void {
    const entries: unknown = Reflect.get(this.#zip, "entries");
    if (Array.isArray(entries))
      for (const one of entries.splice(0, entries.length - 1)) this.#aside.push(one);
  }

  readonly #aside: unknown[] = [];

  folder(name: string): void {
    this.entries += 1;
    this.#zip.addEmptyDirectory(name, { mtime: NO_TIME, mode: FOLDER_MODE, forceDosTimestamp: true });
  }

  /** Resolves when everything is written. */
  async finish(): Promise<Written> {
    const entries: unknown = Reflect.get(this.#zip, "entries");
    if (Array.isArray(entries)) Reflect.set(this.#zip, "entries", this.#aside.concat(entries));
    this.#zip.end();
    await this.#orFailed(this.#done);
    return { bytes: this.bytes, sha256: this.#digest.digest("hex") };
  }

  /** What is being written fails with this. */
  stop(error: Error): void {
    this.#fail(error);
  }

  /** Ends the writing; what was written so far is no ZIP. */
  async abandon(): Promise<void> {
    this.#fail(new Error("abandoned"));
    if ("destroy" in this.#zip.outputStream && typeof this.#zip.outputStream.destroy === "function")
      this.#zip.outputStream.destroy();
    await this.#done.catch(() => {});
  }

  async #orFailed(work: Promise<void>): Promise<void> {
    try {
      await Promise.race([work, this.#failed]);
    } catch {
      const failure = this.#failure;
      const code =
        failure instanceof Error && "syscall" in failure && "code" in failure ? failure.code : undefined;
      if (code !== undefined)
        throw new CannotRun(
          `${this.#shown} cannot be written: ${code === "ENOSPC" ? "the disk is full" : messageOf(failure)}`,
        );
      throw failure;
    }
  }
}
