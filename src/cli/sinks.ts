import {
  accessSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { CannotRun, messageOf } from "../model/errors.ts";
import { whenKilled } from "./unfinished.ts";

/** Where a report goes. */
export interface ReportSink {
  write(text: string): Promise<void>;
  /** Makes the report visible under its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): void;
}

/** What a stream or file says when its reader has gone. */
const GONE = new Set(["EPIPE", "EIO", "ECONNRESET", "ERR_STREAM_DESTROYED"]);

/** A stream of the terminal or a pipe. A reader that has gone is no error; a disk that is full is. */
export function streamSink(stream: NodeJS.WriteStream): ReportSink {
  let failure: Error | undefined;
  stream.once("error", (error) => (failure ??= error));
  return {
    async write(text) {
      if (failure === undefined && !stream.destroyed) {
        await new Promise<void>((done) => {
          stream.write(text, (error) => {
            failure ??= error ?? undefined;
            done();
          });
        });
      }
      if (failure !== undefined && !GONE.has(codeOf(failure))) {
        throw new CannotRun(`the report cannot be written: ${reason(failure)}`);
      }
    },
    finish: () => Promise.resolve(),
    abandon: () => {},
  };
}

/**
 * A file that appears under its name only when it is complete. Opened before the check begins, so that a path that
 * cannot be written is said at once. Throws `CannotRun`. `inputs`: files and folders that no report may change.
 */
export function fileSink(path: string, inputs: readonly string[], mode = 0o666): ReportSink {
  const target = real(path);
  for (const input of inputs) {
    if (input === "-") continue;
    if (real(input) === target)
      throw new CannotRun(`${path} cannot be written: it is one of the files that are read`);
    if (target.startsWith(`${real(input)}${sep}`) && isFolder(input)) {
      throw new CannotRun(`${path} cannot be written: it lies in the folder that is checked`);
    }
  }
  const known = statSync(path, { throwIfNoEntry: false });
  if (known?.isDirectory() === true) throw new CannotRun(`${path} cannot be written: it is a folder`);
  // A device or a pipe (`>(jq .)`) takes what is written as it comes; a file put in its place would be wrong.
  if (known?.isFile() === false) return directSink(path);
  if (known !== undefined) writable(path, target);
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  const descriptor = open(path, partial, "wx", known === undefined ? mode : known.mode & 0o777);
  let isOpen = true;
  let isThere = true;
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  const forget = whenKilled(() => unlinkSync(partial));
  return {
    write: (text) => writeAll(path, descriptor, text),
    finish() {
      close();
      renameSync(partial, target);
      isThere = false;
      forget();
      return Promise.resolve();
    },
    // Of several files one may fail when others are finished: nothing is left to do for those.
    abandon() {
      close();
      forget();
      if (isThere) unlinkSync(partial);
      isThere = false;
    },
  };
}

/** Adds to a file that others write as well, all at once when the report is complete. Throws `CannotRun`. */
export function appendSink(path: string): ReportSink {
  const texts: string[] = [];
  const descriptor = open(path, path, "a", 0o666);
  return {
    write(text) {
      texts.push(text);
      return Promise.resolve();
    },
    async finish() {
      await writeAll(path, descriptor, texts.join(""));
      closeSync(descriptor);
    },
    abandon: () => closeSync(descriptor),
  };
}

function directSink(path: string): ReportSink {
  const descriptor = open(path, path, "w", 0o666);
  let gone = false;
  return {
    async write(text) {
      if (gone) return;
      try {
        await writeAll(path, descriptor, text);
      } catch (error) {
        if (!(error instanceof CannotRun) || !GONE.has(codeOf(error.cause))) throw error;
        gone = true;
      }
    },
    finish() {
      closeSync(descriptor);
      return Promise.resolve();
    },
    abandon: () => closeSync(descriptor),
  };
}

function writeAll(path: string, descriptor: number, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    return Promise.resolve();
  } catch (error) {
    return Promise.reject(new CannotRun(`${path} cannot be written: ${reason(error)}`, { cause: error }));
  }
}

function open(path: string, target: string, flags: string, mode: number): number {
  try {
    return openSync(target, flags, mode);
  } catch (error) {
    throw new CannotRun(`${path} cannot be written: ${reason(error)}`);
  }
}

function writable(path: string, target: string): void {
  try {
    accessSync(target, constants.W_OK);
  } catch {
    throw new CannotRun(`${path} cannot be written: the file is protected`);
  }
}

function reason(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
      return "the folder does not exist";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "the folder may not be written to";
    case "ENOTDIR":
      return "its folder is a file";
    case "EEXIST":
      return "two reports go there, or what is left of an earlier one stands beside it";
    case "ENOSPC":
      return "the disk is full";
    default:
      return messageOf(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The path behind links, also of a file that is yet to be written. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const full = resolve(path);
    return dirname(full) === full ? full : join(real(dirname(full)), basename(full));
  }
}
