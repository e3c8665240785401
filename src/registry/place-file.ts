import { copyFileSync, linkSync, realpathSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { writing } from "./writing.ts";

/** File systems that know no second name for a file, and other file systems. */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"]);

/** Gives a finished file its name. Throws `CannotRun` when there is one of that name, unless it is to be replaced. */
export function place(made: string, path: string, replaces: boolean): void {
  const target = realPath(path);
  writing(path, () => {
    if (replaces) return moveOver(made, target);
    try {
      // Unlike a rename, it fails where a file has come into being in the meantime.
      linkSync(made, target);
      rmSync(made);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (code !== "EXDEV" && !NO_LINKS.has(code)) throw error;
      moveOver(made, target);
    }
  });
}

function moveOver(made: string, target: string): void {
  try {
    renameSync(made, target);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    const beside = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
    try {
      copyFileSync(made, beside);
      renameSync(beside, target);
    } finally {
      rmSync(beside, { force: true });
    }
  }
}

/** The path behind links, also of a file that is yet to be written. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const full = resolve(path);
    return dirname(full) === full ? full : join(realPath(dirname(full)), basename(full));
  }
}
