import { BACKSLASH, LINE_FEED, nextOf, QUOTE, stopsOf, stringEnd } from "./bytes.ts";

/** Strings are mostly shorter; a native search pays from here on. */
const NEAR_BYTES = 40;

/** Finds where strings end. */
export class StringEnds {
  /** Whether the string found last holds a backslash. */
  isEscaped = false;
  /** Each line is a document, so that no string reaches over its end. */
  isLines: boolean;
  /** Where the next backslash and line feed of the buffer stand, if they lie ahead. */
  #backslash = -1;
  #feed = -1;

  constructor(isLines: boolean) {
    this.isLines = isLines;
  }

  /** To be called for each new buffer. */
  reset(): void {
    this.#backslash = -1;
    this.#feed = -1;
  }

  /** Index of the closing quote, -1 when the string does not end in the buffer, -2 at the end of a line that ends it. */
  find(buffer: Buffer, from: number, end: number, quote: number): number {
    const stops = stopsOf(quote, this.isLines);
    let at = from;
    const near = Math.min(end, from + NEAR_BYTES);
    while (at < near && stops[buffer[at] ?? 0] === 0) at += 1;
    this.isEscaped = false;
    if (at < near && buffer[at] === quote) return at;
    if (at === near && near < end && quote === QUOTE) {
      // A long text: native searches, of which those for backslash and line feed serve for many strings.
      const close = buffer.indexOf(quote, at);
      if (this.#backslash < at) this.#backslash = nextOf(buffer, BACKSLASH, at);
      if (this.isLines && this.#feed < at) this.#feed = nextOf(buffer, LINE_FEED, at);
      if (close >= 0 && close < this.#backslash && (!this.isLines || close < this.#feed)) return close;
    }
    const close = stringEnd(buffer, at, end, stops);
    this.isEscaped =
      close > 0 && (buffer[at] === BACKSLASH || buffer.subarray(at, close).includes(BACKSLASH));
    return close;
  }
}
