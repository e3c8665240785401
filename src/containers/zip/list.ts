import { setImmediate } from "node:timers/promises";
import { fromRandomAccessReader, type Entry, type ZipFile } from "yauzl";
import { CannotRun, messageOf } from "../../model/errors.ts";
import type { Limits } from "../../model/limits.ts";
import type { Container, Listed, Observation, Region } from "../container.ts";
import { readLocalHeader } from "./local-header.ts";
import { decodeName, unsafeName } from "./name.ts";
import { FileWindow, WindowReader } from "./random-access.ts";

const END_RECORD_BYTES = 22;
const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_RECORD_BYTES = 56;

/** Lists a ZIP by its central directory. Throws `CannotRun` when there is none to read. */
export async function listZip(path: string, limits: Limits): Promise<Container> {
  const file = new FileWindow(path);
  // A window of its own: the directory and the local headers lie far apart.
  const headers = new FileWindow(path);
  try {
    const zip = await openDirectory(file, path);
    const { entries, observations, directoryStart } = await readDirectory(zip, headers, limits);
    const regions = bookkeeping(zip, file, directoryStart);
    return { kind: "zip", path, comment: commentOf(zip), bytes: file.size, entries, observations, regions };
  } finally {
    file.close();
    headers.close();
  }
}

function openDirectory(file: FileWindow, path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
    try {
      fromRandomAccessReader(new WindowReader(file), file.size, options, (error, zip) => {
        if (error === null) resolve(zip);
        else reject(new CannotRun(`${path} cannot be opened as a ZIP: ${reasonOf(error)}`));
      });
    } catch (error) {
      reject(new CannotRun(`${path} cannot be opened as a ZIP: ${messageOf(error)}`));
    }
  });
}

/** With `decodeStrings: false` the comment comes as bytes. */
function commentOf(zip: ZipFile): string {
  const comment: unknown = zip.comment;
  return Buffer.isBuffer(comment) ? comment.toString("utf8") : "";
}

function reasonOf(error: Error): string {
  const { message } = error;
  if (message.startsWith("End of central directory record signature not found")) {
    return "it has no directory at its end; it is no ZIP, or it was cut off";
  }
  if (message.startsWith("Invalid comment length"))
    return "data follows its end record, or the end record is damaged";
  return message;
}

async function readDirectory(
  zip: ZipFile,
  headers: FileWindow,
  limits: Limits,
): Promise<{ entries: Listed[]; observations: Observation[]; directoryStart: number }> {
  const entries: Listed[] = [];
  const observations: Observation[] = [];
  const directoryStart = Number(zip.readEntryCursor);
  let problem: Error | undefined;
  zip.on("error", (error: Error) => (problem = error));
  zip.on("entry", (entry: Entry) => {
    const listed = listedEntry(entry, headers, limits);
    const unsafe = unsafeName(listed.path);
    if (unsafe !== undefined)
      observations.push({ rule: "unsafe-path", entry: entries.length, detail: unsafe });
    entries.push(listed);
  });
  // The reader answers at once, so each call emits its entry before it returns: no recursion, no promise per entry.
  while (zip.entriesRead < zip.entryCount && problem === undefined) {
    if (entries.length >= limits.maxEntries) {
      const detail = `it lists ${zip.entryCount} entries; ${limits.maxEntries} is the limit`;
      observations.push({ rule: "too-many-entries", entry: -1, detail });
      break;
    }
    if (Number(zip.readEntryCursor) - directoryStart > limits.maxDirectoryBytes) {
      const detail = `its directory is longer than ${limits.maxDirectoryBytes} bytes`;
      observations.push({ rule: "too-many-entries", entry: -1, detail });
      break;
    }
    const before = entries.length;
    zip.readEntry();
    // Only for a nameless entry does yauzl answer a turn later.
    if (entries.length === before && problem === undefined) await setImmediate();
  }
  if (problem !== undefined) {
    const detail = `its directory breaks off after ${entries.length} of ${zip.entryCount} entries: ${messageOf(problem)}`;
    observations.push({ rule: "directory-damaged", entry: -1, detail });
  }
  return { entries, observations, directoryStart };
}

function listedEntry(entry: Entry, headers: FileWindow, limits: Limits): Listed {
  const rawName = entry.fileNameRaw.toString("latin1");
  const path = decodeName(entry.fileNameRaw, entry.generalPurposeBitFlag, entry.extraFields);
  const { compressedSize: packed, uncompressedSize: size, compressionMethod: method } = entry;
  const locator = {
    in: "zip",
    offset: entry.relativeOffsetOfLocalHeader,
    packed,
    size,
    crc: entry.crc32,
    method,
    flags: entry.generalPurposeBitFlag,
    rawName,
  } as const;
  const kind = path.endsWith("/") && size === 0 ? "directory" : "file";
  const unreadable = whyUnreadable(entry, headers.size, limits);
  if (unreadable === undefined) return { path, kind, size, packed, locator };
  return { path, kind, size, packed, locator, unreadable, end: readLocalHeader(headers, locator)?.end };
}

function whyUnreadable(entry: Entry, archiveBytes: number, limits: Limits): Listed["unreadable"] {
  const { compressedSize: packed, uncompressedSize: size, compressionMethod: method } = entry;
  if (entry.isEncrypted() || method === 99) return { reason: "encrypted", detail: "it is encrypted" };
  if (method !== 0 && method !== 8)
    return { reason: "unsupported-compression", detail: `compression method ${method}` };
  const host = entry.versionMadeBy >>> 8;
  const type = host === 3 || host === 19 ? (entry.externalFileAttributes >>> 16) & 0o170000 : 0;
  if (type === 0o120000) return { reason: "link", detail: "it is a symbolic link" };
  if (type !== 0 && type !== 0o100000 && type !== 0o040000)
    return { reason: "special-file", detail: "it is no regular file" };
  if (entry.relativeOffsetOfLocalHeader + 30 + packed > archiveBytes) {
    return { reason: "damaged", detail: "its data lies outside of the archive" };
  }
  if (method === 0 && packed !== size) {
    return {
      reason: "size-mismatch",
      detail: `it is stored, but declares ${packed} packed and ${size} unpacked bytes`,
    };
  }
  if (size > limits.maxEntryBytes)
    return { reason: "over-limit", detail: `${size} bytes; ${limits.maxEntryBytes} is the limit` };
  // DEFLATE cannot expand beyond 1,032 to 1: a larger claim is a lie and reserves nothing.
  if (method === 8 && size > 1032 * packed + 64)
    return { reason: "size-mismatch", detail: `it declares ${size} bytes from ${packed}` };
  if (size > limits.ratioFloorBytes && size > limits.maxRatio * packed) {
    return {
      reason: "over-limit",
      detail: `it expands ${Math.round(size / packed)} times; ${limits.maxRatio} is the limit`,
    };
  }
  return undefined;
}

function bookkeeping(zip: ZipFile, file: FileWindow, directoryStart: number): Region[] {
  const end = file.size - END_RECORD_BYTES - zip.comment.length;
  const regions: Region[] = [
    { start: directoryStart, end: Number(zip.readEntryCursor) },
    { start: end, end: file.size },
  ];
  const locatorStart = end - ZIP64_LOCATOR_BYTES;
  const locator = file.view(locatorStart, ZIP64_LOCATOR_BYTES);
  if (locator?.readUInt32LE(0) === 0x07064b50) {
    regions.push({ start: locatorStart, end });
    const recordStart = Number(locator.readBigUInt64LE(8));
    const record = file.view(recordStart, ZIP64_RECORD_BYTES);
    if (record?.readUInt32LE(0) === 0x06064b50) {
      regions.push({ start: recordStart, end: recordStart + 12 + Number(record.readBigUInt64LE(4)) });
    }
  }
  return regions;
}
