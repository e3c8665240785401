import { NotInspected } from "../model/errors.ts";
import type { ByteSource, Confidence, Format, ReadContext, Sink } from "../model/format.ts";
import { ownEnd } from "./own-end.ts";
import { pictureKind } from "./picture/signatures.ts";
import { reportRuns } from "./raw-bytes.ts";
import { bySignature, isOle, recognise, textKindOf } from "./signatures.ts";
import { isThumbnailCache, oleStream, openOle } from "./ole.ts";
import { readWhole } from "./whole.ts";

/**
 * Formats that are known but cannot be read yet: says which, so that nobody has to guess. Of
 * thumbnail caches the names of files are read.
 */
export const recognisedFormat: Format = {
  name: "recognised",
  killable: false,
  about: {
    title: "Known, but not read",
    recognised: "signatures of some sixty formats",
    reads: "where they end, and of thumbnail caches the names of files",
    leaves: "their content: the file is `not-inspected`, with what it is in words",
    library: null,
  },
  sniff(head: Uint8Array): Confidence {
    if (pictureKind(head) !== undefined) return 0;
    if (bySignature(head) !== undefined) return 3;
    return textKindOf(head) === undefined ? 0 : 2;
  },
  read: readRecognised,
};

async function readRecognised(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
  const { head, all } = await readOpening(source);
  const known = recognise(head);
  if (known === undefined) throw new NotInspected("unknown-format", "its format is not known");
  const bytes = isOle(head) ? await wholeOrNothing(all, context) : undefined;
  if (bytes !== undefined) readOle(bytes, context, out);
  throw new NotInspected(known.reason, known.what);
}

/** Refuses thumbnail caches in words of their own, after their names were reported. */
function readOle(bytes: Uint8Array, context: ReadContext, out: Sink): void {
  const ole = openOle(bytes);
  // An Office document with a password is packed into a file of the old kind ([MS-OFFCRYPTO], 2.3.1).
  if (ole?.streams.some(({ name }) => name === "EncryptedPackage") === true)
    throw new NotInspected(
      "encrypted",
      "an Office document that asks for a password",
      ownEnd(bytes, ole.end),
    );
  if (ole === undefined || !isThumbnailCache(ole)) return;
  reportRuns(bytes, context.limits.maxValueBytes, out);
  // A name that is cut in two by the sectors of the file is whole in its stream.
  reportRuns(oleStream(ole, "Catalog"), context.limits.maxValueBytes, out);
  throw new NotInspected(
    "unsupported-format",
    "a thumbnail cache: its names were read, its pictures were not",
    ownEnd(bytes, ole.end),
  );
}

/** All bytes, or undefined when they are too many or cannot be read: then the entry is what it was recognised as. */
async function wholeOrNothing(source: ByteSource, context: ReadContext): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(source, context.limits.maxWholeBytes);
  } catch (error) {
    if (error instanceof NotInspected) return undefined;
    throw error;
  }
}

/** Bytes of the beginning that a signature may reach into (a disk image's is at 32,769). */
const HEAD_BYTES = 33 * 1024;

/** The first bytes, valid until `all` is read: the same source from its beginning. */
async function readOpening(source: ByteSource): Promise<{ head: Uint8Array; all: ByteSource }> {
  const iterator = source.chunks()[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < HEAD_BYTES && head.length < source.size) {
    const next = await iterator.next();
    if (next.done === true) break;
    // A chunk is only valid until the next one is asked for, so two of them are joined before.
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    if (head.length < HEAD_BYTES && head.length < source.size) head = Uint8Array.from(head);
  }
  async function* chunks(): AsyncIterable<Uint8Array> {
    yield head;
    for (let step = await iterator.next(); step.done !== true; step = await iterator.next()) yield step.value;
  }
  return { head, all: { size: source.size, chunks } };
}
