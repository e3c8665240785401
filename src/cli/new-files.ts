import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";
import { CannotRun, messageOf } from "../model/errors.ts";

/** Only the owner may read what is somebody's data. */
const MODE = 0o600;

/** A file that is written beside where it will stand, under its own name, and appears there only when all are complete. */
export interface NewFile {
  /** Where it is written. */
  readonly path: string;
  readonly shown: string;
}

/** Several new files that appear together or not at all; no file that exists is ever written over. */
export class NewFiles {
  readonly #files: { readonly file: NewFile; readonly folder: string; readonly target: string }[] = [];
  readonly #made: string[] = [];

  /** Throws `CannotRun`. `inputs`: files and folders that are read. `option`: as messages name it. */
  add(option: string, path: string, inputs: readonly string[]): NewFile {
    const target = resolve(path);
    if (path === "" || path === "-" || path.endsWith("/") || path.endsWith(sep))
      throw new CannotRun(`${option} ${path === "" ? '""' : path}: it must name a new file`);
    const there = lstatSync(target, { throwIfNoEntry: false });
    if (there !== undefined)
      throw new CannotRun(`${option} ${path}: it exists already and is never written over`);
    const parent = statSync(dirname(target), { throwIfNoEntry: false });
    if (parent?.isDirectory() !== true) throw new CannotRun(`${option} ${path}: the folder does not exist`);
    const real = join(realpathSync(dirname(target)), basename(target));
    for (const input of inputs)
      if (input !== "-" && existsSync(input) && real.startsWith(`${realpathSync(input)}${sep}`))
        throw new CannotRun(`${option} ${path}: it lies in the folder that is split`);
    if (this.#files.some((one) => one.target === real))
      throw new CannotRun(`${option} ${path}: another file is to be written there, too`);
    const folder = join(dirname(real), `.${basename(real)}.${process.pid}.partial`);
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      throw new CannotRun(`${option} ${path} cannot be written: ${reason(error)}`);
    }
    const file = { path: join(folder, basename(real)), shown: basename(real) };
    this.#files.push({ file, folder, target: real });
    return file;
  }

  /** Writes a whole one. Throws `CannotRun`. */
  write({ path, shown }: NewFile, texts: Iterable<string>): void {
    try {
      const file = openSync(path, "wx", MODE);
      try {
        for (const text of texts) {
          const bytes = Buffer.from(text);
          for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
        }
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw new CannotRun(`${shown} cannot be written: ${reason(error)}`, { cause: error });
    }
  }

  /** Makes all of them visible, in the order in which they were added. Throws `CannotRun`, and then none is there. */
  finish(): void {
    try {
      for (const { file, target } of this.#files.toReversed()) {
        place(file.path, target);
        this.#made.push(target);
      }
    } catch (error) {
      for (const target of this.#made.splice(0)) unlinkSync(target);
      throw new CannotRun(`what was written cannot be put in its place: ${reason(error)}`);
    }
    this.abandon();
  }

  /** Leaves nothing behind of what is not visible. */
  abandon(): void {
    for (const { folder } of this.#files.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

/** Fails where something stands there by now. */
function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    // Some file systems know no second name for a file.
    if (existsSync(to)) throw new CannotRun("something stands there by now", { cause: error });
    renameSync(from, to);
  }
}

function reason(error: unknown): string {
  switch (codeOf(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "the folder may not be written to";
    case "EEXIST":
      return "something stands there, or what is left of an earlier run stands beside it";
    case "ENOSPC":
      return "the disk is full";
    case "ENAMETOOLONG":
      return "the name is too long";
    case "ENOENT":
      return "no file can be made there";
    default:
      return messageOf(error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
