import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { LONGEST_SOUGHT, type IdentifierSearch } from "../../incident/index.ts";
import { Interrupted } from "../../model/errors.ts";

/** Characters that are looked through at once. */
const CHUNK_BYTES = 1024 * 1024;

/** Searches every file of a finished folder, and its name. Throws where one holds an identifier in clear, or `Interrupted`. */
export async function mustHoldNone(
  folder: string,
  search: IdentifierSearch,
  signal: AbortSignal,
): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  for (const { name, parentPath } of files) {
    if (search.size === 0) return;
    const refused = new Error(
      `${name} would have held somebody's identifier in clear; no case was written. Please report this`,
    );
    if (search.find(name, true, true) >= 0) throw refused;
    let before = "";
    let isFirst = true;
    const pieces = createReadStream(join(parentPath, name), { encoding: "utf8", highWaterMark: CHUNK_BYTES });
    for await (const piece of pieces) {
      if (signal.aborted) throw new Interrupted();
      const text: string = before + String(piece);
      if (search.find(text, isFirst, false) >= 0) throw refused;
      isFirst &&= text.length <= OVERLAP;
      before = text.slice(-OVERLAP);
    }
    if (search.find(before, isFirst, true) >= 0) throw refused;
  }
}

/** What begins at the first character of a piece after the first was found in the one before, whole. */
const OVERLAP = LONGEST_SOUGHT + 2;
