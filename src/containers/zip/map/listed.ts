import type { Encryption, Listed, ListingBounds } from "../../container.ts";
import { methodWords, readableMethods } from "../decode/index.ts";
import { aesField } from "../decrypt.ts";
import { whyUnreadable, type DirectoryEntry } from "./directory.ts";
import type { Local } from "./local.ts";
import { FLAG } from "./records.ts";

/** What decides whether an entry is worth reading. */
export interface Reach {
  readonly bounds: ListingBounds;
  /** There are passwords: encrypted entries are worth a try. */
  readonly canDecrypt: boolean;
  /** Bytes of the archive. */
  readonly size: number;
}

/** An entry of a directory as the container lists it. `offset`: of its local header, undefined `local` where there is none. */
export function listedEntry(
  entry: DirectoryEntry,
  path: string,
  local: Local | undefined,
  offset: number,
  { bounds, canDecrypt, size: archiveBytes }: Reach,
): Listed {
  const { packed, size, crc } = entry;
  const aes = entry.method === 99 && entry.extra.aes !== undefined ? aesField(entry.extra.aes) : undefined;
  const method = aes?.method ?? entry.method;
  const encryption = encryptionOf(entry, local, offset, aes);
  const locator = {
    in: "zip",
    start: local?.dataStart ?? 0,
    packed,
    size,
    crc,
    method,
    encryption,
  } as const;
  const kind = path.endsWith("/") && size === 0 ? "directory" : "file";
  const base = { path, kind, size, packed, locator } as const;
  let unreadable = whyUnreadable(entry, method, local?.dataStart, archiveBytes, bounds);
  if (unreadable?.reason !== "damaged") unreadable = whyClosed(entry, method, canDecrypt) ?? unreadable;
  return unreadable === undefined ? base : { ...base, unreadable };
}

function encryptionOf(
  entry: DirectoryEntry,
  local: Local | undefined,
  offset: number,
  aes: Encryption["aes"],
): Encryption | undefined {
  if ((entry.flags & FLAG.encrypted) === 0 && entry.method !== 99) return undefined;
  return {
    kind: aes === undefined ? "zipcrypto" : "aes",
    aes,
    header: offset,
    flags: entry.flags,
    time: local?.header.time ?? entry.time,
  };
}

/** Encrypted in a way that no password opens, or packed with a method that cannot be read. */
function whyClosed(entry: DirectoryEntry, method: number, canDecrypt: boolean): Listed["unreadable"] {
  if ((entry.flags & (FLAG.strongEncryption | FLAG.maskedHeader)) !== 0 || entry.extra.isStronglyEncrypted)
    return { reason: "encrypted", detail: "it is encrypted with PKWARE's strong encryption" };
  const isEncrypted = (entry.flags & FLAG.encrypted) !== 0 || entry.method === 99;
  if (isEncrypted && !canDecrypt) {
    const how = entry.method === 99 ? "AES" : "ZipCrypto";
    return { reason: "encrypted", detail: `it is encrypted (${how}); --password-file may open it` };
  }
  if ((entry.flags & FLAG.patch) !== 0)
    return { reason: "unsupported-compression", detail: "it is a patch to another file" };
  if (method === 0 || method === 8 || readableMethods().has(method)) return undefined;
  return { reason: "unsupported-compression", detail: methodWords(method) };
}
