import { createHash } from "node:crypto";
import { createReadStream, lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { CannotRun, Interrupted, messageOf } from "../model/errors.ts";
import type { ArchiveEvidence } from "../model/incident.ts";
import { printable } from "../model/printable.ts";

/** Files of a folder that are digested one by one. */
const MAX_FILES = 2_000_000;

/**
 * The digest of what is evidence: of a file its SHA-256; of a folder that of its list of paths, sizes and digests, in
 * the order of their bytes. Links are told by where they lead and never followed. Throws `CannotRun` or `Interrupted`.
 */
export async function digestEvidence(path: string, signal?: AbortSignal): Promise<ArchiveEvidence> {
  try {
    if (!statSync(path).isDirectory()) {
      const { sha256, bytes } = await digestFile(path, signal);
      return { name: nameOf(path), bytes, sha256, files: null };
    }
    const list = createHash("sha256");
    let bytes = 0;
    const files = filesBelow(path);
    for (const file of files) {
      const full = join(path, file);
      const stat = lstatSync(full);
      if (stat.isFile()) {
        const found = await digestFile(full, signal);
        bytes += found.bytes;
        list.update(`${file}\0${found.bytes}\0${found.sha256}\n`);
      } else {
        list.update(`${file}\0${stat.isSymbolicLink() ? `link\0${readlinkSync(full)}` : "special"}\n`);
      }
    }
    return { name: nameOf(path), bytes, sha256: list.digest("hex"), files: files.length };
  } catch (error) {
    if (error instanceof CannotRun || error instanceof Interrupted) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    throw new CannotRun(
      code === "ENOENT"
        ? `${printable(path)}: no such file`
        : `${printable(path)} cannot be read: ${messageOf(error)}`,
    );
  }
}

/** Throws `CannotRun` where a part is not what it was before. */
export function mustBeUnchanged(
  paths: readonly string[],
  before: readonly ArchiveEvidence[],
  after: readonly ArchiveEvidence[],
): void {
  for (const [index, path] of paths.entries())
    if (before[index]?.sha256 !== after[index]?.sha256)
      throw new CannotRun(
        `${printable(path)} was changed while it was read: its SHA-256 before and after differ; make a copy that nobody writes to, and begin again`,
      );
}

/** Throws `CannotRun` where what was read is not what was digested; `read` is null where no single digest is known. */
export function mustBeRead(path: string, digested: ArchiveEvidence | undefined, read: string | null): void {
  if (read !== null && digested !== undefined && digested.files === null && digested.sha256 !== read)
    throw new CannotRun(`${printable(path)} was changed before it was read; begin again`);
}

function nameOf(path: string): string {
  return basename(resolve(path));
}

/** Paths below a folder with `/`, folders left out. */
function filesBelow(root: string): readonly string[] {
  const files: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else files.push(path);
      if (files.length > MAX_FILES)
        throw new CannotRun(`${printable(root)} holds more than 2,000,000 files; pack it as a ZIP`);
    }
  }
  return files.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

async function digestFile(
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ sha256: string; bytes: number }> {
  const digest = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    if (signal?.aborted === true) throw new Interrupted();
    const piece: unknown = chunk;
    if (!(piece instanceof Uint8Array)) continue;
    digest.update(piece);
    bytes += piece.length;
  }
  return { sha256: digest.digest("hex"), bytes };
}
