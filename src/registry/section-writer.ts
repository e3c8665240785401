import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { Section } from "./header.ts";
import { writing } from "./writing.ts";

const BUFFER_BYTES = 1024 * 1024;

/** Writes bytes one after the other into a file, and digests them. */
export interface SectionWriter {
  write(bytes: Uint8Array): void;
  /** Adds all that is in a file. */
  addFile(path: string): void;
  /** Writes what is still held. */
  end(): Section;
}

/** `file`: opened for writing; `path` is what an error calls it; `offset`: where the section begins. */
export function sectionWriter(file: number, path: string, offset: number): SectionWriter {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  let held = 0;
  let written = 0;
  const flush = (): void => {
    hash.update(buffer.subarray(0, held));
    writing(path, () => {
      for (let at = 0; at < held;) at += writeSync(file, buffer, at, held - at, offset + written + at);
    });
    written += held;
    held = 0;
  };
  const write = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length;) {
      const length = Math.min(bytes.length - at, BUFFER_BYTES - held);
      buffer.set(at === 0 && length === bytes.length ? bytes : bytes.subarray(at, at + length), held);
      held += length;
      at += length;
      if (held === BUFFER_BYTES) flush();
    }
  };
  return {
    write,
    addFile(from) {
      const source = openSync(from, "r");
      const piece = Buffer.allocUnsafeSlow(BUFFER_BYTES);
      try {
        for (let read = -1; read !== 0;) {
          read = readSync(source, piece, 0, piece.length, null);
          write(piece.subarray(0, read));
        }
      } finally {
        closeSync(source);
      }
    },
    end() {
      flush();
      return { offset, bytes: written, digest: hash.digest() };
    },
  };
}
