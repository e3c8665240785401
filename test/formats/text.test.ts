import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textFormat } from "../../src/formats/text.ts";
import { joined, latin1, told } from "../support/bytes.ts";

describe("the text format", () => {
  it("takes text whatever its name, and nothing that is no text", () => {
    expect(textFormat.sniff(latin1("hello"), "a.bin")).toBe(1);
    expect(textFormat.sniff(joined("\xff\xfeh\0i\0"), "a")).toBe(1);
    expect(textFormat.sniff(new Uint8Array(0), "a.txt")).toBe(0);
    expect(textFormat.sniff(Uint8Array.of(1, 2, 3, 4, 0, 9), "a.txt")).toBe(0);
    expect(textFormat.sniff(latin1("PK\x03\x04\x14\0\0\0"), "a.txt")).toBe(0);
  });

  it("reports lines with their numbers, whatever ends them", async () => {
    const bytes = latin1("one\ntwo\r\nthree\rfour\n\n \nseven");
    const result = await told(textFormat, bytes);
    expect(result.texts).toEqual(["one", "two", "three", "four", "seven"]);
    expect(result.places).toEqual(["line 1", "line 2", "line 3", "line 4", "line 7"]);
    expect(result.consumed).toBe(bytes.length);
    expect(result.marks).toEqual(["content"]);
  });

  it("reads the same lines however the bytes are cut into chunks", async () => {
    const text = fc.stringMatching(/^[a-zä€😀\r\n ]{1,60}$/u);
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 20 }), async (written, chunkBytes) => {
        const bytes = Uint8Array.from(Buffer.from(written));
        const whole = await told(textFormat, bytes);
        const cut = await told(textFormat, bytes, { chunkBytes });
        expect(cut.texts).toEqual(whole.texts);
        expect(cut.places).toEqual(whole.places);
        expect(cut.consumed).toBe(bytes.length);
      }),
    );
  });

  it("reads UTF-8, UTF-16 and Windows-1252", async () => {
    const text = "Anna Müller – 5 €";
    const wide = Buffer.from(text, "utf16le");
    for (const bytes of [
      joined("\xef\xbb\xbf", Buffer.from(text)),
      joined("\xff\xfe", wide),
      joined("\xfe\xff", Buffer.from(wide).swap16()),
      latin1("Anna M\xfcller \x96 5 \x80"),
    ]) {
      expect((await told(textFormat, bytes)).texts).toEqual([text]);
    }
  });

  it("reports a long line in pieces that overlap, so that no identifier is cut", async () => {
    const identifier = "A32TRBM6QOXJ5H";
    for (const at of [65_530, 131_060, 200_000]) {
      const bytes = latin1(`${"x".repeat(at)}${identifier}${"y".repeat(100_000)}`);
      const { texts } = await told(textFormat, bytes, { chunkBytes: 7000 });
      expect(texts.some((piece) => piece.includes(identifier))).toBe(true);
      expect(Math.max(...texts.map((piece) => piece.length))).toBeLessThanOrEqual(65_536);
    }
  });

  it("has no content when it is white", async () => {
    expect((await told(textFormat, latin1(" \n\t\r\n"))).marks).toEqual([]);
  });

  it("is damaged when binary data follows the text, and keeps the text", async () => {
    const binary = new Uint8Array(5000).map((_, index) => (index * 7919) & 255);
    const result = await told(textFormat, joined("accountId: 7\n".repeat(6000), binary));
    expect(result.refused?.reason).toBe("damaged");
    expect(result.texts.length).toBeGreaterThanOrEqual(6000);
  });

  it("ends in a reason or its whole length, whatever the bytes are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const result = await told(textFormat, bytes);
        expect(result.refused !== undefined || result.consumed === bytes.length).toBe(true);
      }),
    );
  });
});
