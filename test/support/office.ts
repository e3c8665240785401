import { fromBuffer } from "yauzl";
import type { Entry, ZipFile } from "yauzl";
import { NotInspected } from "../../src/model/errors.ts";
import type { ByteSource, Member } from "../../src/model/format.ts";

/** The files of a ZIP as the engine hands them over, and which of them were taken to their last byte. */
export interface OfficeSource extends ByteSource {
  readonly taken: Set<string>;
}

/** A ZIP as the source of an Office document; `chunkBytes`: how its members come. */
export function officeSource(zip: Uint8Array, chunkBytes = 1 << 16): OfficeSource {
  const taken = new Set<string>();
  const none = (): AsyncIterable<Uint8Array> => {
    throw new Error("an Office document is read by its members");
  };
  return { size: zip.length, chunks: none, taken, members: () => membersOf(zip, chunkBytes, taken) };
}

async function membersOf(zip: Uint8Array, chunkBytes: number, taken: Set<string>): Promise<Member[]> {
  const archive = await open(zip);
  archive.setMaxListeners(0);
  const members: Member[] = [];
  for await (const entry of entriesOf(archive)) {
    const name = entry.fileName;
    async function* chunks(): AsyncIterable<Uint8Array> {
      let bytes: Buffer;
      try {
        bytes = await unpacked(archive, entry);
      } catch (error) {
        throw new NotInspected("damaged", error instanceof Error ? error.message : "it cannot be unpacked");
      }
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        if (at + chunkBytes >= bytes.length) taken.add(name);
        const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes));
        yield chunk;
        chunk.fill(0xee);
      }
      taken.add(name);
    }
    members.push({ name, size: entry.uncompressedSize, chunks });
  }
  return members;
}

function open(zip: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(zip), { lazyEntries: true, validateEntrySizes: true }, (error, archive) => {
      if (error !== null) reject(error);
      else resolve(archive);
    });
  });
}

async function* entriesOf(archive: ZipFile): AsyncIterable<Entry> {
  for (let left = archive.entryCount; left > 0; left -= 1) {
    yield await new Promise<Entry>((resolve, reject) => {
      archive.once("entry", resolve);
      archive.once("error", reject);
      archive.readEntry();
    });
  }
}

function unpacked(archive: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    archive.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => resolve(Buffer.concat(parts)));
      stream.on("error", reject);
    });
  });
}
