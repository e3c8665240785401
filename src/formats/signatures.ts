import type { NotInspectedReason } from "../model/fate.ts";
import { ascii, u16, u32 } from "./bytes.ts";
import { detectEncoding } from "./encoding.ts";
import { pictureKind } from "./picture/signatures.ts";
import { textKind } from "./text-kinds.ts";

/** A format that is known, and what is said of it. */
export interface Known {
  readonly what: string;
  readonly reason: NotInspectedReason;
}

const SUPPORTED_LATER = "unsupported-format";
const ARCHIVE = "nested-archive";

type Row = readonly [at: number, bytes: string, what: string, reason: NotInspectedReason];

const OLE = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/** A compound file of OLE: older Office documents, Outlook messages, thumbnail caches. */
export function isOle(head: Uint8Array): boolean {
  return ascii(head, 0, OLE.length) === OLE;
}

/** Signatures: offset, bytes as Latin-1, what it is. The first that matches counts. */
const SIGNATURES: readonly Row[] = [
  [0, "{\\rtf", "an RTF document", SUPPORTED_LATER],
  [0, "%!PS", "a PostScript document", SUPPORTED_LATER],
  [0, "PK\x03\x04", "a ZIP archive", ARCHIVE],
  [0, "PK\x05\x06", "an empty ZIP archive", ARCHIVE],
  [0, "PK\x07\x08", "a split ZIP archive", ARCHIVE],
  [0, "7z\xbc\xaf\x27\x1c", "a 7-Zip archive", ARCHIVE],
  [0, "Rar!\x1a\x07", "a RAR archive", ARCHIVE],
  [0, "\x1f\x8b", "a gzip file", ARCHIVE],
  [0, "BZh", "a bzip2 file", ARCHIVE],
  [0, "\xfd7zXZ\0", "an xz file", ARCHIVE],
  [0, "\x28\xb5\x2f\xfd", "a Zstandard file", ARCHIVE],
  [0, "\x04\x22\x4d\x18", "an LZ4 file", ARCHIVE],
  [0, "\x1f\x9d", "a compress file", ARCHIVE],
  [0, "LZIP", "an lzip file", ARCHIVE],
  [0, "MSCF", "a cabinet archive", ARCHIVE],
  [0, "xar!", "a xar archive", ARCHIVE],
  [0, "!<arch>\n", "an ar archive", ARCHIVE],
  [0, "070701", "a cpio archive", ARCHIVE],
  [0, "070707", "a cpio archive", ARCHIVE],
  [257, "ustar", "a tar archive", ARCHIVE],
  [32769, "CD001", "a disk image", ARCHIVE],
  [0, "SQLite format 3\0", "an SQLite database", SUPPORTED_LATER],
  [0, "PAR1", "a Parquet table", SUPPORTED_LATER],
  [0, "Obj\x01", "an Avro file", SUPPORTED_LATER],
  [0, "ORC", "an ORC table", SUPPORTED_LATER],
  [0, "ARROW1\0\0", "an Arrow table", SUPPORTED_LATER],
  [0, "\x89HDF\r\n\x1a\n", "an HDF5 file", SUPPORTED_LATER],
  [0, "\x93NUMPY", "a NumPy array", SUPPORTED_LATER],
  [4, "Standard Jet DB", "an Access database", SUPPORTED_LATER],
  [4, "Standard ACE DB", "an Access database", SUPPORTED_LATER],
  [0, OLE, "an older Office document or Outlook message", SUPPORTED_LATER],
  [0, "!BDN", "an Outlook mail store", SUPPORTED_LATER],
  [0, "bplist00", "a binary property list", SUPPORTED_LATER],
  [0, "\x7fELF", "a program", SUPPORTED_LATER],
  [0, "\0asm", "a WebAssembly program", SUPPORTED_LATER],
  [0, "\xcf\xfa\xed\xfe", "a program", SUPPORTED_LATER],
  [0, "\xca\xfe\xba\xbe", "a program", SUPPORTED_LATER],
  [0, "AT&TFORM", "a DjVu document", SUPPORTED_LATER],
  [0, "ITSF", "a compiled help file", SUPPORTED_LATER],
];

/** What the first bytes of a file are known to be, although it cannot be read. */
export function recognise(head: Uint8Array): Known | undefined {
  const known = bySignature(head);
  if (known !== undefined) return known;
  const what = textKindOf(head);
  return what === undefined ? undefined : { what, reason: "unsupported-format" };
}

/** The same, by signatures of binary formats alone. */
export function bySignature(head: Uint8Array): Known | undefined {
  const picture = pictureKind(head);
  if (picture !== undefined) return { what: picture.what, reason: "unsupported-format" };
  for (const [at, bytes, what, reason] of SIGNATURES) {
    if (ascii(head, at, bytes.length) !== bytes) continue;
    if (bytes === "PK\x03\x04") return zipKind(head);
    return { what, reason };
  }
  if (isProgram(head)) return { what: "a program", reason: "unsupported-format" };
  return undefined;
}

/** Office documents are ZIP archives; the name of the first file in it tells them apart. */
function zipKind(head: Uint8Array): Known {
  const names = [ascii(head, 30, u16(head, 26, true))];
  const start = ascii(head, 0, Math.min(head.length, 4096));
  if (start.includes("mimetypeapplication/vnd.oasis.opendocument")) {
    return { what: "an OpenDocument file", reason: "unsupported-format" };
  }
  if (start.includes("mimetypeapplication/epub+zip")) {
    return { what: "an EPUB book", reason: "unsupported-format" };
  }
  if (/^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|word\/|xl\/|ppt\/)/.test(names[0] ?? "")) {
    return { what: "an Office document", reason: "unsupported-format" };
  }
  return { what: "a ZIP archive", reason: "nested-archive" };
}

/** A DOS or Windows program: `MZ`, and where its header points to, `PE`. */
function isProgram(head: Uint8Array): boolean {
  if (ascii(head, 0, 2) !== "MZ") return false;
  const at = u32(head, 60, true);
  return at >= head.length || ascii(head, at, 2) === "PE" || head.length < 64;
}

/** Bytes of the beginning that text is recognised by. */
const TEXT_HEAD_BYTES = 16 * 1024;

/** The same, by what text begins with. */
export function textKindOf(head: Uint8Array): string | undefined {
  const start = head.subarray(0, TEXT_HEAD_BYTES);
  const encoding = detectEncoding(start);
  return encoding === undefined ? undefined : textKind(new TextDecoder(encoding).decode(start));
}
