import { NotInspected } from "../../model/errors.ts";

/** Reads Avro's binary encoding. Throws `NotInspected("damaged")` where the bytes end or say what cannot be. */
export class Decoder {
  readonly #bytes: Buffer;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** An integer of any width: zigzag, seven bits a byte. */
  long(): bigint {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return BigInt(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    }
    let large = BigInt(value);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      large |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (large >> 1n) ^ -(large & 1n));
    }
    throw damaged("a number that never ends");
  }

  /** A length or an index: no larger than what is left. */
  count(): number {
    const value = this.long();
    if (value < 0n || value > BigInt(this.left)) throw damaged("a length past the end");
    return Number(value);
  }

  /** A view, valid as long as the bytes are. */
  bytes(length: number): Uint8Array {
    if (length > this.left) throw damaged("it ends within a value");
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  float(): number {
    return Buffer.from(this.bytes(4)).readFloatLE();
  }

  double(): number {
    return Buffer.from(this.bytes(8)).readDoubleLE();
  }

  text(): string {
    const bytes = this.bytes(this.count());
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw damaged("it ends within a value");
    this.at += 1;
    return byte;
  }
}

/** `consumed`: bytes up to which it is whole. */
export function damaged(detail: string, consumed?: number): NotInspected {
  return new NotInspected("damaged", detail, consumed);
}
