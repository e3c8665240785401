import { createHmac, randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { CannotRun, messageOf } from "../model/errors.ts";
import { printable } from "../model/printable.ts";

const MIN_KEY_BYTES = 16;
const MAX_KEY_BYTES = 16 * 1024;
/** Different bytes in a key; of 16 random ones fewer than 8 differ once in 10 ** 11. */
const MIN_DIFFERENT_BYTES = 8;
const NEW_KEY_BYTES = 32;
/** Bytes by which a registry says which key it was made with. */
export const KEY_ID_BYTES = 8;

/** What a registry is keyed with, derived from a key file; nothing of it is ever written. */
export interface RegistryKey {
  /** Names the key; tells nothing about it. */
  readonly id: Buffer;
  /** 16 bytes for SipHash. */
  readonly hash: Buffer;
  /** Authenticates the header of a registry. */
  readonly seal: Buffer;
  /** Others than its owner may read the file. */
  readonly isExposed: boolean;
}

/**
 * The key in a file: its bytes, 16 at least, as they are; a line end after them does not count.
 * Throws `CannotRun` with a sentence that names the file, never with any of its content.
 */
export function readRegistryKey(path: string): RegistryKey {
  const { bytes, mode } = bytesOf(path);
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? 2 : 1) : 0;
  const secret = bytes.subarray(0, bytes.length - end);
  if (secret.length > MAX_KEY_BYTES) throw wrong(path, "is larger than 16 KiB: no key of a registry");
  if (secret.length < MIN_KEY_BYTES)
    throw wrong(
      path,
      `holds ${secret.length} bytes; the key of a registry needs at least ${MIN_KEY_BYTES} random ones (registry build --new-key makes one)`,
    );
  if (new Set(secret).size < MIN_DIFFERENT_BYTES)
    throw wrong(path, "repeats a few bytes: no random key (registry build --new-key makes one)");
  return registryKey(secret, process.platform !== "win32" && (mode & 0o077) !== 0);
}

/** The key that these bytes make. */
export function registryKey(secret: Uint8Array, isExposed = false): RegistryKey {
  const derived = (use: string): Buffer =>
    createHmac("sha256", secret).update(`straycheck-registry/1 ${use}`).digest();
  return {
    id: derived("id").subarray(0, KEY_ID_BYTES),
    hash: derived("hash").subarray(0, 16),
    seal: derived("seal"),
    isExposed,
  };
}

/** Writes a new random key into a file that only its owner can read. Throws `CannotRun` when there is one already. */
export function writeNewKey(path: string): void {
  try {
    const file = openSync(path, "wx", 0o600);
    try {
      writeSync(file, `${randomBytes(NEW_KEY_BYTES).toString("hex")}\n`);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw wrong(
      path,
      isThere ? "exists already; a key is never written over" : `cannot be written: ${messageOf(error)}`,
    );
  }
}

function bytesOf(path: string): { readonly bytes: Buffer; readonly mode: number } {
  try {
    const file = openSync(path, "r");
    try {
      const about = fstatSync(file);
      if (about.isDirectory()) throw wrong(path, "is a folder, not a key file");
      const bytes = Buffer.alloc(MAX_KEY_BYTES + 3);
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null);
      return { bytes: bytes.subarray(0, length), mode: about.isFile() ? about.mode : 0 };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw wrong(
      path,
      isMissing ? "cannot be read: there is no such file" : `cannot be read: ${messageOf(error)}`,
    );
  }
}

function wrong(path: string, problem: string): CannotRun {
  return new CannotRun(`${printable(path)} ${problem}`);
}
