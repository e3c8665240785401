import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectEncoding, toUtf8Chunks } from "../../src/formats/encoding.ts";
import { joined, latin1, sourceOf } from "../support/bytes.ts";

async function utf8(bytes: Uint8Array, chunkBytes: number): Promise<Buffer> {
  const encoding = detectEncoding(bytes) ?? "utf-8";
  const parts: Buffer[] = [];
  for await (const chunk of toUtf8Chunks(sourceOf(bytes, chunkBytes).chunks(), encoding))
    parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

describe("detecting an encoding", () => {
  it("goes by the byte order mark, then by zeros, then by what is valid", () => {
    expect(detectEncoding(latin1("plain"))).toBe("utf-8");
    expect(detectEncoding(joined("\xef\xbb\xbfx"))).toBe("utf-8");
    expect(detectEncoding(joined("\xff\xfex\0"))).toBe("utf-16le");
    expect(detectEncoding(joined("\xfe\xff\0x"))).toBe("utf-16be");
    expect(detectEncoding(Buffer.from("id,name\n1,Anna", "utf16le"))).toBe("utf-16le");
    expect(detectEncoding(Buffer.from("id,name\n1,Anna", "utf16le").swap16())).toBe("utf-16be");
    expect(detectEncoding(latin1("M\xfcller"))).toBe("windows-1252");
  });

  it("knows no encoding for what is no text", () => {
    expect(detectEncoding(new Uint8Array(0))).toBeUndefined();
    expect(detectEncoding(joined("\xff\xfe\0\0x\0\0\0"))).toBeUndefined();
    expect(detectEncoding(Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0))).toBeUndefined();
    expect(detectEncoding(latin1("\x01\x02\x03\x04text"))).toBeUndefined();
  });

  it("does not mind a head that ends within a character", () => {
    expect(detectEncoding(Buffer.from("5 €").subarray(0, 4))).toBe("utf-8");
  });
});

describe("turning text into UTF-8", () => {
  it("takes the mark away and changes nothing else, however the bytes are cut", async () => {
    const text = "\u{1f600} Müller, €\n";
    const wide = Buffer.from(text, "utf16le");
    for (const bytes of [
      Buffer.from(text),
      joined("\xef\xbb\xbf", Buffer.from(text)),
      joined("\xff\xfe", wide),
    ]) {
      for (let chunkBytes = 1; chunkBytes < 8; chunkBytes += 1) {
        expect((await utf8(bytes, chunkBytes)).toString()).toBe(text);
      }
    }
  });

  it("keeps what only begins like a mark", async () => {
    for (const text of ["\xef", "\xef\xbb", "\xef\xbbx", "\xefx"]) {
      const parts: Uint8Array[] = [];
      const chunks = toUtf8Chunks(sourceOf(latin1(text), 1).chunks(), "utf-8");
      for await (const chunk of chunks) parts.push(chunk.slice());
      expect(Buffer.concat(parts).toString("latin1")).toBe(text);
    }
  });

  it("passes UTF-8 through byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (text, size) => {
          const bytes = Buffer.from(`x${text}`);
          const parts: Buffer[] = [];
          for await (const chunk of toUtf8Chunks(sourceOf(bytes, size).chunks(), "utf-8"))
            parts.push(Buffer.from(chunk));
          expect(Buffer.concat(parts).equals(bytes)).toBe(true);
        },
      ),
    );
  });
});
