import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { endianness } from "node:os";
import { CannotRun, messageOf } from "../model/errors.ts";
import { broken, HEADER_BYTES, readHeader, type Header, type Section } from "./header.ts";

/** Bytes that are read and digested at once. */
const CHUNK_BYTES = 1024 * 1024;

/** An opened file of a registry, of which only the header has been read. */
export interface RegistryFile {
  readonly path: string;
  readonly header: Header;
  readonly headerBytes: Buffer;
  /** Reads `length` bytes from `position` to `into[at]`. Throws `CannotRun` when the file ends before. */
  read(into: Uint8Array, at: number, length: number, position: number): void;
  /** Fills `into` with a section, and compares its digest. Throws `CannotRun` when it is damaged. */
  readSection(section: Section, into: Uint8Array): void;
  close(): void;
}

/** Throws `CannotRun` as `readHeader` does, or when there is no such file. */
export function openFile(path: string): RegistryFile {
  if (endianness() !== "LE")
    throw broken(path, "cannot be read on this machine: its bytes run the other way");
  const file = opened(path);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  const readUpTo = (into: Uint8Array, at: number, length: number, position: number): number => {
    let done = 0;
    try {
      for (let read = -1; read !== 0 && done < length; done += read)
        read = readSync(file, into, at + done, length - done, position + done);
    } catch (error) {
      throw broken(path, `cannot be read: ${messageOf(error)}`);
    }
    return done;
  };
  const read: RegistryFile["read"] = (into, at, length, position) => {
    if (readUpTo(into, at, length, position) < length) throw broken(path, "was cut off while it was read");
  };
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw broken(path, "is no file: a registry is read at many places");
    const start = Buffer.alloc(HEADER_BYTES);
    const headerBytes = start.subarray(0, readUpTo(start, 0, HEADER_BYTES, 0));
    const header = readHeader(headerBytes, about.size, path);
    return {
      path,
      header,
      headerBytes,
      read,
      readSection(section, into) {
        const hash = createHash("sha256");
        for (let at = 0; at < into.length; at += CHUNK_BYTES) {
          const part = into.subarray(at, at + CHUNK_BYTES);
          read(part, 0, part.length, section.offset + at);
          hash.update(part);
        }
        if (!hash.digest().equals(section.digest)) throw damaged(path);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Throws `CannotRun` when a section is not as it was written. */
export function verifySection(file: RegistryFile, section: Section): void {
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, section.bytes));
  for (let at = 0; at < section.bytes; at += buffer.length) {
    const part = buffer.subarray(0, Math.min(buffer.length, section.bytes - at));
    file.read(part, 0, part.length, section.offset + at);
    hash.update(part);
  }
  if (!hash.digest().equals(section.digest)) throw damaged(file.path);
}

export function damaged(path: string): CannotRun {
  return broken(path, "is damaged: its content is not as it was written; copy or build it again");
}

function opened(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw broken(
      path,
      isMissing ? "cannot be read: there is no such file" : `cannot be read: ${messageOf(error)}`,
    );
  }
}
