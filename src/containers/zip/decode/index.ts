import { decodeBzip2 } from "./bzip2.ts";
import type { Decoder } from "./decoder.ts";
import { decodeDeflate64 } from "./deflate64.ts";
import { decodeXz } from "./xz.ts";
import { decodeZstandard, hasZstandard } from "./zstandard.ts";

export type { Decoder } from "./decoder.ts";
export { METHOD_NAMES, methodWords } from "./method-names.ts";

/**
 * Not here, for want of a library that is kept, bounds its output and tells where the data ended: Shrink, Reduce,
 * Implode, DCL Implode, LZMA (14: lzma1 unpacks in one call and reads past the end; LZMA-JS and lzma-purejs are from
 * before 2017; the rest is native, or fetches native code while it runs) and PPMd (98: none). JPEG, MP3, WavPack (94,
 * 96, 97) and IBM's methods have no published reader at all.
 */
const DECODERS: ReadonlyMap<number, Decoder> = new Map([
  [9, decodeDeflate64],
  [12, decodeBzip2],
  [20, decodeZstandard],
  [93, decodeZstandard],
  [95, decodeXz],
]);

/** What unpacks a method beyond stored (0) and deflate (8); undefined when nothing here does. */
export function decoderFor(method: number): Decoder | undefined {
  return DECODERS.get(method);
}

/** The methods that this program reads on this Node.js, stored and deflate included. */
export function readableMethods(): ReadonlySet<number> {
  const readable = new Set([0, 8, ...DECODERS.keys()]);
  if (!hasZstandard()) {
    readable.delete(20);
    readable.delete(93);
  }
  return readable;
}
