import { inflateRawSync } from "node:zlib";

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;

/**
 * The files of a ZIP as a reader finds them who goes from local header to local header and never looks at the directory.
 * Throws where what follows an entry is none of it.
 */
export function unzipped(zip: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = 0;
  while (at + 4 <= zip.length && zip.readUInt32LE(at) === LOCAL) {
    const method = zip.readUInt16LE(at + 8);
    const nameEnd = at + 30 + zip.readUInt16LE(at + 26);
    const name = zip.toString("utf8", at + 30, nameEnd);
    const start = nameEnd + zip.readUInt16LE(at + 28);
    if (method === 0) {
      // Only folders are stored.
      files.set(name, Buffer.alloc(0));
      at = start;
      continue;
    }
    const { buffer, engine } = inflateRawSync(zip.subarray(start), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    if (files.has(name)) throw new Error(`${name} comes twice`);
    files.set(name, buffer);
    at = start + engine.bytesWritten;
    if (zip.readUInt32LE(at) === DESCRIPTOR) at += 16;
  }
  const next = zip.readUInt32LE(at);
  if (next !== CENTRAL && files.size > 0) throw new Error(`at ${at} stands no record`);
  return files;
}
