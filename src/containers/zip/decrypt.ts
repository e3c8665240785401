import { crc32 } from "node:zlib";
import { NotInspected } from "../../model/errors.ts";
import type { Encryption } from "../container.ts";
import { tooLong } from "./decode/decoder.ts";
import { type Lock, type OneEntry, readOneEntry, WrongPassword } from "./one-entry.ts";

const AES_FIELD_BYTES = 7;
const STRONG_ENCRYPTION = 1 << 6;
const CHECKSUM_FOLLOWS = 1 << 3;
const ZIPCRYPTO_HEADER_BYTES = 12;
/** The check value before the data, and the authentication code after it. */
const AES_ADDED_BYTES = 2 + 10;
/** AE-2 leaves the checksum 0: the authentication code stands for it. */
const AES_WITHOUT_CRC = 2;
const UNSURE = "none of the passwords given opens it, or it is damaged";

/** What the extra field 0x9901 says of an entry of method 99. */
export interface AesField {
  /** 1 (AE-1, with a CRC-32) or 2 (AE-2, without). */
  readonly version: number;
  /** 1 to 3: keys of 128, 192, 256 bits. */
  readonly strength: number;
  /** The compression method under the encryption. */
  readonly method: number;
}

/** Reads the body of an extra field 0x9901: https://www.winzip.com/en/support/aes-encryption/ */
export function aesField(body: Buffer): AesField | undefined {
  if (body.length < AES_FIELD_BYTES || body.toString("latin1", 2, 4) !== "AE") return undefined;
  return { version: body.readUInt16LE(0), strength: body.readUInt8(4), method: body.readUInt16LE(5) };
}

/** An encrypted entry, in bytes and as its headers declare it. */
export interface EncryptedEntry {
  /** With what the encryption adds before and after the data. */
  readonly packed: number;
  /** Uncompressed; reading ends where there is more. */
  readonly size: number;
  readonly crc: number;
  readonly encryption: Encryption;
}

/** Unpacks decrypted data of `packed` bytes by the entry's own method; throws `NotInspected` when it cannot. */
export type Unpack = (data: AsyncIterable<Uint8Array>, packed: number) => AsyncIterable<Uint8Array>;

/** Whether the CRC-32 of an encrypted entry says anything about its content. */
export function hasChecksum(encryption: Encryption): boolean {
  return encryption.aes?.version !== AES_WITHOUT_CRC;
}

/** The passwords given for a bundle. The one that opened the last entry is tried first for the next. */
export class Passwords {
  #candidates: readonly Buffer[];

  constructor(passwords: readonly string[]) {
    // Old tools write letters beyond ASCII as Latin-1, new ones as UTF-8.
    const encoded = passwords.flatMap((password) => {
      const bytes = Buffer.from(password, "utf8");
      const isLatin1 = bytes.length > password.length && /^[\0-\u{ff}]*$/u.test(password);
      return isLatin1 ? [bytes, Buffer.from(password, "latin1")] : [bytes];
    });
    this.#candidates = encoded.filter((bytes) => bytes.length > 0);
  }

  get length(): number {
    return this.#candidates.length;
  }

  [Symbol.iterator](): Iterator<Buffer> {
    return this.#candidates[Symbol.iterator]();
  }

  opened(password: Buffer): void {
    if (this.#candidates[0] === password) return;
    this.#candidates = [password, ...this.#candidates.filter((other) => other !== password)];
  }
}

/**
 * The content of an encrypted entry, decrypted with zip.js. `open` gives the packed bytes from their start, once for
 * each attempt. Both check values let some wrong passwords through (1 of 256, 1 of 65,536), and what was handed out
 * cannot be taken back: with several passwords the whole entry is therefore read once before it is handed out.
 * Throws `NotInspected`: `encrypted` when no password opens it, `damaged` when its authentication code is wrong.
 */
export async function* decrypt(
  open: () => AsyncIterable<Uint8Array>,
  entry: EncryptedEntry,
  passwords: Passwords,
  unpack: Unpack,
): AsyncGenerator<Uint8Array> {
  const { lock, added } = lockOf(entry);
  if (passwords.length === 0)
    throw new NotInspected("encrypted", "it is encrypted, and no password was given");
  const bytes = entry.packed - added;
  if (bytes < 0) throw new NotInspected("damaged", "its data is shorter than its encryption makes it");
  const locked: OneEntry = { method: 0, packed: entry.packed, size: bytes, lock };
  const contentWith = (password: Buffer): AsyncGenerator<Uint8Array> =>
    content(unpack(readOneEntry(locked, open(), password), bytes), entry);

  let problem: NotInspected | undefined;
  for (const password of passwords) {
    if (!(await fitsCheckValue(locked, open(), password))) continue;
    const wrong = passwords.length === 1 ? undefined : await problemOf(contentWith(password));
    if (wrong === undefined) {
      passwords.opened(password);
      yield* contentWith(password);
      return;
    }
    problem ??= wrong;
  }
  throw problem ?? new NotInspected("encrypted", "none of the passwords given opens it");
}

function lockOf({ encryption, crc }: EncryptedEntry): { lock: Lock; added: number } {
  if ((encryption.flags & STRONG_ENCRYPTION) !== 0)
    throw new NotInspected("encrypted", "it has strong encryption, which cannot be opened");
  if (encryption.kind === "zipcrypto") {
    const check = (encryption.flags & CHECKSUM_FOLLOWS) === 0 ? crc >>> 24 : (encryption.time >>> 8) & 0xff;
    return { lock: { kind: "zipcrypto", check }, added: ZIPCRYPTO_HEADER_BYTES };
  }
  const strength = encryption.aes?.strength ?? 0;
  if (strength < 1 || strength > 3)
    throw new NotInspected("encrypted", "it is encrypted in a way that cannot be opened");
  return { lock: { kind: "aes", strength }, added: 4 + 4 * strength + AES_ADDED_BYTES };
}

async function fitsCheckValue(
  locked: OneEntry,
  packed: AsyncIterable<Uint8Array>,
  password: Buffer,
): Promise<boolean> {
  const data = readOneEntry(locked, packed, password);
  try {
    // The first chunk comes after the check value.
    await data.next();
    return true;
  } catch (error) {
    if (error instanceof WrongPassword) return false;
    if (error instanceof NotInspected) return true;
    throw error;
  } finally {
    await data.return(undefined);
  }
}

/** Reads an entry to its end: why it cannot be read. */
async function problemOf(bytes: AsyncIterable<Uint8Array>): Promise<NotInspected | undefined> {
  try {
    for await (const chunk of bytes) void chunk;
    return undefined;
  } catch (error) {
    if (error instanceof NotInspected) return error;
    throw error;
  }
}

/** Content of ZipCrypto that is not what was declared may just as well come of a wrong password. */
async function* content(bytes: AsyncIterable<Uint8Array>, entry: EncryptedEntry): AsyncGenerator<Uint8Array> {
  const { encryption } = entry;
  let crc = 0;
  let read = 0;
  try {
    for await (const chunk of bytes) {
      read += chunk.length;
      if (read > entry.size) throw tooLong(entry.size);
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    if (encryption.kind === "aes" || !(error instanceof NotInspected)) throw error;
    throw new NotInspected("encrypted", UNSURE);
  }
  if (!hasChecksum(encryption) || crc === entry.crc) return;
  if (encryption.kind === "zipcrypto") throw new NotInspected("encrypted", UNSURE);
  throw new NotInspected("checksum-mismatch", "its content does not match its CRC-32");
}
