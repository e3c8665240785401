// The least that any check has to do: list the ZIP, read every entry once, inflate it, CRC-32 and sha256.
// Plain JavaScript, so that no type stripping is counted. `node floor.js <folder of the built program> <zip>`
import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { fromRandomAccessReader } from "yauzl";

const CHUNK_BYTES = 1024 * 1024;
const READ_BYTES = 128 * 1024;
const ONE_SHOT_BYTES = 16 * 1024 * 1024;
const HEADER_BYTES = 30;

const [built, bundle] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(path.join(built, name)).href);
const { FileWindow } = await load("containers/bytes.js");
const { WindowReader } = await load("containers/zip/random-access.js");

const file = openSync(bundle, "r");
const reused = Buffer.allocUnsafe(READ_BYTES);
for (const entry of await listed()) {
  const small = entry.size <= ONE_SHOT_BYTES && entry.packed <= ONE_SHOT_BYTES;
  const crc = small ? readSmall(entry) : await readLarge(entry);
  if (crc !== entry.crc) throw new Error("an entry's checksum is wrong");
}
closeSync(file);

/** By yauzl and a cached window, which answers at once. */
function listed() {
  const window = new FileWindow(bundle);
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
  return new Promise((resolve, reject) => {
    fromRandomAccessReader(new WindowReader(window), window.size, options, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const entries = [];
      zip.on("error", reject);
      zip.on("entry", (entry) => {
        entries.push({
          offset: entry.relativeOffsetOfLocalHeader,
          packed: entry.compressedSize,
          size: entry.uncompressedSize,
          method: entry.compressionMethod,
          crc: entry.crc32,
          nameBytes: entry.fileNameRaw.length,
        });
      });
      while (zip.entriesRead < zip.entryCount) zip.readEntry();
      window.close();
      resolve(entries);
    });
  });
}

function readSmall({ offset, packed, size, method, nameBytes }) {
  // One read for the header and the data behind it, as the extra field of these bundles is empty.
  const start = HEADER_BYTES + nameBytes;
  const length = start + packed;
  const bytes = read(length <= READ_BYTES ? reused : Buffer.allocUnsafe(length), offset, length);
  if (bytes.readUInt16LE(28) !== 0) throw new Error("extra fields are not expected here");
  const data = bytes.subarray(start);
  // One byte more than needed, and zlib is done in one step.
  const content = method === 0 ? data : inflateRawSync(data, { chunkSize: Math.max(64, size + 1) });
  hash("sha256", content, "hex");
  return crc32(content);
}

async function readLarge({ offset, packed, method }) {
  const header = read(reused, offset, HEADER_BYTES);
  const start = offset + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  const digest = createHash("sha256");
  let crc = 0;
  for await (const chunk of method === 0 ? slices(start, packed) : inflated(start, packed)) {
    digest.update(chunk);
    crc = crc32(chunk, crc);
  }
  digest.digest("hex");
  return crc;
}

function* slices(start, length) {
  for (let at = 0; at < length; at += READ_BYTES) {
    yield read(reused, start + at, Math.min(READ_BYTES, length - at));
  }
}

async function* inflated(start, length) {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const feeding = (async () => {
    for (const slice of slices(start, length)) {
      await new Promise((resolve) => inflate.write(slice, resolve));
    }
    inflate.end();
  })();
  yield* inflate;
  await feeding;
}

function read(into, position, length) {
  let done = 0;
  while (done < length) {
    const count = readSync(file, into, done, length - done, position + done);
    if (count === 0) throw new Error("the ZIP ends too early");
    done += count;
  }
  return into.subarray(0, length);
}
