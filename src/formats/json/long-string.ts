import { BACKSLASH, LINE_FEED } from "./bytes.ts";
import { type EncodedFile, encodedFile, isBase64, MAX_COLLECTED_BYTES } from "./encoded.ts";
import type { FoundFile } from "./strings.ts";

/** A string that is passed over in pieces: too long for a value, but it may hold a file. */
export class LongString {
  /** How it ended, undefined while it goes on. */
  ended: "closed" | "line" | undefined;
  readonly #stops: Uint8Array;
  readonly #file: EncodedFile | undefined;
  readonly #offset: number;
  readonly #early: boolean;
  readonly #pieces: Buffer[] = [];
  #length = 0;
  #isEscaped = false;
  #isFile: boolean;
  #afterBackslash = false;

  /** `file`: what it looks like, its bytes beginning at `offset` in the text; `early`: there is an escape near its start. */
  constructor(stops: Uint8Array, file: EncodedFile | undefined, offset: number, early: boolean) {
    this.#stops = stops;
    this.#file = file;
    this.#offset = offset;
    this.#early = early;
    this.#isFile = file !== undefined;
  }

  /** Passes over the string from `from` on; returns where it ends (its quote, or the line's end), else the buffer's end. */
  skip(buffer: Buffer, from: number): number {
    const stops = this.#stops;
    const end = buffer.length;
    let at = from;
    if (this.#afterBackslash && at < end) {
      this.#afterBackslash = false;
      at += 1;
    }
    for (;;) {
      while (at < end && stops[buffer[at] ?? 0] === 0) at += 1;
      if (at >= end) break;
      if (buffer[at] !== BACKSLASH) {
        this.ended = buffer[at] === LINE_FEED ? "line" : "closed";
        break;
      }
      this.#isEscaped = true;
      at += 2;
    }
    this.#afterBackslash = at > end;
    const stop = Math.min(at, end);
    if (this.#isFile) this.#take(buffer, from, stop);
    return stop;
  }

  /** The file that it held, once it was closed. */
  found(): { readonly file: EncodedFile; readonly found: FoundFile } | undefined {
    const file = this.#file;
    if (file === undefined || !this.#isFile || this.ended !== "closed") return undefined;
    const kept = this.#early || !file.isBase64;
    const written = (): string | undefined =>
      kept ? Buffer.concat(this.#pieces).toString("latin1") : undefined;
    const found = {
      offset: this.#offset,
      length: this.#length,
      early: this.#early,
      isEscaped: this.#isEscaped,
    };
    return { file, found: { ...found, written } };
  }

  #take(buffer: Buffer, from: number, end: number): void {
    this.#length += end - from;
    if (this.#file?.isBase64 === true && !isBase64(buffer, from, end)) this.#isFile = false;
    const isKept = this.#early || this.#file?.isBase64 === false;
    if (!isKept) return;
    if (this.#isFile && this.#length <= MAX_COLLECTED_BYTES)
      this.#pieces.push(Buffer.from(buffer.subarray(from, end)));
    else this.#pieces.length = 0;
  }
}

/** A long string whose inside begins at `from`, and where its content does; `offset`: of the buffer's first byte in the text. */
export function longStringAt(
  buffer: Buffer,
  from: number,
  options: { readonly stops: Uint8Array; readonly offset: number; readonly early: number },
): { readonly long: LongString; readonly from: number } {
  const file = encodedFile(buffer, from, buffer.length);
  const content = file?.from ?? from;
  const early = buffer.subarray(content, from + options.early).includes(BACKSLASH);
  return { long: new LongString(options.stops, file, options.offset + content, early), from: content };
}
