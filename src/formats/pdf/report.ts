import type { Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { eachPiece } from "../long-lines.ts";

/** Distinct lines that are remembered, so that nothing is reported twice; past it repetitions count again. */
const MAX_REMEMBERED = 1_000_000;

/** Characters of a line that are remembered as they are; of longer ones the beginning and the length. */
const LONGEST_REMEMBERED = 512;

/** Hands lines to the sink: each as text and, because PDFs are packed, as decoded text. */
export class Reporter {
  readonly #out: Sink;
  readonly #known = new Set<string>();

  constructor(out: Sink) {
    this.#out = out;
  }

  /** Lines as they stand, also those that were reported before. */
  lines(lines: readonly string[], place: (line: number) => Place): void {
    if (lines.length === 0) return;
    let number = 0;
    this.#out.locate(() => place(number));
    for (const line of lines) {
      number += 1;
      this.#remember(line);
      eachPiece(line, (piece) => {
        this.#out.text(piece);
      });
    }
    this.decoded(lines);
  }

  /** Only those lines that were not reported yet; their numbers are those they have among all. */
  fresh(lines: readonly string[], place: (line: number) => Place): void {
    const found: string[] = [];
    const numbers: number[] = [];
    for (const [index, line] of lines.entries()) {
      if (line.trim() === "" || this.isKnown(line)) continue;
      found.push(line);
      numbers.push(index + 1);
    }
    this.lines(found, (line) => place(numbers[line - 1] ?? line));
  }

  isKnown(line: string): boolean {
    return this.#known.has(keyOf(line));
  }

  /** Counts as reported. */
  know(line: string): void {
    this.#remember(line);
  }

  decoded(lines: readonly string[]): void {
    this.#out.decoded(`${lines.join("\n")}\n`);
  }

  /** Unpacked bytes as they are: names, comments, whatever else stands between what is reported. */
  decodedBytes(bytes: Uint8Array): void {
    if (bytes.length > 0)
      this.#out.decoded(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
  }

  #remember(line: string): void {
    if (this.#known.size < MAX_REMEMBERED) this.#known.add(keyOf(line));
  }
}

function keyOf(line: string): string {
  const text = line.trim();
  return text.length <= LONGEST_REMEMBERED ? text : `${text.length} ${text.slice(0, LONGEST_REMEMBERED)}`;
}

/** Splits at line ends; lines without anything but white space are left out. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).filter((line) => line.trim() !== "");
}
