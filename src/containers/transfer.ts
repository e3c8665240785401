import { NotInspected } from "../model/errors.ts";
import type { Bytes } from "./bytes.ts";
import type { Locator } from "./container.ts";

const READ_BYTES = 128 * 1024;
const EQUALS = 0x3d;
const CR = 0x0d;
const LF = 0x0a;

/**
 * The bytes that a mail or a page writes as text (RFC 2045). Throws `NotInspected`: `over-limit` above `limit` bytes,
 * `damaged` where the text lies outside of its container.
 */
export function decodeTransfer(bytes: Bytes, locator: Locator & { in: "encoded" }, limit: number): Buffer {
  const { start, packed, encoding } = locator;
  const most = encoding === "base64" ? Math.ceil(packed / 4) * 3 : packed;
  if (most > limit) throw new NotInspected("over-limit", `an attachment of more than ${limit} bytes`);
  const out = Buffer.alloc(most);
  const decoder = encoding === "base64" ? new Base64(out) : new QuotedPrintable(out);
  for (let at = 0; at < packed; at += READ_BYTES) {
    const view = bytes.view(start + at, Math.min(READ_BYTES, packed - at));
    if (view === undefined) throw new NotInspected("damaged", "its data ends before its declared size");
    decoder.push(view);
  }
  return out.subarray(0, decoder.end());
}

/** 0 to 63 for the letters of base64 and its URL-safe form, 64 for everything else, which programs pass over. */
const SEXTETS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = String.fromCharCode(byte).replace("-", "+").replace("_", "/");
  const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(letter);
  return value < 0 ? 64 : value;
});

class Base64 {
  readonly #out: Buffer;
  #length = 0;
  #bits = 0;
  #held = 0;

  constructor(out: Buffer) {
    this.#out = out;
  }

  push(text: Uint8Array): void {
    for (const byte of text) {
      const sextet = SEXTETS[byte] ?? 64;
      if (sextet < 64) {
        this.#held = ((this.#held << 6) | sextet) & 0xffff;
        this.#bits += 6;
        if (this.#bits >= 8) {
          this.#bits -= 8;
          this.#out[this.#length] = (this.#held >> this.#bits) & 0xff;
          this.#length += 1;
        }
      } else if (byte === EQUALS) {
        // Padding ends a run; another one may follow it.
        this.#bits = 0;
      }
    }
  }

  end(): number {
    return this.#length;
  }
}

class QuotedPrintable {
  readonly #out: Buffer;
  #length = 0;
  /** Bytes of an escape that is not complete. */
  #escape: number[] = [];

  constructor(out: Buffer) {
    this.#out = out;
  }

  push(text: Uint8Array): void {
    for (const byte of text) this.#take(byte);
  }

  #take(byte: number): void {
    const [first, second] = this.#escape;
    if (first === undefined) {
      if (byte === EQUALS) this.#escape.push(byte);
      else this.#put(byte);
      return;
    }
    if (second === undefined) {
      // A line that goes on: nothing stands for `=` and its line end.
      if (byte === LF) this.#escape = [];
      else this.#escape.push(byte);
      return;
    }
    this.#escape = [];
    if (second === CR && byte === LF) return;
    const value = HEX.test(String.fromCharCode(second, byte))
      ? Number.parseInt(String.fromCharCode(second, byte), 16)
      : -1;
    if (value >= 0) {
      this.#put(value);
      return;
    }
    // No escape after all: it stands for itself.
    this.#put(EQUALS);
    this.#take(second);
    this.#take(byte);
  }

  #put(byte: number): void {
    this.#out[this.#length] = byte;
    this.#length += 1;
  }

  end(): number {
    for (const byte of this.#escape.splice(0)) this.#put(byte);
    return this.#length;
  }
}

const HEX = /^[0-9A-Fa-f]{2}$/;
