import { readOneEntry } from "../one-entry.ts";
import { type Declared, ofDeclaredSize } from "./decoder.ts";

const METHOD = 9;

/** Deflate64 (method 9), with zip.js: what Windows writes for files of 2 GiB and more. */
export async function* decodeDeflate64(
  packed: AsyncIterable<Uint8Array>,
  declared: Declared,
): AsyncGenerator<Uint8Array> {
  const entry = { method: METHOD, packed: declared.packed, size: declared.size };
  yield* ofDeclaredSize(readOneEntry(entry, packed), declared.size);
}
