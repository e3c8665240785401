import { CannotRun } from "../model/errors.ts";
import { readPasswordFile } from "./password-file.ts";

/** `--jobs`, undefined when it was not given. Throws `CannotRun`. */
export function jobsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64)
    throw new CannotRun(`--jobs ${text}: a whole number from 1 to 64 is wanted`);
  return jobs;
}

/** `--password-file`. Throws `CannotRun`. */
export async function passwordsFrom(path: string | undefined): Promise<readonly string[]> {
  return path === undefined ? [] : readPasswordFile(path);
}

/** Standard input is read once. `paths`: by their options. Throws `CannotRun`. */
export function mustShareInput(paths: Readonly<Record<string, string | undefined>>): void {
  const [first, second] = Object.keys(paths).filter((option) => paths[option] === "-");
  if (first !== undefined && second !== undefined)
    throw new CannotRun(`${first} and ${second} cannot both be read from standard input`);
}
