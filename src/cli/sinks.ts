import { closeSync, openSync, realpathSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { once } from "node:events";
import { basename, dirname, join, resolve } from "node:path";
import { CannotRun, messageOf } from "../model/errors.ts";

/** Where a report goes. */
export interface ReportSink {
  write(text: string): Promise<void>;
  /** Makes the report visible under its name. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): void;
}

/** A stream of the terminal or a pipe. A reader that has gone is no error. */
export function streamSink(stream: NodeJS.WriteStream): ReportSink {
  let gone = false;
  stream.once("error", () => (gone = true));
  return {
    async write(text) {
      if (gone || stream.destroyed) return;
      if (stream.write(text)) return;
      await Promise.race([once(stream, "drain"), once(stream, "close")]).catch(() => (gone = true));
    },
    finish: () => Promise.resolve(),
    abandon: () => {},
  };
}

/**
 * A file that appears under its name only when it is complete. Opened before the check begins, so that a path that
 * cannot be written is said at once. Throws `CannotRun`. `inputs`: files that no report may replace.
 */
export function fileSink(path: string, inputs: readonly string[], mode = 0o666): ReportSink {
  const target = resolve(path);
  const same = inputs.find((input) => input !== "-" && real(input) === real(target));
  if (same !== undefined) throw new CannotRun(`${path} cannot be written: it is one of the files that are read`);
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  const descriptor = open(path, partial, mode);
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      return Promise.resolve();
    },
    finish() {
      closeSync(descriptor);
      renameSync(partial, target);
      return Promise.resolve();
    },
    abandon() {
      closeSync(descriptor);
      unlinkSync(partial);
    },
  };
}

function open(path: string, partial: string, mode: number): number {
  try {
    return openSync(partial, "wx", mode);
  } catch (error) {
    throw new CannotRun(`${path} cannot be written: ${reason(error)}`);
  }
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "the folder does not exist";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return "the folder may not be written to";
  if (code === "ENOTDIR") return "its folder is a file";
  return messageOf(error);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
