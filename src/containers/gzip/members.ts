import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { NotInspected } from "../../model/errors.ts";
import type { Bytes } from "../bytes.ts";
import { isMember, readMemberHeader, type MemberHeader } from "./header.ts";

const CHUNK_BYTES = 1024 * 1024;
const TRAILER_BYTES = 8;
/** A member of bgzip is at most this long, and all that is tried in one call. */
const SMALL_PACKED_BYTES = 68 * 1024;
const SMALL_BYTES = 256 * 1024;

/**
 * The uncompressed bytes of all gzip members from `start` on, in chunks of at most 1 MiB, each member checked against
 * its checksum and length. Returns the byte behind the last one; what follows there is no member.
 * `onMember`: called with the header of each before its bytes come.
 * Throws `NotInspected`: `damaged` or `checksum-mismatch`, after the bytes that could be read.
 */
export async function* gzipMembers(
  bytes: Bytes,
  start: number,
  end: number,
  onMember: (header: MemberHeader) => void,
): AsyncGenerator<Uint8Array, number> {
  let at = start;
  do {
    const header = readMemberHeader(bytes, at, end);
    if (typeof header === "string") throw damaged(header, at, start);
    onMember(header);
    let crc = 0;
    let size = 0;
    const inflating = inflated(bytes, header.end, end);
    let step = await inflating.next();
    try {
      for (; step.done !== true; step = await inflating.next()) {
        crc = crc32(step.value, crc);
        size += step.value.length;
        yield step.value;
      }
    } finally {
      await inflating.return(0);
    }
    const trailerAt = header.end + step.value;
    const trailer = trailerAt + TRAILER_BYTES <= end ? bytes.view(trailerAt, TRAILER_BYTES) : undefined;
    if (trailer === undefined) throw damaged("it ends before its checksum", at, start);
    if (trailer.readUInt32LE(0) !== crc)
      throw new NotInspected("checksum-mismatch", "its content does not match its CRC-32");
    if (trailer.readUInt32LE(4) !== size % 2 ** 32)
      throw new NotInspected("checksum-mismatch", "its content is not as long as its trailer says");
    at = trailerAt + TRAILER_BYTES;
  } while (isMember(bytes, at, end));
  return at;
}

function damaged(detail: string, at: number, start: number): NotInspected {
  return new NotInspected("damaged", at === start ? detail : `${detail} (the member at byte ${at})`);
}

/** Returns how many bytes the DEFLATE stream at `start` takes. */
async function* inflated(bytes: Bytes, start: number, end: number): AsyncGenerator<Uint8Array, number> {
  const small = inflateSmall(bytes, start, end);
  if (small !== undefined) {
    if (small.bytes.length > 0) yield small.bytes;
    return small.consumed;
  }
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const feeding = feed(inflate, bytes, start, end);
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
  } catch {
    throw new NotInspected("damaged", "its compressed data is damaged or cut off");
  } finally {
    inflate.destroy();
  }
  await feeding;
  return inflate.bytesWritten;
}

/** One call spares the stream where a file has thousands of small members; undefined when it takes more than that. */
function inflateSmall(
  bytes: Bytes,
  start: number,
  end: number,
): { bytes: Buffer; consumed: number } | undefined {
  const packed = bytes.view(start, Math.max(0, Math.min(SMALL_PACKED_BYTES, end - start)));
  if (packed === undefined) return undefined;
  try {
    // `info` is not in the types: with it the engine comes back too, which knows how many bytes it consumed.
    const options = { info: true, maxOutputLength: SMALL_BYTES, chunkSize: SMALL_PACKED_BYTES };
    const result: unknown = inflateRawSync(packed, options);
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    return { bytes: buffer, consumed: engine.bytesWritten };
  } catch {
    // Longer than that, or damaged: the stream tells which, after the bytes before the damage.
    return undefined;
  }
}

/** Writes packed bytes until the stream has its end. Never rejects: the reader of the stream learns of errors. */
async function feed(
  inflate: ReturnType<typeof createInflateRaw>,
  bytes: Bytes,
  start: number,
  end: number,
): Promise<void> {
  for (let at = start; at < end && !inflate.destroyed; at += CHUNK_BYTES) {
    const view = bytes.view(at, Math.min(CHUNK_BYTES, end - at));
    if (view === undefined) break;
    // A copy: the window behind the view is overwritten by whoever reads next.
    const chunk = Buffer.from(view);
    const failed = await new Promise<boolean>((resolve) => {
      inflate.write(chunk, (error) => resolve(error !== null && error !== undefined));
    });
    // What it did not take stands behind the end of the compressed data.
    if (failed || inflate.bytesWritten < at + chunk.length - start) break;
  }
  if (!inflate.destroyed) inflate.end();
}
