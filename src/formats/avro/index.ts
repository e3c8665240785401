import * as zlib from "node:zlib";
import { snappyUncompress } from "hyparquet";
import { messageOf, NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../../model/format.ts";
import type { Place } from "../../model/place.ts";
import { ascii } from "../bytes.ts";
import { rootNode } from "../json/path.ts";
import { eachPiece } from "../long-lines.ts";
import { reportRuns } from "../raw-bytes.ts";
import { readWhole } from "../whole.ts";
import { damaged, Decoder } from "./decoder.ts";
import { parseSchema, type AvroType } from "./schema.ts";
import { Values } from "./values.ts";

const MAGIC = "Obj\x01";
const SYNC_BYTES = 16;
/** Of a block that is packed with Snappy: the sum behind it. */
const CHECKSUM_BYTES = 4;

/** Avro container files: their records, whatever their schema. */
export const avroFormat: Format = {
  name: "avro",
  killable: true,
  about: {
    title: "Avro container files",
    recognised: "the four bytes they begin with",
    reads:
      "every record by the schema in the file, nested ones and maps included, numbers exact, files in byte fields, the schema's own text and the metadata; blocks as they are, deflated, packed with Snappy, or with Zstandard where Node.js has it",
    leaves: "files with other codecs: they are not inspected. A damaged file is read as far as it goes",
    library: null,
  },
  sniff: (head: Uint8Array): Confidence => (ascii(head, 0, MAGIC.length) === MAGIC ? 3 : 0),
  read,
};

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(source, context.limits.maxWholeBytes);
  let row = 0;
  const place = (): Place => ({ unit: "row", number: row });
  try {
    const decoder = new Decoder(bytes, MAGIC.length);
    const header = readHeader(decoder);
    reportHeader(header.metadata, out);
    const codec = header.metadata.get("avro.codec") ?? "null";
    const type = parseSchema(header.metadata.get("avro.schema") ?? "", context.limits.maxDepth);
    const values = new Values({ context, out, place, isPacked: codec !== "null" });
    const root = rootNode(context.plan);
    out.locate(place);
    out.openList(context.plan.isRecords([]), false);
    try {
      eachBlock({ decoder, sync: header.sync, codec, type, size: bytes.length, context }, (block) => {
        row += 1;
        values.read(type, block, root.element());
      });
    } finally {
      out.closeList();
    }
    return decoder.at;
  } catch (error) {
    if (!(error instanceof NotInspected)) throw error;
    reportRuns(bytes, context.limits.maxValueBytes, out);
    throw error;
  }
}

interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  readonly sync: Uint8Array;
}

function readHeader(decoder: Decoder): Header {
  const metadata = new Map<string, string>();
  for (;;) {
    let count = decoder.long();
    if (count === 0n) break;
    if (count < 0n) {
      count = -count;
      decoder.long();
    }
    for (let left = count; left > 0n; left -= 1n) metadata.set(decoder.text(), decoder.text());
  }
  return { metadata, sync: decoder.bytes(SYNC_BYTES) };
}

function reportHeader(metadata: ReadonlyMap<string, string>, out: Sink): void {
  let key = "";
  out.locate(() => ({ unit: "tag", path: key }));
  for (const [name, value] of metadata) {
    key = name;
    for (const line of `${name}: ${value}`.split("\n")) eachPiece(line, (piece) => out.text(piece));
  }
}

interface Blocks {
  readonly decoder: Decoder;
  readonly sync: Uint8Array;
  readonly codec: string;
  readonly type: AvroType;
  /** Bytes of the file. */
  readonly size: number;
  readonly context: ReadContext;
}

function eachBlock(blocks: Blocks, read: (block: Decoder) => void): void {
  const { decoder, sync, codec, context } = blocks;
  const { limits } = context;
  const most = Math.max(limits.ratioFloorBytes, limits.maxRatio * blocks.size);
  let unpacked = 0;
  while (decoder.left > 0) {
    // What follows the last block is not the file's.
    const start = decoder.at;
    const count = decoder.long();
    const length = decoder.long();
    const end = decoder.at + Number(length);
    if (count < 0n || length < 0n || end + SYNC_BYTES > decoder.at + decoder.left) {
      throw damaged("a block that ends past the file", start);
    }
    const packed = decoder.bytes(Number(length));
    if (!Buffer.from(decoder.bytes(SYNC_BYTES)).equals(sync)) {
      throw damaged("a block without its mark", start);
    }
    const block = unpack(packed, codec, limits.maxWholeBytes);
    unpacked += block.length;
    if (unpacked > most) throw new NotInspected("over-limit", `it unpacks to more than ${most} bytes`);
    const inner = new Decoder(block);
    if (count > BigInt(Math.max(block.length, 1))) throw damaged("a block of more records than bytes");
    for (let left = Number(count); left > 0; left -= 1) read(inner);
    if (inner.left > 0) throw damaged("bytes of no record in a block");
    context.progress?.();
  }
}

function unpack(packed: Uint8Array, codec: string, limit: number): Uint8Array {
  try {
    if (codec === "null") return packed;
    if (codec === "deflate") return zlib.inflateRawSync(packed, { maxOutputLength: limit });
    // Since Node.js 22.15.
    if (codec === "zstandard" && typeof zlib.zstdDecompressSync === "function")
      return zlib.zstdDecompressSync(packed, { maxOutputLength: limit });
    if (codec === "snappy") return unpackSnappy(packed.subarray(0, -CHECKSUM_BYTES), limit);
  } catch (error) {
    throw new NotInspected("damaged", `a block cannot be unpacked: ${messageOf(error)}`);
  }
  throw new NotInspected("unsupported-compression", `Avro packed with ${JSON.stringify(codec)}`);
}

/** The length that it unpacks to stands before it, seven bits a byte. */
function unpackSnappy(packed: Uint8Array, limit: number): Uint8Array {
  let length = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = packed[index] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) break;
  }
  if (length > limit) throw new NotInspected("over-limit", `a block of ${length} bytes`);
  const block = new Uint8Array(length);
  snappyUncompress(packed, block);
  return block;
}
