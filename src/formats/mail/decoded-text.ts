import type { Sink } from "../../model/format.ts";

/** Characters that are gathered before they are handed over. */
const BLOCK_CHARACTERS = 64 * 1024;

/** Gathers lines that do not stand in the entry as they are, for the sweep. */
export class DecodedText {
  readonly #out: Sink;
  #lines: string[] = [];
  #length = 0;

  constructor(out: Sink) {
    this.#out = out;
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    if (this.#length >= BLOCK_CHARACTERS) this.flush();
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    this.#out.decoded(this.#lines.join("\n"));
    this.#lines = [];
    this.#length = 0;
  }
}
