import { CannotRun, messageOf } from "../model/errors.ts";
import { printable } from "../model/printable.ts";

/** Runs what writes to `path`. Throws `CannotRun` with a sentence when it cannot. */
export function writing<Result>(path: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(`${printable(path)} cannot be written: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "ENOENT":
      return "the folder does not exist";
    case "ENOTDIR":
      return "its folder is a file";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "the folder may not be written to";
    case "EEXIST":
      return "the file exists already; --force writes over it";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    default:
      return messageOf(error);
  }
}
