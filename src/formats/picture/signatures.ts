import { ascii, u16, u32 } from "../bytes.ts";

/** How the parts of a picture follow one another. */
export type Family =
  | "jpeg" | "png" | "gif" | "webp" | "tiff" | "boxes" | "codestream" | "bitmap" | "icon" | "photoshop" | "fuji"
  | "unreadable"; // prettier-ignore

export interface PictureKind {
  /** In words, as they stand in reports: `a JPEG picture`. */
  readonly what: string;
  readonly family: Family;
}

type Row = readonly [at: number, bytes: string, what: string, family: Family];

const RAW = "a camera raw picture";
const TIFF = "a TIFF or camera raw picture";

/** Signatures: offset, bytes as Latin-1, what it is. The first that matches counts. */
const SIGNATURES: readonly Row[] = [
  [0, "\xff\xd8\xff", "a JPEG picture", "jpeg"],
  [0, "\x89PNG\r\n\x1a\n", "a PNG picture", "png"],
  [0, "GIF87a", "a GIF picture", "gif"],
  [0, "GIF89a", "a GIF picture", "gif"],
  [8, "WEBPVP8", "a WebP picture", "webp"],
  [0, "II\x1a\0\0\0HEAPCCDR", RAW, "unreadable"],
  [0, "II*\0", TIFF, "tiff"],
  [0, "MM\0*", TIFF, "tiff"],
  [0, "II+\0", "a BigTIFF picture", "tiff"],
  [0, "MM\0+", "a BigTIFF picture", "tiff"],
  // Olympus and Panasonic.
  [0, "IIRO", RAW, "tiff"],
  [0, "IIRS", RAW, "tiff"],
  [0, "MMOR", RAW, "tiff"],
  [0, "IIU\0", RAW, "tiff"],
  [0, "FUJIFILMCCD-RAW", RAW, "fuji"],
  // Minolta and Sigma.
  [0, "\0MRM", RAW, "unreadable"],
  [0, "FOVb", RAW, "unreadable"],
  [0, "\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture", "boxes"],
  [0, "\xff\x0a", "a JPEG XL picture", "codestream"],
  [0, "\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture", "boxes"],
  [0, "\xff\x4f\xff\x51\0", "a JPEG 2000 picture", "codestream"],
  [0, "8BPS", "a Photoshop picture", "photoshop"],
];

const HEIC_BRAND = /^(?:hei[cxms]|hev[cxm]|mif[12]|msf1|avi[fs])$/;

/** What the first bytes of a picture are known to be; undefined for what is no picture. */
export function pictureKind(head: Uint8Array): PictureKind | undefined {
  for (const [at, bytes, what, family] of SIGNATURES) {
    if (ascii(head, at, bytes.length) === bytes) return { what, family };
  }
  if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 4) === "WEBP")
    return { what: "a WebP picture", family: "webp" };
  if (ascii(head, 4, 4) === "ftyp") {
    const brand = ascii(head, 8, 4);
    if (HEIC_BRAND.test(brand)) return { what: "a HEIC or AVIF picture", family: "boxes" };
    if (brand === "crx ") return { what: RAW, family: "boxes" };
  }
  if (isBitmap(head)) return { what: "a BMP picture", family: "bitmap" };
  if (isIcon(head)) return { what: "an icon with large pictures", family: "icon" };
  return undefined;
}

function isBitmap(head: Uint8Array): boolean {
  const headerBytes = u32(head, 14, true);
  return (
    ascii(head, 0, 2) === "BM" &&
    u32(head, 6, true) === 0 &&
    [12, 40, 52, 56, 64, 108, 124].includes(headerBytes)
  );
}

function isIcon(head: Uint8Array): boolean {
  const count = u16(head, 4, true);
  const type = u16(head, 2, true);
  const isKnown = head.length > 9 && u16(head, 0, true) === 0 && (type === 1 || type === 2);
  return isKnown && count > 0 && count <= 64 && head[9] === 0;
}
