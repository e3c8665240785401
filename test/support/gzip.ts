import { crc32, deflateRawSync } from "node:zlib";
import { seeded } from "../../fixtures/support/random.ts";
import { BufferBytes, type Bytes } from "../../src/containers/bytes.ts";
import type { Container, Listed, ListingBounds } from "../../src/containers/container.ts";
import { listGzip, readGzip } from "../../src/containers/gzip.ts";
import { BOUNDS } from "./containers.ts";

export const TEXT = Buffer.from("the content of one file\n".repeat(20));
export const MiB = 1024 * 1024;

interface MemberOptions {
  readonly name?: string;
  readonly comment?: string;
  readonly extra?: Buffer;
  /** Checksum of the header: right, or this much off. */
  readonly headerChecksum?: number;
  readonly flags?: number;
  readonly says?: { readonly crc?: number; readonly size?: number };
}

/** A gzip member as it stands, with whatever fields it shall have. */
export function member(bytes: Buffer, options: MemberOptions = {}): Buffer {
  const { name, comment, extra, headerChecksum, says = {} } = options;
  const parts: Buffer[] = [Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])];
  let flags = options.flags ?? 0;
  if (extra !== undefined) {
    flags |= 4;
    parts.push(Buffer.from([extra.length & 0xff, extra.length >> 8]), extra);
  }
  if (name !== undefined) {
    flags |= 8;
    parts.push(Buffer.from(`${name}\0`, "latin1"));
  }
  if (comment !== undefined) {
    flags |= 16;
    parts.push(Buffer.from(`${comment}\0`, "latin1"));
  }
  if (headerChecksum !== undefined) flags |= 2;
  const header = Buffer.concat(parts);
  header[3] = flags;
  const sum = Buffer.alloc(headerChecksum === undefined ? 0 : 2);
  if (headerChecksum !== undefined) sum.writeUInt16LE((crc32(header) + headerChecksum) & 0xffff);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(says.crc ?? crc32(bytes), 0);
  trailer.writeUInt32LE(says.size ?? bytes.length, 4);
  return Buffer.concat([header, sum, deflateRawSync(bytes), trailer]);
}

export function listed(
  gzip: Buffer,
  bounds: Partial<ListingBounds> = {},
  name = "export.tgz",
): Promise<Container> {
  return listGzip(new BufferBytes(gzip), name, { ...BOUNDS, ...bounds }, () => {});
}

/** What the entry unpacks to; throws what `readGzip` throws. */
export async function content(bytes: Bytes, entry: Listed | undefined): Promise<Buffer> {
  if (entry?.locator.in !== "gzip") throw new Error("no gzip entry");
  const chunks: Buffer[] = [];
  for await (const chunk of readGzip(bytes, entry.locator)) {
    if (chunk.length > MiB) throw new Error(`a chunk has ${chunk.length} bytes`);
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** Text that packs to about half of its size, so that both sides of the stream take several chunks. */
export function largeBytes(length: number): Buffer {
  const random = seeded(7);
  const words = Array.from({ length: 4096 }, () => random.text(random.whole(2, 9), "abcdefghijklmnop "));
  let text = "";
  while (text.length < length) text += words[random.whole(0, words.length - 1)] ?? "";
  return Buffer.from(text.slice(0, length));
}
