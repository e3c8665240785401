import { ascii, u32 } from "./bytes.ts";

/** A box of an ISO media file (MP4, HEIC, JPEG 2000, JPEG XL): where it and its content lie. */
export interface Box {
  readonly type: string;
  readonly from: number;
  /** First byte of its content. */
  readonly content: number;
  /** Past the last byte it declares, which may lie past `to`. */
  readonly end: number;
}

/** The box at `from` of a list of boxes that ends at `to`; undefined when there is none that can be. */
export function boxAt(bytes: Uint8Array, from: number, to: number): Box | undefined {
  if (from + 8 > to) return undefined;
  const type = ascii(bytes, from + 4, 4);
  const short = u32(bytes, from, false);
  const content = from + (short === 1 ? 16 : 8);
  const size = short === 1 ? u32(bytes, from + 8, false) * 0x100000000 + u32(bytes, from + 12, false) : short;
  // A last box of size 0 reaches to the end.
  const end = short === 0 ? to : from + size;
  return content > to || end < content ? undefined : { type, from, content, end };
}

const TYPE = /^[\x20-\x7e\xa9]{4}$/;

/** Boxes at the top of a file that are known to be there; anything may be called by other names. */
const TOP = new Set(
  "ftyp styp moov moof mdat mfra free skip wide uuid meta sidx ssix pdin prft emsg udta pnot PICT junk imda jumb jbrd".split(" "), // prettier-ignore
);
const PICTURE_TOP = new Set(["JXL ", "jxlc", "jxlp", "jxli", "brob", "Exif", "xml ", "jP  ", "jp2h", "jp2c", "res ", "jp2i", "uinf", "asoc", "jplh"]); // prettier-ignore

/** Whether a box may stand at the top of a file: a known one may be cut off, another must fit and be called by letters. */
export function isTopBox(box: Box, to: number): boolean {
  if (TOP.has(box.type) || PICTURE_TOP.has(box.type)) return true;
  return TYPE.test(box.type) && box.end <= to && box.end > box.content;
}
