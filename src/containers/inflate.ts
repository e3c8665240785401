import { createInflateRaw, inflateRawSync } from "node:zlib";
import { NotInspected } from "../model/errors.ts";
import type { Bytes } from "./bytes.ts";
import type { Locator } from "./container.ts";

const CHUNK_BYTES = 1024 * 1024;

/** Inflates in one call, to at most `size` bytes. Throws `NotInspected` when it is damaged or unpacks to more. */
export function inflateOnce(packed: Buffer, size: number): { bytes: Buffer; consumed: number } {
  try {
    // `info` is not in the types: with it the engine comes back too, which knows how many bytes it consumed.
    // One chunk that holds everything spares gluing together many of 16 KiB.
    const options = { info: true, maxOutputLength: Math.max(size, 1), chunkSize: Math.max(64, size + 1) };
    const result: unknown = inflateRawSync(packed, options);
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    return { bytes: buffer, consumed: engine.bytesWritten };
  } catch (error) {
    if (error instanceof RangeError)
      throw new NotInspected("size-mismatch", `it unpacks to more than the ${size} bytes declared`);
    throw new NotInspected("damaged", "its compressed data is damaged");
  }
}

/** Inflates DEFLATE data of unknown length, which ends where its last block ends. */
export function inflateToEnd(
  bytes: Bytes,
  { start, packed }: Locator & { in: "deflate" },
  maxBytes: number,
): Buffer {
  const view = bytes.view(start, Math.min(packed, maxBytes));
  if (view === undefined) throw new NotInspected("damaged", "its data lies outside of the archive");
  try {
    return inflateRawSync(view, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError)
      throw new NotInspected("over-limit", `it unpacks to more than ${maxBytes} bytes`);
    throw new NotInspected("damaged", "its compressed data is damaged");
  }
}

/** Large entries: chunks of 1 MiB (the default of 16 KiB costs 3.7 times as much, zip.md 4). */
export async function* inflated(raw: AsyncIterable<Uint8Array>, packed: number): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  let fed = 0;
  const feed = async (): Promise<void> => {
    for await (const chunk of raw) {
      fed += chunk.length;
      // The window behind `chunk` is overwritten by the next read, so wait until this one is consumed.
      await new Promise<void>((resolve, reject) => {
        inflate.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      if (inflate.destroyed || inflate.readableEnded) break;
    }
    inflate.end();
  };
  const feeding = feed().catch((error: unknown) => {
    inflate.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
  } catch (error) {
    throw error instanceof NotInspected
      ? error
      : new NotInspected("damaged", "its compressed data is damaged");
  }
  await feeding;
  const tail = packed - inflate.bytesWritten;
  if (tail > 0 || fed < packed) {
    throw new NotInspected(
      "trailing-data",
      `${Math.max(tail, packed - fed)} bytes follow the end of its compressed data`,
    );
  }
}
