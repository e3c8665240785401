import type { Subject } from "../model/subject.ts";
import { complaint } from "../policy/complaint.ts";
import { readTextFile } from "./subject/read-text-file.ts";
import { checkRef } from "./subject/ref.ts";
import { isSubjectCsv, subjectFromCsv } from "./subject/subject-csv.ts";
import { subjectFromYaml } from "./subject/subject-yaml.ts";
import { withoutRepeats } from "./subject/told.ts";

export interface SubjectFileOptions {
  /** `--ref`: the request's number; picks the rows of a CSV file, and stands for the file's own otherwise. */
  readonly ref?: string | undefined;
  /** `--account` and its like tell identifiers too, so the file may hold none itself. Default false. */
  readonly mayBeEmpty?: boolean;
}

/**
 * Reads a subject file in YAML, JSON or CSV.
 * Throws `CannotRun` with one sentence that names the file and the line; never any other error.
 */
export function parseSubject(text: string, fileName: string, options: SubjectFileOptions): Subject {
  const { ref, mayBeEmpty = false } = options;
  if (ref !== undefined) checkRef(ref);
  const told = isSubjectCsv(text, fileName)
    ? subjectFromCsv(text, fileName, ref?.trim())
    : subjectFromYaml(text, fileName);
  if (told.identifiers.length === 0 && !mayBeEmpty) {
    const problem =
      "the file names no account, email, phone, person, household or device of the person who asked";
    throw complaint(fileName, undefined, problem);
  }
  return withoutRepeats({ ...told, ref: ref?.trim() ?? told.ref });
}

/**
 * Reads the subject file at `path`; `-` is `standardInput`.
 * Throws `CannotRun` when it cannot be read, and what `parseSubject` throws.
 */
export async function loadSubject(
  path: string,
  options: SubjectFileOptions,
  standardInput: AsyncIterable<Uint8Array | string> = process.stdin,
): Promise<Subject> {
  const fileName = path === "-" ? "standard input" : path;
  return parseSubject(await readTextFile(path, standardInput), fileName, options);
}
