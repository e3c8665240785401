import { createHash } from "node:crypto";
import { lstatSync, realpathSync, statSync, type BigIntStats } from "node:fs";
import { open } from "node:fs/promises";
import { CannotRun, Interrupted, messageOf } from "../model/errors.ts";
import { fileStamp } from "../model/file-stamp.ts";

const READ_BYTES = 1024 * 1024;

/** What the bytes of an archive were, and what the file system said of the file that held them. */
export interface ArchiveDigest {
  readonly path: string;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** The file, the link that leads to it, and when either was last written; not to be shown. */
  readonly identity: string;
  /** Of the file whose bytes were read. */
  readonly stamp: string;
}

/** A file was written to, or another one put in its place, while it was read. */
export class Changed extends CannotRun {}

/** A SHA-256 as sentences show it. */
export function shortDigest(sha256: string): string {
  return `sha256 ${sha256.slice(0, 8)}…${sha256.slice(-4)}`;
}

/** Throws `CannotRun` for what has no digest: a folder, a device, no file. */
export function mustBeArchive(path: string): void {
  const stat = statOf(path);
  if (stat.isDirectory())
    throw new CannotRun(
      `${path} is a folder: a receipt is about the bytes of an archive that ships, so make one`,
    );
  if (!stat.isFile()) throw new CannotRun(`${path} is no regular file`);
}

/** Reads a file to its end. Throws `CannotRun`, `Changed`, or `Interrupted` when the signal stops it. */
export async function digestArchive(path: string, signal?: AbortSignal): Promise<ArchiveDigest> {
  mustBeArchive(path);
  const digest = createHash("sha256");
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  let bytes = 0;
  const before = identityOf(path);
  let stamp = "";
  try {
    const file = await open(path, "r");
    try {
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (signal?.aborted === true) throw new Interrupted();
        if (bytesRead === 0) break;
        digest.update(buffer.subarray(0, bytesRead));
        bytes += bytesRead;
      }
      stamp = fileStamp(await file.stat({ bigint: true }));
      if (stamp !== fileStamp(statOf(path))) throw new Changed(`${path} was replaced while it was read`);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof CannotRun || error instanceof Interrupted) throw error;
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`);
  }
  if (identityOf(path) !== before) throw new Changed(`${path} was changed while it was read`);
  return { path, sha256: digest.digest("hex"), bytes, identity: before, stamp };
}

/** Where the path leads, which file that is, and when it or the link to it was changed. */
function identityOf(path: string): string {
  try {
    return [realpathSync(path), fileStamp(lstatSync(path, { bigint: true })), fileStamp(statOf(path))].join(
      "\n",
    );
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    throw new Changed(`${path} was removed while it was read`);
  }
}

function statOf(path: string): BigIntStats {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new CannotRun(
      code === "ENOENT" ? `${path}: no such file` : `${path} cannot be read: ${messageOf(error)}`,
    );
  }
}
