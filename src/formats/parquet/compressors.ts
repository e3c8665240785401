import type { Compressors } from "hyparquet";
import * as zlib from "node:zlib";

/** What pages may be packed with besides Snappy. A page never unpacks to more than `limit` bytes. */
export function compressors(limit: number): Compressors {
  const options = { maxOutputLength: limit };
  return {
    GZIP: (packed) => zlib.gunzipSync(packed, options),
    BROTLI: (packed) => zlib.brotliDecompressSync(packed, options),
    // Since Node.js 22.15.
    ...(typeof zlib.zstdDecompressSync === "function"
      ? { ZSTD: (packed: Uint8Array) => zlib.zstdDecompressSync(packed, options) }
      : {}),
  };
}
