import type { NotInspected } from "../../model/errors.ts";
import type { PdfCipher } from "./crypt.ts";
import { unpack, type Unpacked } from "./filters.ts";
import type { PdfDict, PdfValue } from "./syntax.ts";
import { dictOf, nameOf, referenceOf } from "./values.ts";

/** An object as it stands in the file, whether or not anything uses it. */
export interface PdfObject {
  readonly number: number;
  readonly generation: number;
  /** Its first byte, or that of the stream it is packed in. */
  readonly at: number;
  readonly value: PdfValue;
  /** First byte and end of a stream's data. */
  readonly data: readonly [from: number, to: number] | undefined;
  /** Behind its last byte, `endobj` aside. */
  readonly end: number;
  /** Whether it ends where it says that it does; what another one begins in is damaged. */
  readonly isWhole: boolean;
  /** The stream of objects that it lies in, whose strings are not encrypted one by one, and how many lie before it. */
  readonly packedIn: { readonly holder: PdfObject; readonly index: number } | undefined;
}

/** Everything that stands in a file, in the order in which it was written. */
export class PdfFile {
  readonly bytes: Uint8Array;
  /** Its first byte: offsets in it count from here. */
  readonly header: number;
  readonly objects: readonly PdfObject[];
  readonly trailers: readonly { readonly at: number; readonly dict: PdfDict }[];
  /** Packed objects that could not be unpacked. */
  readonly problems: readonly NotInspected[];
  readonly cipher: PdfCipher | undefined;
  readonly #latest = new Map<number, PdfObject>();

  constructor(parts: Pick<PdfFile, "bytes" | "header" | "objects" | "trailers" | "problems" | "cipher">) {
    this.bytes = parts.bytes;
    this.header = parts.header;
    this.objects = parts.objects;
    this.trailers = parts.trailers;
    this.problems = parts.problems;
    this.cipher = parts.cipher;
    for (const object of this.objects) this.#latest.set(object.number, object);
  }

  /** The object of that number that was written last. */
  object(number: number): PdfObject | undefined {
    return this.#latest.get(number);
  }

  isLatest(object: PdfObject): boolean {
    return this.#latest.get(object.number) === object;
  }

  /** The objects that were written last, of each number. */
  latest(): Iterable<PdfObject> {
    return this.#latest.values();
  }

  get highest(): number {
    let highest = 0;
    for (const number of this.#latest.keys()) highest = Math.max(highest, number);
    return highest;
  }

  /** Follows references, not more often than a sane file does. */
  readonly resolve = (value: PdfValue | undefined): PdfValue | undefined => {
    let found = value;
    for (let steps = 0; steps < 8; steps += 1) {
      const reference = referenceOf(found);
      if (reference === undefined) return found;
      found = this.object(reference.number)?.value;
    }
    return undefined;
  };

  /** A key of a dictionary, or of a stream's. */
  get(value: PdfValue | undefined, key: string): PdfValue | undefined {
    return this.resolve(dictOf(this.resolve(value))?.entries.get(key));
  }

  /** A stream's bytes, decrypted and unpacked. Throws `NotInspected`. */
  unpacked(object: PdfObject): Unpacked {
    const dict = dictOf(object.value);
    if (object.data === undefined || dict === undefined) return { bytes: new Uint8Array(0) };
    return unpack(this.packed(object), dict, this.resolve);
  }

  packed(object: PdfObject): Uint8Array {
    const raw = this.bytes.subarray(...(object.data ?? [0, 0]));
    const type = nameOf(dictOf(object.value)?.entries.get("Type"));
    if (this.cipher === undefined || type === "XRef") return raw;
    return this.cipher.stream(raw, object.number, object.generation);
  }

  /** A string of an object, decrypted. */
  text(object: PdfObject, bytes: Uint8Array): Uint8Array {
    if (this.cipher === undefined || object.packedIn !== undefined) return bytes;
    return this.cipher.text(bytes, object.number, object.generation);
  }
}
