import { createHash, createHmac } from "node:crypto";
import { lstatSync, readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { CannotRun, Interrupted, messageOf } from "../model/errors.ts";

const READ_BYTES = 1024 * 1024;

/** What a bundle was when it was read. */
export interface Fingerprint {
  /** Of each part in small hex; of a folder, of the names and contents of its files. */
  readonly digests: readonly string[];
  /** Keys what is written down about the bundle's person: only who has the bundle can guess at it. */
  readonly secret: Buffer;
}

/** Reads the parts of a bundle to their end. Throws `CannotRun`, or `Interrupted` when the signal stops it. */
export async function fingerprintOf(
  bundles: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Fingerprint> {
  const secret = createHash("sha256").update("straycheck-journal/1\n");
  const digests: string[] = [];
  for (const path of bundles) {
    const digest = createHash("sha256");
    await readInto(path, (bytes) => {
      if (signal?.aborted === true) throw new Interrupted();
      digest.update(bytes);
      secret.update(bytes);
    });
    digests.push(digest.digest("hex"));
  }
  return { digests, secret: secret.digest() };
}

/** A digest that cannot be made without the bundle. */
export function keyed({ secret }: Fingerprint, words: readonly unknown[]): string {
  return createHmac("sha256", secret).update(JSON.stringify(words)).digest("hex");
}

async function readInto(path: string, take: (bytes: Uint8Array) => void): Promise<void> {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new CannotRun(`${path}: no such file`);
    if (stat.isDirectory()) await readFolder(path, "", take);
    else if (stat.isFile()) await readFile(path, take);
    else throw new CannotRun(`${path} is no regular file`);
  } catch (error) {
    if (error instanceof CannotRun || error instanceof Interrupted) throw error;
    throw new CannotRun(`${path} cannot be read: ${messageOf(error)}`);
  }
}

async function readFolder(root: string, below: string, take: (bytes: Uint8Array) => void): Promise<void> {
  const folder = join(root, below);
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(below, name);
    const stat = lstatSync(join(root, path));
    const kind = stat.isDirectory() ? "folder" : stat.isFile() ? "file" : "other";
    take(Buffer.from(`${JSON.stringify([path, kind, stat.isFile() ? stat.size : 0])}\n`));
    if (stat.isDirectory()) await readFolder(root, path, take);
    // A file that cannot be read is an entry of the report, and no reason not to check the others.
    else if (stat.isFile()) await readFile(join(root, path), take).catch(interruptedOnly);
  }
}

async function readFile(path: string, take: (bytes: Uint8Array) => void): Promise<void> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

function interruptedOnly(error: unknown): void {
  if (error instanceof Interrupted) throw error;
}
