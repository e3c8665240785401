import { NotInspected } from "../model/errors.ts";
import type { ByteSource } from "../model/format.ts";

const FIRST_BYTES = 64 * 1024;

/**
 * All bytes of a source, for formats that cannot be read as a stream. A source that yields one chunk is not copied.
 * Throws `NotInspected("over-limit")` past `limit` bytes, before they are kept.
 */
export async function readWhole(source: ByteSource, limit: number): Promise<Uint8Array> {
  if (source.size > limit) throw overLimit(limit);
  let only: Uint8Array | undefined;
  let buffer: Uint8Array | undefined;
  let length = 0;
  for await (const chunk of source.chunks()) {
    if (chunk.length === 0) continue;
    // The held chunk may have been overwritten by now, so it cannot be joined with this one.
    if (only !== undefined) {
      throw new NotInspected("size-mismatch", `it is longer than the ${source.size} bytes it declares`);
    }
    if (length + chunk.length > limit) throw overLimit(limit);
    if (buffer === undefined && chunk.length === source.size) {
      only = chunk;
      continue;
    }
    buffer ??= new Uint8Array(Math.max(source.size, FIRST_BYTES));
    if (length + chunk.length > buffer.length) {
      const larger = new Uint8Array(Math.max(buffer.length * 2, length + chunk.length));
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.set(chunk, length);
    length += chunk.length;
  }
  return only ?? buffer?.subarray(0, length) ?? new Uint8Array(0);
}

function overLimit(limit: number): NotInspected {
  return new NotInspected(
    "over-limit",
    `it is longer than the ${limit} bytes that a file of its format may have`,
  );
}
