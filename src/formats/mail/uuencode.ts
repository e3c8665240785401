import { attachedName } from "./attached-name.ts";
import type { BodyHost } from "./text-body.ts";
import { uudecodeLine } from "./transfer.ts";

/** Bytes of a file in uuencode that is unpacked; nobody has written larger ones for twenty years. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

const BEGIN = /^begin [0-7]{3,4} (\S.{0,1000})$/;

/** `begin 644 bill.pdf`. */
export function isUuBegin(line: string): boolean {
  return BEGIN.test(line);
}

/** A file that stands in a text in uuencode; prose that begins like one holds no line of it. */
export class UuFile {
  readonly #name: string;
  readonly #where: string;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #isComplete = false;
  #isOver = false;

  constructor(begin: string, where: string) {
    this.#name = BEGIN.exec(begin)?.[1] ?? "";
    this.#where = where;
  }

  /** Whether the line is one of the file's. */
  take(line: string): boolean {
    if (this.#isComplete) return false;
    if (line.trimEnd() === "end") {
      this.#isComplete = true;
      return true;
    }
    const bytes = line === "" && this.#pieces.length > 0 ? Buffer.alloc(0) : uudecodeLine(line);
    if (bytes === undefined) return false;
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_FILE_BYTES) this.#isOver = true;
    else this.#pieces.push(bytes);
    return true;
  }

  end(host: BodyHost): void {
    if (this.#pieces.length === 0) return;
    if (this.#isOver)
      host.problems.add(
        "over-limit",
        `${this.#where}: a file in uuencode of more than ${MAX_FILE_BYTES} bytes`,
      );
    else if (!this.#isComplete)
      host.problems.add("damaged", `${this.#where}: a file in uuencode without an end`);
    host.embedded({
      name: attachedName(this.#name),
      content: { is: "bytes", bytes: Buffer.concat(this.#pieces) },
    });
  }
}
