import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { furnitureFormat } from "../../src/formats/furniture.ts";
import { recognisedFormat } from "../../src/formats/recognised.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { gif, ico, png, pngChunk } from "../support/icons.ts";

describe("furniture", () => {
  it("is a small picture without room for text", async () => {
    for (const bytes of [
      png(32, 32),
      gif(16, 16),
      gif(8, 8, ["\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"]),
      ico(32, png(32, 32)),
    ]) {
      expect(furnitureFormat.sniff(bytes, "photo.jpg")).toBe(3);
      const result = await told(furnitureFormat, bytes);
      expect(result.refused).toBeUndefined();
      expect(result.marks).toEqual(["furniture"]);
      expect(result.consumed).toBe(bytes.length);
    }
  });

  it("is a small picture that carries text, and its text is read", async () => {
    for (const [bytes, text] of [
      [png(32, 32, [pngChunk("tEXt", "Author\0Anna")]), "Anna"],
      [png(32, 32, [pngChunk("sBIT", "accountId: 7")]), "accountId: 7"],
      [gif(16, 16, ["\x21\xfe\x05notes\0"]), ""],
      [gif(16, 16, ["\x21\xfe\x0caccountId: 7\0"]), "accountId: 7"],
      [ico(32, png(32, 32, [pngChunk("tEXt", "note\0accountId: 7")])), "accountId: 7"],
    ] as const) {
      const result = await told(furnitureFormat, bytes);
      expect(result.refused).toBeUndefined();
      expect(result.consumed).toBe(bytes.length);
      expect(result.marks).toContain("furniture");
      expect(result.marks).not.toContain("recording");
      expect(result.texts.join("\n")).toContain(text);
    }
  });

  it("is never a picture that is too long for its size", async () => {
    const bytes = png(8, 8, [pngChunk("prVt", new Uint8Array(70_000))]);
    const result = await told(furnitureFormat, bytes);
    expect(result.marks).toContain("recording");
    expect(result.marks).not.toContain("furniture");
  });

  it("is never a large picture, nor anything by its name alone", () => {
    expect(furnitureFormat.sniff(png(65, 64), "icon.png")).toBe(0);
    expect(furnitureFormat.sniff(gif(300, 10), "icon.gif")).toBe(0);
    expect(furnitureFormat.sniff(latin1("accountId: 7"), "favicon.ico")).toBe(0);
    expect(furnitureFormat.sniff(latin1("accountId: 7"), ".DS_Store")).toBe(0);
    expect(furnitureFormat.sniff(latin1("a{color:red}"), "a.css")).toBe(0);
  });

  it("is a font that says its length, and only without metadata", async () => {
    const font = joined("wOF2\0\x01\0\0\0\0\0\x40\0\x04\0\0", new Uint8Array(48));
    expect(furnitureFormat.sniff(font, "a")).toBe(3);
    expect((await told(furnitureFormat, font)).consumed).toBe(64);
    font[35] = 9;
    expect((await told(furnitureFormat, font)).refused?.reason).toBe("unsupported-format");
  });

  it("is a companion file of macOS", async () => {
    const companion = joined(
      "\0\x05\x16\x07\0\x02\0\0",
      new Uint8Array(16),
      "\0\x01\0\0\0\x09\0\0\0\x26\0\0\0\x04FNDR",
    );
    expect(furnitureFormat.sniff(companion, "._a.wav")).toBe(3);
    expect((await told(furnitureFormat, companion)).marks).toEqual(["furniture"]);
    expect((await told(furnitureFormat, joined(companion, "more"))).consumed).toBe(companion.length);
    expect((await told(furnitureFormat, joined("\0\0\0\x01Bud1", new Uint8Array(20)))).marks).toEqual([
      "furniture",
    ]);
  });

  it("that is cut off is damaged", async () => {
    for (const bytes of [png(32, 32), gif(16, 16), ico(32, latin1("bitmap"))]) {
      expect((await told(furnitureFormat, bytes.slice(0, -1))).refused?.reason).toBe("damaged");
    }
  });

  it("leaves what follows its end to others", async () => {
    const bytes = png(16, 16);
    expect((await told(furnitureFormat, joined(bytes, "accountId: 7"))).consumed).toBe(bytes.length);
  });

  it("ends in a reason or a length, whatever the bytes are", async () => {
    const samples = [png(8, 8), gif(8, 8), ico(8, png(8, 8)), joined("\0\x01\0\0\0\x05", new Uint8Array(90)), joined("BM", new Uint8Array(60))]; // prettier-ignore
    const edits = fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), edits, fc.nat(120), async (sample, list, cut) => {
        const edited = sample.slice(0, cut);
        for (const [at, byte] of list) if (at < edited.length) edited[at] = byte;
        const result = await told(furnitureFormat, edited);
        expect(result.refused !== undefined || (result.consumed ?? Infinity) <= edited.length).toBe(true);
        recognisedFormat.sniff(edited, "a");
      }),
    );
  });
});
