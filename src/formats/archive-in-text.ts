import type { ByteSource } from "../model/format.ts";

/** What a file in a ZIP begins with: text holds none of its last two characters. */
const LOCAL_HEADER = Buffer.from("PK\x03\x04", "latin1");

/** The text that a source begins with: everything up to a ZIP that follows it, where one does. */
export function textOf(source: ByteSource): ByteSource {
  return { size: source.size, chunks: () => untilArchive(source.chunks()) };
}

/**
 * The chunks of a text up to a ZIP that follows it, where there is one: programs find it from its end, so it is an entry
 * of its own, whatever the text says. A mark that the border of two chunks cuts is found too.
 */
async function* untilArchive(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  /** Bytes at the end of the last chunk that may begin a mark, held back. */
  let held: Uint8Array = new Uint8Array(0);
  let isFirst = true;
  for await (const chunk of chunks) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const at = archiveAt(bytes, isFirst ? 1 : 0);
    if (at >= 0) {
      if (at > 0) yield bytes.subarray(0, at);
      return;
    }
    isFirst = false;
    const rest = beginningOfMark(bytes);
    held = Uint8Array.from(bytes.subarray(bytes.length - rest));
    if (rest < bytes.length) yield bytes.subarray(0, bytes.length - rest);
  }
  if (held.length > 0) yield held;
}

/** Where a ZIP begins within bytes, from `from` on; -1 for nowhere. */
export function archiveAt(bytes: Uint8Array, from: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(LOCAL_HEADER, from);
}

/** Bytes at the end that are the first ones of a mark. */
function beginningOfMark(bytes: Uint8Array): number {
  for (let length = Math.min(LOCAL_HEADER.length - 1, bytes.length); length > 0; length -= 1) {
    if (LOCAL_HEADER.subarray(0, length).equals(bytes.subarray(bytes.length - length))) return length;
  }
  return 0;
}
