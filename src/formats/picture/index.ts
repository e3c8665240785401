import { NotInspected } from "../../model/errors.ts";
import type { ByteSource, Confidence, Format, FormatWords, ReadContext, Sink } from "../../model/format.ts";
import { reportParts } from "../media/report.ts";
import type { Outline } from "../media/parts.ts";
import { tellSound } from "../media/sound-digest.ts";
import { ownEnd, startOfAppendedZip } from "../own-end.ts";
import { readWhole } from "../whole.ts";
import { outlineOf, unitAt } from "./outline.ts";
import { pictureKind } from "./signatures.ts";

export { outlineOf, unitAt };

/** Pictures: what they say besides their pixels. The pixels themselves are not looked at. */
export const pictureFormat: Format = {
  name: "picture",
  killable: true,
  about: {
    title: "Pictures",
    recognised:
      "its first bytes, whatever its name says: JPEG, PNG, GIF, WebP, TIFF, BigTIFF, HEIC, AVIF, JPEG XL, JPEG 2000, BMP, icons, Photoshop, camera raw (DNG, NEF, CR2, CR3, ARW, ORF, RW2, RAF and others built like TIFF)",
    reads:
      "every part that is no pixels: EXIF with the notes of the maker (serials and owners of Canon, Nikon, Olympus, Panasonic, Fujifilm, Pentax, Samsung, Sony, Sigma, Ricoh; text of all others), the EXIF of thumbnails and previews, XMP (also extended), IPTC, Photoshop's resources, comments, PNG texts (packed ones, too), colour profiles, C2PA, unknown segments, chunks, boxes and items, what lies between them, Samsung's notes and motion photos behind the picture",
    leaves:
      "the pixels themselves (the sweep looks through their bytes). Camera raw of other makers (CRW, MRW, X3F), and JPEG XL that keeps what it needs to become a JPEG again, are `unsupported-format` after their text was read",
    library: null,
  } satisfies FormatWords,
  sniff: (head: Uint8Array): Confidence => (pictureKind(head) === undefined ? 0 : 3),
  unitAt,
  async read(source: ByteSource, context: ReadContext, out: Sink): Promise<number> {
    out.recording();
    const bytes = await readWhole(source, context.limits.maxWholeBytes);
    return readPicture(bytes, context, out);
  },
};

/** Reports what a picture in memory says, and returns where it ends. Throws `NotInspected` after everything was reported. */
export function readPicture(bytes: Uint8Array, context: ReadContext, out: Sink): number {
  const kind = pictureKind(bytes);
  const outline = outlineOf(bytes);
  if (kind === undefined || outline === undefined) throw new NotInspected("unknown-format", "it is no picture");
  reportPicture(bytes, outline, context, out);
  tellSound(bytes, outline, context);
  const end = ownEnd(bytes, outline.end);
  if (outline.doubt === undefined) return end;
  const { reason, words } = outline.doubt;
  const isCut = reason === "damaged" && outline.end >= bytes.length;
  throw new NotInspected(reason, `${kind.what}: ${words}`, isCut ? startOfAppendedZip(bytes) : end);
} // prettier-ignore

function reportPicture(bytes: Uint8Array, outline: Outline, context: ReadContext, out: Sink): void {
  out.content();
  for (const [name, value] of outline.facts) out.fact(name, value);
  // Everything a file says of itself is about one recording.
  out.openObject();
  try {
    reportParts(bytes, outline, context, out, isBinary);
  } finally {
    out.closeObject();
  }
}

/** Bytes of notes that are looked at to tell whether they are text. */
const LOOKED_AT_BYTES = 512;
/** Of these as many as a text has no control characters. */
const MAX_CONTROLS = 16;

/** Numbers, as cameras write them by the kilobyte: nearly all bytes of them pass for letters of Latin-1. */
function isBinary(bytes: Uint8Array): boolean {
  if (bytes.length < LOOKED_AT_BYTES) return false;
  let controls = 0;
  for (let at = 0; at < LOOKED_AT_BYTES; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) controls += 1;
  }
  return controls > MAX_CONTROLS;
}
