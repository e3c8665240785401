import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An entry of an archive that a real tool wrote, as its directory lists it. */
export interface PackedEntry {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly time: number;
  readonly crc: number;
  readonly size: number;
  /** Bodies of the extra fields by their number. */
  readonly extra: ReadonlyMap<number, Buffer>;
  readonly packed: Buffer;
}

/** The entries of a well-formed archive. */
export function packedEntries(zip: Buffer): PackedEntry[] {
  const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const entries: PackedEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  while (zip.readUInt32LE(at) === 0x0201_4b50) {
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const extraEnd = nameEnd + zip.readUInt16LE(at + 30);
    const local = zip.readUInt32LE(at + 42);
    const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    entries.push({
      name: zip.toString("utf8", at + 46, nameEnd),
      flags: zip.readUInt16LE(at + 8),
      method: zip.readUInt16LE(at + 10),
      time: zip.readUInt16LE(at + 12),
      crc: zip.readUInt32LE(at + 16),
      size: zip.readUInt32LE(at + 24),
      extra: fieldsOf(zip.subarray(nameEnd, extraEnd)),
      packed: zip.subarray(data, data + zip.readUInt32LE(at + 20)),
    });
    at = extraEnd + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function fieldsOf(extra: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    fields.set(extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2)));
  }
  return fields;
}

export function hasTool(command: string): boolean {
  try {
    execFileSync(command, ["--help"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Packs files with a real tool: options, then the archive, then the files are its arguments. */
export function packedWith(
  command: string,
  options: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
): PackedEntry[] {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-packed-"));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    execFileSync(command, [...options, "out.zip", ...Object.keys(files)], { cwd: folder, stdio: "ignore" });
    return packedEntries(readFileSync(join(folder, "out.zip")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes in chunks that are overwritten when the next one is read, as those of a file's window are. */
export async function* inChunks(bytes: Uint8Array, length = 4096): AsyncGenerator<Uint8Array> {
  const window = Buffer.alloc(length);
  for (let at = 0; at < bytes.length; at += length) {
    const part = bytes.subarray(at, at + length);
    window.fill(0xaa);
    window.set(part);
    yield window.subarray(0, part.length);
    await Promise.resolve();
  }
}
