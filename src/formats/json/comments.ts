import type { Sink } from "../../model/format.ts";
import { LINE_OVERLAP_CHARACTERS, MAX_LINE_CHARACTERS } from "../long-lines.ts";
import { LINE_FEED } from "./bytes.ts";

const SLASH = 0x2f;
const STAR = 0x2a;

/** Reads over comments, of any length, and gives their text. */
export class CommentReader {
  readonly #sink: Sink;
  #isBlock = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Bytes that open a comment at `at`: 2, 0 for none, -1 when more are needed. */
  opens(buffer: Uint8Array, at: number, isLast: boolean): number {
    const next = buffer[at + 1];
    if (next === undefined) return isLast ? 0 : -1;
    this.#isBlock = next === STAR;
    return next === STAR || next === SLASH ? 2 : 0;
  }

  /**
   * Reads on from `from`. Returns where it stopped, whether the comment ends there, and the line feeds passed; what
   * follows must come again unless it has ended.
   */
  read(
    buffer: Buffer,
    from: number,
    isLast: boolean,
  ): { readonly at: number; readonly ended: boolean; readonly lines: number } {
    const close = this.#isBlock ? buffer.indexOf("*/", from, "latin1") : buffer.indexOf(LINE_FEED, from);
    if (close >= 0) {
      const lines = this.#give(buffer, from, close);
      return { at: this.#isBlock ? close + 2 : close, ended: true, lines };
    }
    if (isLast) {
      const lines = this.#give(buffer, from, buffer.length);
      return { at: buffer.length, ended: !this.#isBlock, lines };
    }
    if (buffer.length - from <= MAX_LINE_CHARACTERS) return { at: from, ended: false, lines: 0 };
    const lines = this.#give(buffer, from, buffer.length);
    return { at: buffer.length - LINE_OVERLAP_CHARACTERS, ended: false, lines };
  }

  #give(buffer: Buffer, from: number, end: number): number {
    const lines = buffer.toString("utf8", from, end).split("\n");
    for (const line of lines) {
      const text = line.replace(/^[\s*]+/, "").trimEnd();
      for (let at = 0; at < text.length; at += MAX_LINE_CHARACTERS - LINE_OVERLAP_CHARACTERS)
        this.#sink.text(text.slice(at, at + MAX_LINE_CHARACTERS));
    }
    return lines.length - 1;
  }
}
