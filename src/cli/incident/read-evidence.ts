import { createReadStream, statSync } from "node:fs";
import { CannotRun, messageOf } from "../../model/errors.ts";
import { printable } from "../../model/printable.ts";

/** An evidence file of a million entries; a longer one does not fit into one text. */
const MAX_EVIDENCE_BYTES = 448 * 1024 * 1024;

/** The text of an evidence file. Throws `CannotRun`. */
export async function readEvidence(path: string): Promise<string> {
  const name = printable(path);
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A pipe in its place would be waited for without end.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new CannotRun(`${name} is no evidence file: it is no file at all`);
  try {
    for await (const chunk of createReadStream(path)) {
      const piece: unknown = chunk;
      if (!(piece instanceof Uint8Array)) continue;
      chunks.push(piece);
      length += piece.length;
      if (length > MAX_EVIDENCE_BYTES) break;
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new CannotRun(
      code === "ENOENT" || code === "ENOTDIR"
        ? `${name}: there is no such file; --previous names the folder that an earlier straycheck incident wrote`
        : `${name} cannot be read: ${messageOf(error)}`,
    );
  }
  if (length > MAX_EVIDENCE_BYTES) throw new CannotRun(`${name} is longer than 448 MiB: no evidence file is`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new CannotRun(`${name} is no evidence file: it is no text in UTF-8`);
  }
}
