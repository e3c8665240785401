import type { Bytes } from "../../bytes.ts";
import type { Listed } from "../../container.ts";
import { decodeName } from "../names.ts";
import { applyZip64 } from "./extra.ts";
import type { Extents } from "./extents.ts";
import { readLocal } from "./local.ts";
import { findDescriptor, FLAG, SIGNATURE } from "./records.ts";

const SCAN_BYTES = 256 * 1024;
/** Compression methods there are (APPNOTE 4.4.5): other numbers are no header but bytes that look like one. */
export const METHODS: ReadonlySet<number> = new Set([
  0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99,
]);

/** Positions in `[start, end)` at which a record of an archive begins, up to `max`. */
export function findRecords(
  bytes: Bytes,
  start: number,
  end: number,
  max: number,
): readonly { readonly at: number; readonly signature: number }[] {
  const found: { at: number; signature: number }[] = [];
  for (let from = start; from < end; from += SCAN_BYTES) {
    const view = bytes.view(from, Math.min(SCAN_BYTES + 3, end - from));
    if (view === undefined) break;
    for (let at = view.indexOf("PK", 0, "latin1"); at >= 0; at = view.indexOf("PK", at + 1, "latin1")) {
      if (at >= SCAN_BYTES || at + 4 > view.length) break;
      const signature = view.readUInt32LE(at);
      if (RECORDS.has(signature)) found.push({ at: from + at, signature });
      if (found.length >= max) return found;
    }
  }
  return found;
}

const RECORDS = new Set<number>([
  SIGNATURE.local,
  SIGNATURE.central,
  SIGNATURE.end,
  SIGNATURE.zip64End,
  SIGNATURE.zip64Locator,
  SIGNATURE.descriptor,
]);

/** Whether the local header at `at` can be one: a program that looks for headers holds the signature, too. */
export function isPlausibleLocal(bytes: Bytes, at: number): boolean {
  const local = readLocal(bytes, at);
  return (
    local !== undefined &&
    METHODS.has(local.header.method) &&
    local.name.length > 0 &&
    local.name.length < 4096 &&
    local.name.every((byte) => byte >= 0x20 && byte !== 0x7f)
  );
}

/**
 * Entries in `[start, end)` that are found by their local headers, one after the other, as readers of a stream do.
 * Their extents are added, their sizes are as they claim, or end where their data or the next record does.
 */
export function carve(bytes: Bytes, start: number, end: number, extents: Extents, max: number): Listed[] {
  const records = findRecords(bytes, start, end, MAX_RECORDS);
  const found: Listed[] = [];
  let free = start;
  for (const [index, { at, signature }] of records.entries()) {
    if (found.length >= max) break;
    if (signature !== SIGNATURE.local || at < free || !isPlausibleLocal(bytes, at)) continue;
    const next =
      records.slice(index + 1, index + 1 + 64).find((record) => isBoundary(bytes, record))?.at ?? end;
    const entry = carvedEntry(bytes, at, end, next);
    if (entry === undefined) continue;
    extents.add(at, entry.end, -1);
    free = entry.end;
    found.push(entry.listed);
  }
  return found;
}

const MAX_RECORDS = 1_000_000;

function isBoundary(bytes: Bytes, { at, signature }: { at: number; signature: number }): boolean {
  return signature === SIGNATURE.local ? isPlausibleLocal(bytes, at) : true;
}

function carvedEntry(
  bytes: Bytes,
  at: number,
  limit: number,
  next: number,
): { listed: Listed; end: number } | undefined {
  const local = readLocal(bytes, at);
  if (local === undefined || local.dataStart > limit) return undefined;
  const { header, dataStart } = local;
  const { path } = decodeName(local.name, header.flags, local.extra);
  const { size, packed } = applyZip64(local.extra.zip64, { ...header, offset: 0, disk: 0 });
  const base = {
    path,
    kind: path.endsWith("/") && size === 0 ? "directory" : "file",
    found: "carved",
  } as const;
  const isSized = packed > 0 || size === 0;
  const streamed = (header.flags & FLAG.descriptor) !== 0;
  if ((header.flags & FLAG.encrypted) !== 0 || (header.method !== 0 && header.method !== 8)) {
    const end =
      isSized && !streamed && dataStart + packed <= limit ? dataStart + packed : Math.max(dataStart, next);
    const reason = (header.flags & FLAG.encrypted) !== 0 ? "encrypted" : "unsupported-compression";
    const locator = { in: "ranges", ranges: [[dataStart, end - dataStart]], size: end - dataStart } as const;
    const unreadable = {
      reason,
      detail: `compression method ${header.method}, found by its local header`,
    } as const;
    return { listed: { ...base, size, packed, locator, unreadable }, end };
  }
  if (isSized && !(streamed && packed === 0) && dataStart + packed <= limit) {
    const locator = {
      in: "zip",
      start: dataStart,
      packed,
      size,
      crc: header.crc,
      method: header.method,
    } as const;
    const says = { crc: header.crc, packed, size };
    const end =
      dataStart + packed + (streamed ? (findDescriptor(bytes, dataStart + packed, says)?.length ?? 0) : 0);
    return { listed: { ...base, size, packed, locator }, end };
  }
  const length = Math.max(0, Math.min(next, limit) - dataStart);
  const end = dataStart + length;
  if (header.method === 8) {
    const locator = { in: "deflate", start: dataStart, packed: length, size: length } as const;
    return { listed: { ...base, size: length, packed: length, locator }, end };
  }
  const locator = { in: "ranges", ranges: [[dataStart, length]], size: length } as const;
  return { listed: { ...base, size: length, packed: length, locator }, end };
}
