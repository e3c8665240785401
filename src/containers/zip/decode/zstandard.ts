import * as zlib from "node:zlib";
import { NotInspected } from "../../../model/errors.ts";
import { damaged, type Declared, ofDeclaredSize, trailing } from "./decoder.ts";

const CHUNK_BYTES = 256 * 1024;

/** Zstandard came to Node.js with 22.15 and 23.8. */
export function hasZstandard(): boolean {
  return "createZstdDecompress" in zlib;
}

/** Zstandard (methods 93 and 20), one frame, with Node's own zlib. */
export async function* decodeZstandard(
  packed: AsyncIterable<Uint8Array>,
  declared: Declared,
): AsyncGenerator<Uint8Array> {
  if (!hasZstandard()) {
    const detail = `Zstandard compression, which Node.js ${process.version} cannot read (22.15 can)`;
    throw new NotInspected("unsupported-compression", detail);
  }
  yield* ofDeclaredSize(frame(packed, declared.packed), declared.size);
}

async function* frame(packed: AsyncIterable<Uint8Array>, packedBytes: number): AsyncGenerator<Uint8Array> {
  const stream = zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES });
  let fed = 0;
  let problem: NotInspected | undefined;
  const feed = async (): Promise<void> => {
    for await (const chunk of packed) {
      fed += chunk.length;
      // The bytes behind `chunk` may be overwritten by the next read.
      await new Promise<void>((resolve) => {
        stream.once("close", resolve);
        stream.write(chunk, () => {
          stream.off("close", resolve);
          resolve();
        });
      });
      if (stream.destroyed || stream.readableEnded) return;
    }
    stream.end();
  };
  const feeding = feed().catch((error: unknown) => {
    problem = error instanceof NotInspected ? error : damaged();
    stream.destroy(problem);
  });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch {
    throw problem ?? damaged();
  } finally {
    stream.destroy();
    await feeding;
  }
  if (problem !== undefined) throw problem;
  // A frame that holds nothing (skippable) also ends here, before the data it hides or is followed by.
  const tail = packedBytes - Math.min(stream.bytesWritten, fed);
  if (tail > 0) throw trailing(tail);
}
