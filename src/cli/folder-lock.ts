import type { DatabaseSync } from "node:sqlite";
import { resolve } from "node:path";
import { CannotRun } from "../model/errors.ts";

/** What SQLite answers when another process holds the lock (SQLITE_BUSY). */
const BUSY = 5;
/** And of a file that holds something else (SQLITE_NOTADB). */
const NO_DATABASE = 26;

/**
 * Holds a lock file until `release`, or until the process is gone, however it went: the kernel holds it (SQLite's locks of
 * whole files), so nothing of a killed process stands in the way. The file stays behind, empty. Where the file system or
 * this Node.js knows no such locks there is none. Throws `CannotRun` when another process holds it.
 */
export async function lockFile(path: string, whatIsGoingOn: string): Promise<{ release(): void }> {
  const sqlite = await import("node:sqlite").catch(() => undefined);
  if (sqlite === undefined) return { release: () => {} };
  let database: DatabaseSync | undefined;
  try {
    database = new sqlite.DatabaseSync(resolve(path), { allowExtension: false });
    database.exec("PRAGMA busy_timeout=0; BEGIN EXCLUSIVE;");
  } catch (error) {
    database?.close();
    const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
    if (code === BUSY) throw new CannotRun(whatIsGoingOn);
    if (code === NO_DATABASE) throw new CannotRun(`${path} is no lock of straycheck: it is in the way`);
    return { release: () => {} };
  }
  return { release: () => database.close() };
}
