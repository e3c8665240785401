import { NotInspected } from "../../model/errors.ts";
import type { Bytes } from "../bytes.ts";
import type { Locator } from "../container.ts";
import { inflated } from "../inflate.ts";
import { decoderFor, methodWords } from "./decode/index.ts";
import { decrypt, Passwords } from "./decrypt.ts";

const READ_BYTES = 128 * 1024;

/** Opens and unpacks entries that are encrypted, or packed with another method than deflate. */
export class RareEntries {
  readonly #passwords: Passwords;

  constructor(passwords: readonly string[]) {
    this.#passwords = new Passwords(passwords);
  }

  /** The content of an entry. Throws `NotInspected` when no password opens it or its data is damaged. */
  unpack(bytes: Bytes, locator: Locator & { in: "zip" }): AsyncGenerator<Uint8Array> {
    const { encryption, packed, crc } = locator;
    const open = (): AsyncGenerator<Uint8Array> => raw(bytes, locator.start, packed);
    if (encryption === undefined) return unpacked(open(), packed, locator);
    return decrypt(open, { packed, size: locator.size, crc, encryption }, this.#passwords, (data, length) =>
      unpacked(data, length, locator),
    );
  }
}

async function* unpacked(
  data: AsyncIterable<Uint8Array>,
  packed: number,
  { method, size }: Locator & { in: "zip" },
): AsyncGenerator<Uint8Array> {
  if (method === 0) yield* data;
  else if (method === 8) yield* inflated(data, packed);
  else {
    const decoder = decoderFor(method);
    if (decoder === undefined) throw new NotInspected("unsupported-compression", methodWords(method));
    yield* decoder(data, { packed, size });
  }
}

async function* raw(bytes: Bytes, start: number, packed: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < packed; at += READ_BYTES) {
    const view = bytes.view(start + at, Math.min(READ_BYTES, packed - at));
    if (view === undefined) throw new NotInspected("damaged", "its data lies outside of the archive");
    // Decoders work ahead, and a view lasts until the next one only.
    yield Uint8Array.from(view);
  }
}
