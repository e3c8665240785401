import { unescaped } from "./escapes.ts";
import { takePart, type PartOfPair, type Parts } from "./pairs.ts";

/** Bytes of a name, or of a value beside it, that is an identifier. */
const MAX_PART_BYTES = 256;
/** Parts of one object that are looked at. */
const MAX_PARTS = 8;

/**
 * Where the name and the value of an object stand that may be a field. Most objects have a name or a title and no value:
 * theirs are never decoded.
 */
export class PairSlots {
  readonly #kinds: PartOfPair[] = [];
  /** First byte and end of each part in the buffer. */
  readonly #ranges: number[] = [];
  #count = 0;
  #buffer: Buffer | undefined;
  /** Parts that stood in a buffer before. */
  #kept: Parts | undefined;
  #hasName = false;
  #hasValue = false;

  clear(): void {
    this.#count = 0;
    this.#kept = undefined;
    this.#hasName = false;
    this.#hasValue = false;
  }

  take(part: PartOfPair, buffer: Buffer, from: number, close: number): void {
    if (close === from || close - from > MAX_PART_BYTES || this.#count >= MAX_PARTS) return;
    if (part === "name") this.#hasName = true;
    else this.#hasValue = true;
    this.#buffer = buffer;
    this.#kinds[this.#count] = part;
    this.#ranges[2 * this.#count] = from;
    this.#ranges[2 * this.#count + 1] = close;
    this.#count += 1;
  }

  /** The buffer is no longer the same afterwards. */
  settle(): void {
    if (this.#count > 0) this.#kept = this.#decoded();
    this.#count = 0;
    this.#buffer = undefined;
  }

  /** Undefined where there is no name or no value. */
  parts(): Parts | undefined {
    return this.#hasName && this.#hasValue ? this.#decoded() : undefined;
  }

  #decoded(): Parts | undefined {
    let parts = this.#kept;
    for (let at = 0; at < this.#count; at += 1) {
      const kind = this.#kinds[at];
      const text = this.#buffer?.toString("utf8", this.#ranges[2 * at], this.#ranges[2 * at + 1]);
      if (kind !== undefined && text !== undefined) parts = takePart(parts, kind, unescaped(text));
    }
    return parts;
  }
}
