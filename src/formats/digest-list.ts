import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { textOf } from "./archive-in-text.ts";
import { eachPiece } from "./long-lines.ts";
import { decodeHead } from "./utf8.ts";
import { readWhole } from "./whole.ts";

/** `sha256sum` and BagIt: a digest, blanks (or ` *` for binary), a path. */
const LINE = /^\\?([0-9a-fA-F]{64})[ \t]+\*?(\S.*)$/;
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/**
 * Lists of sha256 digests of other files (`sha256sum`, BagIt's `manifest-sha256.txt`): furniture when every line agrees
 * with the bundle, which only the engine knows. Other digests are not computed, so such lists stay plain text.
 */
export const digestListFormat: Format = {
  name: "digest-list",
  killable: false,
  sniff,
  read,
  about: {
    title: "Lists of SHA-256 digests",
    recognised: "lines of 64 hexadecimal digits and a path, as `sha256sum` writes them",
    reads: "the digests, which are held against the bundle; a list that agrees is furniture",
    leaves: "other algorithms: such a list is text",
    library: null,
  },
};

function sniff(head: Uint8Array): Confidence {
  if (!isHexDigit(head[0] ?? 0) && head[0] !== 0x5c) return 0;
  const text = decodeHead(head);
  if (text === undefined) return 0;
  const lines = text.split(/\r?\n/);
  // The last line of the head may be cut.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  return whole.every((line) => line === "" || LINE.test(line)) ? 2 : 0;
}

async function read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const bytes = await readWhole(textOf(source), Math.min(context.limits.maxWholeBytes, MAX_LIST_BYTES));
  const text = decodeHead(bytes);
  if (text === undefined) throw new NotInspected("damaged", "it is text in no known encoding");
  let number = 0;
  out.locate(() => ({ unit: "line", number }));
  for (const line of text.split(/\r?\n/)) {
    number += 1;
    eachPiece(line, (piece) => out.text(piece));
    const match = LINE.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) out.digest(match[1].toLowerCase(), match[2]);
    // Something between the digests: a document like any other.
    else if (line.trim() !== "") out.content();
  }
  return bytes.length;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
