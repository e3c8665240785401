import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import type { PdfDict, PdfValue } from "./syntax.ts";
import { bytesOf, dictOf, nameOf, numberOf } from "./values.ts";

/** Undoes the encryption of strings and streams of one object. */
export interface PdfCipher {
  text(bytes: Uint8Array, number: number, generation: number): Uint8Array;
  stream(bytes: Uint8Array, number: number, generation: number): Uint8Array;
}

type Method = "none" | "rc4" | "aes" | "aes256";
type Resolve = (value: PdfValue | undefined) => PdfValue | undefined;

/** What passwords are filled up with before they become a key (ISO 32000-2, 7.6.4.3.2); the empty one is only this. */
const PADDING = Buffer.from("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a", "hex");

/**
 * The cipher of a document that opens with an empty password, as most that only forbid printing do. Undefined when it
 * asks for another one, or is encrypted in a way of its own.
 */
export function cipherOf(encrypt: PdfDict, id: Uint8Array, resolve: Resolve): PdfCipher | undefined {
  const get = (key: string): PdfValue | undefined => resolve(encrypt.entries.get(key));
  if (nameOf(get("Filter")) !== "Standard") return undefined;
  const version = numberOf(get("V")) ?? 0;
  const key = version >= 5 ? newKey(get) : oldKey(get, id, version);
  if (key === undefined) return undefined;
  const filters = dictOf(get("CF"));
  const methodOf = (name: string): Method | undefined => {
    if (version < 4) return version === 1 || version === 2 ? "rc4" : undefined;
    const chosen = nameOf(get(name)) ?? "Identity";
    if (chosen === "Identity") return "none";
    const method = nameOf(resolve(dictOf(resolve(filters?.entries.get(chosen)))?.entries.get("CFM")));
    return METHODS.get(method ?? "None");
  };
  const forText = methodOf("StrF");
  const forStreams = methodOf("StmF");
  if (forText === undefined || forStreams === undefined) return undefined;
  return {
    text: (bytes, number, generation) => decrypt(forText, key, bytes, number, generation),
    stream: (bytes, number, generation) => decrypt(forStreams, key, bytes, number, generation),
  };
}

const METHODS = new Map<string, Method>([
  ["None", "none"],
  ["V2", "rc4"],
  ["AESV2", "aes"],
  ["AESV3", "aes256"],
]);

function decrypt(
  method: Method,
  key: Uint8Array,
  bytes: Uint8Array,
  number: number,
  generation: number,
): Uint8Array {
  if (method === "none") return bytes;
  if (method === "aes256") return fromAes(key, bytes);
  const salt = Buffer.from([number, number >> 8, number >> 16, generation, generation >> 8]);
  const digest = createHash("md5").update(key).update(salt);
  if (method === "aes") digest.update("sAlT", "latin1");
  const own = digest.digest().subarray(0, Math.min(16, key.length + 5));
  return method === "aes" ? fromAes(own, bytes) : rc4(own, bytes);
}

function fromAes(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const whole = bytes.length - (bytes.length % 16);
  if (whole < 32) return new Uint8Array(0);
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, bytes.subarray(0, 16));
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes.subarray(16, whole)), decipher.final()]);
  const padding = plain.at(-1) ?? 0;
  return padding >= 1 && padding <= 16 ? plain.subarray(0, plain.length - padding) : plain;
}

/** OpenSSL keeps RC4 among what has to be switched on. */
export function rc4(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  let j = 0;
  for (let i = 0; i < 256; i += 1) {
    const here = state[i] ?? 0;
    j = (j + here + (key[i % key.length] ?? 0)) & 255;
    state[i] = state[j] ?? 0;
    state[j] = here;
  }
  const out = new Uint8Array(bytes.length);
  let i = 0;
  j = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    i = (i + 1) & 255;
    const here = state[i] ?? 0;
    j = (j + here) & 255;
    const there = state[j] ?? 0;
    state[i] = there;
    state[j] = here;
    out[at] = (bytes[at] ?? 0) ^ (state[(here + there) & 255] ?? 0);
  }
  return out;
}

/** The key of versions 1 to 4, from the empty user password; undefined when that is not the password. */
function oldKey(
  get: (key: string) => PdfValue | undefined,
  id: Uint8Array,
  version: number,
): Uint8Array | undefined {
  const owner = bytesOf(get("O"));
  const user = bytesOf(get("U"));
  const revision = numberOf(get("R")) ?? 0;
  const bits = version === 1 ? 40 : version === 4 ? 128 : (numberOf(get("Length")) ?? 40);
  const length = Math.min(16, Math.max(5, bits >> 3));
  if (owner === undefined || user === undefined) return undefined;
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE((numberOf(get("P")) ?? 0) | 0);
  const digest = createHash("md5")
    .update(PADDING)
    .update(owner.subarray(0, 32))
    .update(permissions)
    .update(id);
  if (revision >= 4 && get("EncryptMetadata") === false) digest.update(Buffer.alloc(4, 255));
  let key: Uint8Array = digest.digest().subarray(0, length);
  if (revision >= 3) for (let round = 0; round < 50; round += 1) key = md5(key).subarray(0, length);
  const expected = revision < 3 ? rc4(key, PADDING) : twentyTimes(key, md5(Buffer.concat([PADDING, id])));
  return Buffer.compare(expected.subarray(0, 16), user.subarray(0, 16)) === 0 ? key : undefined;
}

function md5(bytes: Uint8Array): Buffer {
  return createHash("md5").update(bytes).digest();
}

function twentyTimes(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  let result = bytes;
  for (let round = 0; round < 20; round += 1)
    result = rc4(
      key.map((byte) => byte ^ round),
      result,
    );
  return result;
}

/** The key of version 5 (AES-256), wrapped with the empty user password. */
function newKey(get: (key: string) => PdfValue | undefined): Uint8Array | undefined {
  const user = bytesOf(get("U"));
  const wrapped = bytesOf(get("UE"));
  if (user === undefined || wrapped === undefined || user.length < 48 || wrapped.length < 32)
    return undefined;
  const hash = numberOf(get("R")) === 5 ? sha256 : hardened;
  if (Buffer.compare(hash(user.subarray(32, 40)), user.subarray(0, 32)) !== 0) return undefined;
  const decipher = createDecipheriv("aes-256-cbc", hash(user.subarray(40, 48)), Buffer.alloc(16));
  decipher.setAutoPadding(false);
  return Buffer.concat([decipher.update(wrapped.subarray(0, 32)), decipher.final()]);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** Algorithm 2.B for the empty password. */
function hardened(salt: Uint8Array): Uint8Array {
  let key: Uint8Array = sha256(salt);
  for (let round = 0, last = 0; round < 64 || last > round - 32; round += 1) {
    const cipher = createCipheriv("aes-128-cbc", key.subarray(0, 16), key.subarray(16, 32));
    cipher.setAutoPadding(false);
    const block = cipher.update(Buffer.concat(Array.from({ length: 64 }, () => key)));
    const sum = block.subarray(0, 16).reduce((total, byte) => total + byte, 0);
    key = createHash(["sha256", "sha384", "sha512"][sum % 3] ?? "sha256")
      .update(block)
      .digest();
    last = block.at(-1) ?? 0;
  }
  return key.subarray(0, 32);
}
