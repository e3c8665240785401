import { isTar } from "./tar/header.ts";

/** Signatures a ZIP can begin with: an entry, the end of an empty one, and the two marks of a split one. */
const ZIP_STARTS = ["PK\x03\x04", "PK\x05\x06", "PK\x07\x08PK\x03\x04", "PK00PK\x03\x04"].map((text) =>
  Buffer.from(text, "latin1"),
);

/**
 * What kind of container begins with these bytes. A tar takes 512 of them to be known; a ZIP with something before its
 * first entry is not known by its beginning.
 */
export function containerKindOf(head: Buffer | Uint8Array): "zip" | "gzip" | "tar" | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (ZIP_STARTS.some((start) => bytes.subarray(0, start.length).equals(start))) return "zip";
  if (bytes.length >= 10 && bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return "gzip";
  return isTar(bytes) ? "tar" : undefined;
}
