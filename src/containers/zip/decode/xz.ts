import { ReadableStream } from "node:stream/web";
import { NotInspected } from "../../../model/errors.ts";
import { damaged, type Declared, ofDeclaredSize } from "./decoder.ts";

/** What xz-embedded answers for filters other than LZMA2 and for dictionaries that it does not allocate. */
const BEYOND_IT = /error code [346]$/;

/**
 * XZ (method 95), with xz-decompress: xz-embedded as WebAssembly of 10 KiB, in chunks. It checks CRC-32 only; the
 * archive's own checksum covers the content.
 */
export async function* decodeXz(
  packed: AsyncIterable<Uint8Array>,
  declared: Declared,
): AsyncGenerator<Uint8Array> {
  // An empty source makes the library wait for ever.
  if (declared.packed === 0) throw damaged();
  yield* ofDeclaredSize(streams(packed), declared.size);
}

async function* streams(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { XzReadableStream } = (await import("xz-decompress")).default;
  const source = packed[Symbol.asyncIterator]();
  let problem: unknown;
  const compressed = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const step = await source.next();
          if (step.done === true) controller.close();
          else controller.enqueue(step.value);
        } catch (error) {
          problem = error;
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
  const reader = new XzReadableStream(compressed).getReader();
  try {
    for (let step = await reader.read(); step.value !== undefined; step = await reader.read()) {
      yield step.value;
    }
  } catch (error) {
    throw problem ?? meaning(error);
  } finally {
    // Without this the library would wait for this stream's end before it begins the next.
    await reader.cancel().catch(() => undefined);
    await source.return?.();
  }
}

function meaning(error: unknown): NotInspected {
  if (error instanceof Error && BEYOND_IT.test(error.message)) {
    const detail = "XZ compression with a filter or a dictionary that cannot be read (method 95)";
    return new NotInspected("unsupported-compression", detail);
  }
  return new NotInspected("damaged", "its compressed data is damaged, or something follows it");
}
