import { NotInspected } from "../model/errors.ts";
import type { ByteSource } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { detectEncoding, toUtf8Chunks } from "./encoding.ts";

const HEAD_BYTES = 65_536;

/** A text entry as UTF-8 without byte order mark, whatever it was written in. */
export interface Utf8Text {
  buffers(): AsyncIterable<Buffer>;
  /** Bytes of the entry that were read so far. */
  consumed(): number;
}

export function utf8Text(source: ByteSource): Utf8Text {
  let consumed = 0;
  async function* counted(iterator: AsyncIterator<Uint8Array>, first: Uint8Array): AsyncIterable<Uint8Array> {
    consumed += first.length;
    yield first;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) {
      consumed += step.value.length;
      yield step.value;
    }
  }
  return {
    async *buffers() {
      const iterator = textOf(source).chunks()[Symbol.asyncIterator]();
      const first = await iterator.next();
      if (first.done === true) return;
      const encoding = detectEncoding(first.value.subarray(0, HEAD_BYTES));
      if (encoding === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
      for await (const chunk of toUtf8Chunks(counted(iterator, first.value), encoding)) {
        yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      }
    },
    consumed: () => consumed,
  };
}

/** The start of a text entry, decoded; undefined when it is no text. */
export function decodeHead(head: Uint8Array): string | undefined {
  const encoding = detectEncoding(head);
  return encoding === undefined ? undefined : new TextDecoder(encoding).decode(head);
}
