import { lstatSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { CannotRun, messageOf } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import { fileSink } from "../sinks.ts";
import { whenKilled } from "../unfinished.ts";

/** A folder that appears under its name only when it is complete, and never in the place of anything. */
export interface NewFolder {
  /** Where it is until then. */
  readonly path: string;
  /** Writes a file below it; its folders are made. Throws `CannotRun`. */
  write(name: string, text: Iterable<string>): Promise<void>;
  /** Gives the folder its name. Throws `CannotRun` when something has that name by now. */
  finish(): void;
  /** Leaves nothing behind. */
  abandon(): void;
}

/** Characters that are handed to the disk at once. */
const CHUNK_CHARACTERS = 256 * 1024;

/** Begins a folder beside its place. Throws `CannotRun`. `inputs`: files and folders that are read, and stay as they are. */
export function newFolder(path: string, inputs: readonly string[]): NewFolder {
  if (path.trim() === "") throw new CannotRun("-o names no folder");
  const shown = printable(path);
  const target = placeOf(path);
  if (exists(target))
    throw new CannotRun(`${shown} exists already; a case is never written over, name another folder with -o`);
  for (const input of inputs) {
    if (input === "-") continue;
    const place = placeOf(input);
    if (target === place || (target.startsWith(`${place}${sep}`) && isFolder(place)))
      throw new CannotRun(`${shown} cannot be written: it lies in ${printable(input)}, which is only read`);
  }
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  attempt(shown, () => mkdirSync(partial, { mode: 0o700 }));
  const leave = (): void => rmSync(partial, { recursive: true, force: true });
  const forget = whenKilled(leave);
  return {
    path: partial,
    async write(name, text) {
      const file = join(partial, name);
      attempt(shown, () => mkdirSync(dirname(file), { recursive: true, mode: 0o700 }));
      const sink = fileSink(file, [], 0o600);
      try {
        for (const chunk of inChunks(text)) await sink.write(chunk);
        await sink.finish();
      } catch (error) {
        sink.abandon();
        throw error;
      }
    },
    finish() {
      // To rename over an empty folder is allowed by the system, and would take somebody's place all the same.
      if (exists(target))
        throw new CannotRun(
          `${shown} exists by now; a case is never written over, name another folder with -o`,
        );
      attempt(shown, () => renameSync(partial, target));
      forget();
    },
    abandon() {
      leave();
      forget();
    },
  };
}

function* inChunks(text: Iterable<string>): Generator<string> {
  let pending = "";
  for (const piece of text) {
    pending += piece;
    if (pending.length < CHUNK_CHARACTERS) continue;
    yield pending;
    pending = "";
  }
  if (pending !== "") yield pending;
}

function attempt(shown: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const why =
      code === "ENOENT"
        ? "the folder that it is to lie in does not exist"
        : code === "EACCES" || code === "EPERM" || code === "EROFS"
          ? "the folder that it is to lie in may not be written to"
          : code === "ENOTDIR"
            ? "what it is to lie in is no folder"
            : code === "EEXIST" || code === "ENOTEMPTY"
              ? "something has that name by now, or what is left of an earlier run stands beside it"
              : messageOf(error);
    throw new CannotRun(`${shown} cannot be written: ${why}`);
  }
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Below a file nothing exists; that nothing can be made there is said when it is tried.
    return false;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The path behind links, also of what is yet to be written. */
function placeOf(path: string): string {
  const full = resolve(path);
  try {
    return realpathSync(full);
  } catch {
    return dirname(full) === full ? full : join(placeOf(dirname(full)), basename(full));
  }
}
