import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { writing } from "./writing.ts";

/** Files that a table is divided among, by the first byte of a hash. */
export const PARTITIONS = 256;
const BUFFER_BYTES = 64 * 1024;

/** A table in files, of which only a few kilobytes each are held in memory until they are read again. */
export interface Partitions {
  /** Adds bytes; a part is never divided between two writes. */
  add(partition: number, part: Uint8Array): void;
  /** Writes what is still held. */
  flush(): void;
  /** Bytes of one file. */
  size(partition: number): number;
  /** Reads one file in pieces that are multiples of `unit` bytes, each over the one before. */
  pieces(partition: number, unit: number): Iterable<Buffer>;
  /** Removes one file. */
  remove(partition: number): void;
}

/** `name`: begins the names of the files in `folder`. Throws `CannotRun` when the disk is full. */
export function createPartitions(folder: string, name: string): Partitions {
  const buffers = Array.from({ length: PARTITIONS }, () => ({
    bytes: Buffer.alloc(0),
    length: 0,
    written: 0,
  }));
  const pathOf = (partition: number): string => join(folder, `${name}-${partition}`);
  const write = (partition: number): void => {
    const buffer = buffers[partition];
    if (buffer === undefined || buffer.length === 0) return;
    // Opened each time: 512 files at once are more than some systems allow.
    writing(folder, () => {
      const file = openSync(pathOf(partition), "a", 0o600);
      try {
        for (let at = 0; at < buffer.length;) at += writeSync(file, buffer.bytes, at, buffer.length - at);
      } finally {
        closeSync(file);
      }
    });
    buffer.written += buffer.length;
    buffer.length = 0;
  };
  return {
    add(partition, part) {
      const buffer = buffers[partition];
      if (buffer === undefined) return;
      if (buffer.bytes.length === 0) buffer.bytes = Buffer.allocUnsafeSlow(BUFFER_BYTES);
      if (buffer.length + part.length > BUFFER_BYTES) write(partition);
      buffer.bytes.set(part, buffer.length);
      buffer.length += part.length;
    },
    flush() {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        write(partition);
        const buffer = buffers[partition];
        if (buffer !== undefined) buffer.bytes = Buffer.alloc(0);
      }
    },
    size: (partition) => buffers[partition]?.written ?? 0,
    *pieces(partition, unit) {
      if (buffers[partition]?.written === 0) return;
      const file = openSync(pathOf(partition), "r");
      try {
        const { size } = fstatSync(file);
        const piece = Buffer.allocUnsafeSlow(Math.ceil(BUFFER_BYTES / unit) * unit);
        for (let at = 0; at < size;) {
          const length = readSync(file, piece, 0, Math.min(piece.length, size - at), at);
          if (length === 0) break;
          yield piece.subarray(0, length);
          at += length;
        }
      } finally {
        closeSync(file);
      }
    },
    remove: (partition) => rmSync(pathOf(partition), { force: true }),
  };
}
