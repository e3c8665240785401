/**
 * Compression methods by their number: APPNOTE.TXT 6.3.10, 4.4.5. What stands there as reserved or as a method of its
 * own without a name is missing; 99 says that the real method stands in the AES field.
 */
export const METHOD_NAMES: ReadonlyMap<number, string> = new Map([
  [0, "stored"],
  [1, "Shrink"],
  [2, "Reduce, factor 1"],
  [3, "Reduce, factor 2"],
  [4, "Reduce, factor 3"],
  [5, "Reduce, factor 4"],
  [6, "Implode"],
  [7, "Tokenize"],
  [8, "Deflate"],
  [9, "Deflate64"],
  [10, "PKWARE DCL Implode"],
  [12, "bzip2"],
  [14, "LZMA"],
  [16, "IBM z/OS CMPSC"],
  [18, "IBM TERSE"],
  [19, "IBM LZ77"],
  [20, "Zstandard"],
  [93, "Zstandard"],
  [94, "MP3"],
  [95, "XZ"],
  [96, "JPEG"],
  [97, "WavPack"],
  [98, "PPMd"],
  [99, "AES"],
]);

/** A method as it stands in a sentence: `LZMA compression (method 14)`. */
export function methodWords(method: number): string {
  return `${METHOD_NAMES.get(method) ?? "unknown"} compression (method ${method})`;
}
