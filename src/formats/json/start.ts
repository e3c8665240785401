import type { ByteSource } from "../../model/format.ts";
import { detectEncoding } from "../encoding.ts";
import { LINE_FEED, RETURN } from "./bytes.ts";

const HEAD_BYTES = 65_536;
/** Stands before each document of a JSON text sequence (RFC 7464). */
const RECORD_SEPARATOR = 0x1e;

export function isTextSequence(head: Uint8Array): boolean {
  return head[0] === RECORD_SEPARATOR;
}

/**
 * The same bytes with ends of lines in the place of separators: a line feed where none stands before, so that each
 * document begins a line and the lines keep their numbers. `previous`: the byte before the first.
 */
export function withoutSeparators(bytes: Uint8Array, previous: number): Uint8Array {
  const made = Uint8Array.from(bytes);
  for (let at = made.indexOf(RECORD_SEPARATOR); at >= 0; at = made.indexOf(RECORD_SEPARATOR, at + 1))
    made[at] = (at === 0 ? previous : made[at - 1]) === LINE_FEED ? RETURN : LINE_FEED;
  return made;
}

/** Watches the first bytes of a text: whether it is a text sequence, and at which offset of the entry its text begins. */
export class StartOfText {
  readonly source: ByteSource;
  #first: readonly number[] = [];
  #isUtf8 = false;

  constructor(source: ByteSource) {
    this.source = { size: source.size, chunks: () => this.#watch(source.chunks()) };
  }

  /** Undefined where the text is not the entry's bytes. */
  base(): number | undefined {
    if (!this.#isUtf8) return undefined;
    const [a, b, c] = this.#first;
    return a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  }

  async *#watch(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    let isFirst = true;
    let isSequence = false;
    let previous = LINE_FEED;
    for await (const chunk of chunks) {
      if (isFirst) {
        isSequence = isTextSequence(chunk);
        this.#isUtf8 = detectEncoding(chunk.subarray(0, HEAD_BYTES)) === "utf-8" || isSequence;
      }
      isFirst = false;
      if (this.#first.length < 3) this.#first = [...this.#first, ...chunk.subarray(0, 3)].slice(0, 3);
      if (isSequence) {
        const last = chunk.at(-1) ?? previous;
        yield withoutSeparators(chunk, previous);
        previous = last;
      } else yield chunk;
    }
  }
}
