import type { ByteSource } from "../model/format.ts";

/** Bytes of the beginning that tell the encoding of a text and how a table is written. */
export const OPENING_BYTES = 64 * 1024;

/**
 * The same source with a first chunk of at least `OPENING_BYTES`, or of everything: what is told from the beginning does
 * not depend on how the bytes come.
 */
export function withOpening(source: ByteSource): ByteSource {
  return { size: source.size, chunks: () => openingFirst(source.chunks()) };
}

async function* openingFirst(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let parts: Uint8Array[] | undefined = [];
  let length = 0;
  for await (const chunk of chunks) {
    if (parts === undefined) {
      yield chunk;
      continue;
    }
    length += chunk.length;
    if (parts.length === 0 && length >= OPENING_BYTES) {
      parts = undefined;
      yield chunk;
      continue;
    }
    // Chunks are only valid until the next one is asked for.
    parts.push(Uint8Array.from(chunk));
    if (length < OPENING_BYTES) continue;
    const opening = Buffer.concat(parts);
    parts = undefined;
    yield opening;
  }
  if (parts !== undefined && length > 0) yield Buffer.concat(parts);
}
