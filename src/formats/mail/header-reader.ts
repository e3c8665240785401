import { fieldNameEnd } from "./from-line.ts";
import type { LinePart } from "./lines.ts";

/** Bytes of one field that are kept; an address list of ten thousand people has half of it. */
const MAX_FIELD_BYTES = 1024 * 1024;

const SPACE = 0x20;
const TAB = 0x09;

/** Takes a field, unfolded, one character for each byte. `isCut`: it goes on past what is kept. */
export type TakeField = (name: string, value: string, isCut: boolean) => void;

/** Puts the fields of one header together from its lines; what is no field goes to `junk`. */
export class HeaderReader {
  readonly #take: TakeField;
  readonly #junk: (text: string) => void;
  #name = "";
  #value = "";
  #isCut = false;
  #isJunk = false;

  constructor(take: TakeField, junk: (text: string) => void) {
    this.#take = take;
    this.#junk = junk;
  }

  /** Not the empty line that ends a header. */
  take({ bytes, from, to, isStart }: LinePart): void {
    const first = bytes[from];
    if (!isStart || ((first === SPACE || first === TAB) && (this.#name !== "" || this.#isJunk))) {
      if (this.#isJunk) this.#junk(bytes.toString("latin1", from, to));
      else this.#append(bytes, from, to);
      return;
    }
    this.end();
    const colon = fieldNameEnd(bytes, from, to);
    this.#isJunk = colon < 0;
    if (colon < 0) {
      this.#junk(bytes.toString("latin1", from, to));
      return;
    }
    this.#name = bytes.toString("latin1", from, colon).trim();
    this.#append(bytes, colon + 1, to);
  }

  /** Gives the last field. */
  end(): void {
    const name = this.#name;
    if (name === "") return;
    const value = this.#value;
    const isCut = this.#isCut;
    this.#name = "";
    this.#value = "";
    this.#isCut = false;
    this.#take(name, value, isCut);
  }

  #append(bytes: Buffer, from: number, to: number): void {
    const room = MAX_FIELD_BYTES - this.#value.length;
    if (to - from > room) this.#isCut = true;
    if (room > 0) this.#value += bytes.toString("latin1", from, Math.min(to, from + room));
  }
}
