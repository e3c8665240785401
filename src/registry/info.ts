import { openFile, verifySection, type RegistryFile } from "./file.ts";
import { broken, checkKey, confirmedBits, SECTIONS, type RegistryCounts } from "./header.ts";
import type { RegistryKey } from "./key.ts";
import { MAX_BUCKET_ROWS } from "./rows.ts";

export interface RegistryInfo {
  readonly version: number;
  readonly bytes: number;
  readonly digest: string;
  readonly bits: number;
  readonly counts: RegistryCounts;
  /** Whether the key is the one that it was made with; undefined without a key. */
  readonly isSealed: boolean | undefined;
  /** Whether all bytes were compared with their digests. */
  readonly isVerified: boolean;
}

/**
 * What a registry says of itself, which needs no key. `verifies`: all of it is read and compared with its digests. Throws
 * `CannotRun` with a sentence when it is damaged, cut off, of a newer version, or made with another key than `key`.
 */
export function registryInfo(path: string, key: RegistryKey | undefined, verifies: boolean): RegistryInfo {
  const file = openFile(path);
  try {
    const { header, headerBytes } = file;
    if (key !== undefined) checkKey(headerBytes, header, key, path);
    if (verifies) {
      for (const name of SECTIONS) verifySection(file, header.sections[name]);
      checkIndex(file);
    }
    const { offset, bytes } = header.sections.filter;
    return {
      version: header.version,
      bytes: offset + bytes,
      digest: header.digest,
      bits: confirmedBits(header),
      counts: header.counts,
      isSealed: key === undefined ? undefined : true,
      isVerified: verifies,
    };
  } finally {
    file.close();
  }
}

function checkIndex(file: RegistryFile): void {
  const { header, path } = file;
  const starts = new Uint32Array(2 ** header.bucketBits + 1);
  file.readSection(header.sections.index, new Uint8Array(starts.buffer));
  const isWhole = starts.every((start, bucket) => {
    const before = starts[bucket - 1] ?? 0;
    return start >= before && start - before <= MAX_BUCKET_ROWS;
  });
  if (!isWhole || starts.at(-1) !== header.counts.rows)
    throw broken(path, "is damaged: its index contradicts itself; build it again");
}
