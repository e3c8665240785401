/** What a file system says of a file; sizes in bytes, times in nanoseconds. */
interface FileFacts {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/**
 * What tells that a file was written to or that another one is in its place. Times of change cannot be set back, so a
 * file that was changed and restored has another stamp.
 */
export function fileStamp({ dev, ino, size, mtimeNs, ctimeNs }: FileFacts): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}

/** Stamps of the parts of a bundle that are files, by path. */
export type Stamps = ReadonlyMap<string, string>;
