import { complaint } from "../policy/complaint.ts";
import { readTextFile } from "./subject/read-text-file.ts";

const MAX_PASSWORDS = 1000;
const MAX_CHARACTERS = 64 * 1024;

/**
 * The passwords in a file, one a line; `-` is `standardInput`. Blanks belong to a password, empty lines are passed over.
 * Throws `CannotRun`, without any of the text, when there are none, over 1,000 or over 64 KiB.
 */
export async function readPasswordFile(
  path: string,
  standardInput: AsyncIterable<Uint8Array | string> = process.stdin,
): Promise<readonly string[]> {
  const text = await readTextFile(path, standardInput);
  const fileName = path === "-" ? "standard input" : path;
  if (text.length > MAX_CHARACTERS) throw complaint(fileName, undefined, "the file is larger than 64 KiB");
  const passwords = text.split(/\r?\n|\r/).filter((line) => line.length > 0);
  if (passwords.length === 0) throw complaint(fileName, undefined, "there is no password in it");
  if (passwords.length > MAX_PASSWORDS)
    throw complaint(
      fileName,
      undefined,
      `there are ${passwords.length} passwords in it; at most 1,000 are tried`,
    );
  return [...new Set(passwords)];
}
