import { CannotRun } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";
import { shown } from "../../policy/complaint.ts";

/** Characters of a request's number; every report prints it in one line. */
const MAX_REF = 100;

/** Why `ref` cannot be a request's number, as a sentence part; undefined when it can. */
export function refProblem(ref: string): string | undefined {
  if (ref.trim() === "") return "must not be empty";
  if (ref.length > MAX_REF) return `must have at most ${MAX_REF} characters`;
  return printable(ref) === ref ? undefined : "must be one line of visible characters";
}

/** Throws `CannotRun` when the text of `--ref` cannot be a request's number. */
export function checkRef(ref: string): void {
  const problem = refProblem(ref);
  if (problem !== undefined) throw new CannotRun(`--ref ${problem}, but is ${shown(ref)}`);
}
