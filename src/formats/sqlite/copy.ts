import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What folders for copies are called. */
const PREFIX = "straycheck-sqlite-";
/** Milliseconds after which a folder is left over: elsewhere than on Windows it is there only while a file is opened. */
const LEFT_OVER_MILLIS = 600_000;

/** A file that only this process can read, under a name for as long as it takes to open it, where the system allows. */
export interface PrivateFile {
  /** Its path, until `unname` was called. */
  readonly path: string;
  write(bytes: Uint8Array, at: number): void;
  /** Returns how many bytes were read. */
  read(into: Uint8Array, at: number): number;
  /** Cuts it, or fills it up with zeros. */
  resize(bytes: number): void;
  /** Takes its name away. Windows refuses while it is open; then `remove` does. */
  unname(): void;
  /** Closes and deletes it. */
  remove(): void;
}

let hasSwept = false;

/**
 * Makes an empty file in a folder of its own (0700, the file 0600) in the folder for temporary files. Whoever opens it by
 * its path does so while it is empty; then it loses its name, and only then is it written: nothing is left of it,
 * however the process ends. Where that cannot be (Windows), a later process deletes what a dead one left.
 */
export function createPrivateFile(): PrivateFile {
  if (!hasSwept) {
    hasSwept = true;
    sweepLeftOvers(tmpdir(), Date.now() - LEFT_OVER_MILLIS);
  }
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  const path = join(folder, "copy");
  const file = openSync(path, "wx+", 0o600);
  const unname = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    path,
    write(bytes, at) {
      for (let done = 0; done < bytes.length;)
        done += writeSync(file, bytes, done, bytes.length - done, at + done);
    },
    read: (into, at) => readSync(file, into, 0, into.length, at),
    resize: (bytes) => ftruncateSync(file, bytes),
    unname() {
      try {
        unname();
      } catch {
        // It is still open: `remove` closes it first.
      }
    },
    remove() {
      closeSync(file);
      unname();
    },
  };
}

/**
 * Deletes folders in `folder` that were made before `before` (milliseconds since 1970): a process that ended in between
 * left them. Never throws.
 */
export function sweepLeftOvers(folder: string, before: number): void {
  for (const name of namesIn(folder)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(folder, name);
    try {
      // Windows refuses while the file is open, and nothing else keeps one that long.
      if (statSync(path).mtimeMs < before) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another user's, or deleted by another process just now.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
