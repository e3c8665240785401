import { announcedDigests, type DigestName, digestNameOf, isOtherDigest } from "../model/digest.ts";
import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { eachPiece } from "./long-lines.ts";
import { decodeHead } from "./utf8.ts";
import { readWhole } from "./whole.ts";

/** `sha256sum` and BagIt: a digest, blanks (or ` *` for binary), a path. */
const LINE = /^\\?([0-9a-fA-F]{32,128})[ \t]+\*?(\S.*)$/;
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/**
 * Lists of digests of other files (`sha256sum`, BagIt's `manifest-md5.txt`): furniture when every line agrees with the
 * bundle, which only the engine knows. Other digests than SHA-256 are computed only where a name announces them:
 * shorter ones may as well be keys of anything, and then the list is text.
 */
export const digestListFormat: Format = {
  name: "digest-list",
  killable: false,
  sniff,
  read,
  about: {
    title: "Lists of digests (SHA-256; MD5, SHA-1, SHA-224, SHA-384, SHA-512)",
    recognised:
      "lines of hexadecimal digits and a path, as `sha256sum` writes them; other digests than SHA-256 by the name, too (`manifest-md5.txt`, `SHA512SUMS`)",
    reads: "the digests, which are held against the bundle; a list that agrees is furniture",
    leaves:
      "SHA-3, BLAKE2 and others, and lists whose name does not say which digest they give: such a list is text",
    library: null,
  },
};

function sniff(head: Uint8Array, name: string): Confidence {
  if (!isHexDigit(head[0] ?? 0) && head[0] !== 0x5c) return 0;
  const text = decodeHead(head);
  if (text === undefined) return 0;
  const lines = text.split(/\r\n|\r|\n/);
  // The last line of the head may be cut.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  const known = isOtherDigest(name) ? [] : [...announcedDigests(name), "sha256" as const];
  return whole.every((line) => line === "" || isOneOf(known, LINE.exec(line)?.[1])) ? 2 : 0;
}

function isOneOf(known: readonly DigestName[], digest: string | undefined): boolean {
  const name = digest === undefined ? undefined : digestNameOf(digest);
  return name !== undefined && known.includes(name);
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(textOf(source), Math.min(context.limits.maxWholeBytes, MAX_LIST_BYTES));
  const text = decodeHead(bytes);
  if (text === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
  let number = 0;
  out.locate(() => ({ unit: "line", number }));
  for (const line of text.split(/\r\n|\r|\n/)) {
    number += 1;
    eachPiece(line, (piece) => out.text(piece));
    const [, digest, path] = LINE.exec(line) ?? [];
    if (digest !== undefined && path !== undefined && digestNameOf(digest) !== undefined)
      out.digest(digest.toLowerCase(), path);
    // Something between the digests: a document like any other.
    else if (line.trim() !== "") out.content();
  }
  return bytes.length;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
