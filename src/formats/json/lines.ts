import { NotInspected } from "../../model/errors.ts";
import { LINE_FEED, RETURN } from "./bytes.ts";

/** Keeps count of the documents of a sequence that are broken, and finds the next one. */
export class BrokenLines {
  #count = 0;
  #first = 0;
  #atLineStart = false;

  /** A document that began in line `line` is broken at `at`. */
  add(line: number): void {
    if (this.#count === 0) this.#first = line;
    this.#count += 1;
    this.#atLineStart = false;
  }

  /**
   * The next place, from `from` on, where a line begins with a document; the buffer's end where none does. `passed` is
   * told of each line feed.
   */
  next(buffer: Buffer, from: number, passed: () => void): number {
    let at = from;
    while (at < buffer.length) {
      const byte = buffer[at];
      if (this.#atLineStart && byte === RETURN) {
        at += 1;
        continue;
      }
      if (this.#atLineStart && (byte === 0x7b || byte === 0x5b)) return at;
      const feed = buffer.indexOf(LINE_FEED, at);
      this.#atLineStart = feed >= 0;
      if (feed < 0) return buffer.length;
      passed();
      at = feed + 1;
    }
    return at;
  }

  /** Whether a document may begin at `at` itself. */
  startsAt(buffer: Buffer, at: number, previous: number): boolean {
    const byte = buffer[at];
    return (previous === LINE_FEED || previous === RETURN) && (byte === 0x7b || byte === 0x5b);
  }

  problem(): NotInspected | undefined {
    if (this.#count === 0) return undefined;
    const words =
      this.#count === 1
        ? `line ${this.#first} is no JSON`
        : `${this.#count} of its lines are no JSON, the first is line ${this.#first}`;
    return new NotInspected("damaged", `${words}; the others were read`);
  }
}
