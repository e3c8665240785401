import { createReadStream } from "node:fs";
import { messageOf } from "../../model/errors.ts";
import { complaint } from "../../policy/complaint.ts";
import { MAX_TEXT_LENGTH } from "../../policy/yaml-file.ts";

/**
 * Reads a small text file that the user gave (subject, policy); `-` is `standardInput`. UTF-8, or UTF-16 with a byte
 * order mark. Throws `CannotRun` when it cannot be read, is over 1 MiB, or is not text.
 */
export async function readTextFile(
  path: string,
  standardInput: AsyncIterable<Uint8Array | string> = process.stdin,
): Promise<string> {
  const fileName = path === "-" ? "standard input" : path;
  const bytes = await readSmallFile(path, standardInput);
  if (bytes.length >= 4 && bytes.toString("latin1", 0, 4) === "PK\u0003\u0004") {
    throw complaint(fileName, undefined, "this is a ZIP or spreadsheet (XLSX) file, not text");
  }
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw complaint(fileName, undefined, `this is no text in ${encoding.toUpperCase()}; save it as UTF-8`);
  }
}

/** Reads a small file of any kind, or a pipe; `-` is `standardInput`. Throws `CannotRun` when it cannot be read or is over 1 MiB. */
export async function readSmallFile(
  path: string,
  standardInput: AsyncIterable<Uint8Array | string> = process.stdin,
): Promise<Buffer> {
  const fileName = path === "-" ? "standard input" : path;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of path === "-" ? standardInput : createReadStream(path)) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > MAX_TEXT_LENGTH) break;
    }
  } catch (error) {
    throw complaint(fileName, undefined, systemProblem(error));
  }
  if (length > MAX_TEXT_LENGTH) throw complaint(fileName, undefined, "the file is larger than 1 MiB");
  return Buffer.concat(chunks);
}

function encodingOf(bytes: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}

function systemProblem(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file";
    case "EISDIR":
      return "this is a folder, not a file";
    case "EACCES":
    case "EPERM":
      return "the file may not be read (permission denied)";
    default:
      return `the file cannot be read (${typeof code === "string" ? code : messageOf(error)})`;
  }
}
