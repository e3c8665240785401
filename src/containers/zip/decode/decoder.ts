import { NotInspected } from "../../../model/errors.ts";

/** What the archive says about an entry, in bytes. */
export interface Declared {
  readonly packed: number;
  readonly size: number;
}

/**
 * Unpacks the data of one entry. Throws `NotInspected` when it is damaged, of another size than declared (after at most
 * one chunk too much), or goes on behind its end.
 */
export type Decoder = (packed: AsyncIterable<Uint8Array>, declared: Declared) => AsyncGenerator<Uint8Array>;

/** Passes content on until it is more than declared, and says so when it ends too early. */
export async function* ofDeclaredSize(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of content) {
    read += chunk.length;
    if (read > size) throw tooLong(size);
    if (chunk.length > 0) yield chunk;
  }
  if (read !== size)
    throw new NotInspected("size-mismatch", `it unpacks to ${read} of the ${size} bytes declared`);
}

export function tooLong(size: number): NotInspected {
  return new NotInspected("size-mismatch", `it unpacks to more than the ${size} bytes declared`);
}

export function damaged(): NotInspected {
  return new NotInspected("damaged", "its compressed data is damaged");
}

export function trailing(bytes: number): NotInspected {
  return new NotInspected("trailing-data", `${bytes} bytes follow the end of its compressed data`);
}
