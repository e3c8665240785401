import { joined } from "./bytes.ts";

function u32be(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** A PNG chunk, without a right checksum. */
export function pngChunk(type: string, body: Uint8Array | string): Uint8Array {
  const bytes = joined(body);
  return joined(u32be(bytes.length), type, bytes, "\0\0\0\0");
}

/** A PNG of a size, with more chunks before its end. */
export function png(width: number, height: number, more: readonly Uint8Array[] = []): Uint8Array {
  const head = pngChunk("IHDR", joined(u32be(width), u32be(height), "\x08\x06\0\0\0"));
  return joined("\x89PNG\r\n\x1a\n", head, pngChunk("IDAT", "pixels"), ...more, pngChunk("IEND", ""));
}

/** A GIF of a size without a colour table, with more blocks before its end. */
export function gif(width: number, height: number, more: readonly (Uint8Array | string)[] = []): Uint8Array {
  const picture = "\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
  return joined(
    "GIF89a",
    Uint8Array.of(width & 255, width >> 8, height & 255, height >> 8),
    "\0\0\0",
    picture,
    ...more,
    ";",
  );
}

/** An ICO of one picture. */
export function ico(width: number, picture: Uint8Array): Uint8Array {
  const size = Uint8Array.of(picture.length & 255, picture.length >> 8, 0, 0, 22, 0, 0, 0);
  return joined("\0\0\x01\0\x01\0", Uint8Array.of(width, width, 0, 0, 1, 0, 32, 0), size, picture);
}
