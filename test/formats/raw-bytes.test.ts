import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rawBytes, whatBytesLookLike } from "../../src/formats/raw-bytes.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { readEntry, subjectOf } from "../support/entry.ts";

const LINE = "customerId: A32TRBM6QOXJ5H";

/** A line that random bytes do not lengthen: they would only do so if they went on as the line does. */
const FENCED = joined("\x01\x02", LINE, "\x01\x02");
const WIDE = Uint8Array.from(Buffer.from(LINE, "utf16le"));
const WIDE_BIG = Uint8Array.from(Buffer.from(LINE, "utf16le").swap16());

describe("raw bytes", () => {
  it("show a line planted anywhere in them, in any encoding, whole, however they are cut into chunks", async () => {
    const random = fc.uint8Array({ maxLength: 300 });
    const plants = fc.constantFrom(
      FENCED,
      joined("\x01\x02\x01", WIDE, "\x01\x02"),
      joined("\x01\x02", WIDE_BIG, "\x01\x02"),
    );
    await fc.assert(
      fc.asyncProperty(
        random,
        plants,
        random,
        fc.integer({ min: 1, max: 97 }),
        async (before, plant, after, chunkBytes) => {
          const bytes = joined(before, plant, after);
          const result = await told(rawBytes, bytes, { chunkBytes });
          expect(result.texts).toContain(LINE);
          expect(result.consumed).toBe(bytes.length);
          expect(result.marks).toEqual(["furniture"]);
          expect(result.refused).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("show the same lines at the same places however they are cut into chunks", async () => {
    const parts = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(WIDE, WIDE_BIG, latin1("Größe\n"), Uint8Array.from(Buffer.from("Größe € 😀 und mehr")))), { maxLength: 8 }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(parts, fc.integer({ min: 1, max: 50 }), async (list, chunkBytes) => {
        const bytes = joined(...list);
        const whole = await told(rawBytes, bytes);
        const cut = await told(rawBytes, bytes, { chunkBytes });
        const rows = (result: typeof whole): string[] =>
          result.texts.map((text, index) => `${result.places[index]} ${text}`).sort();
        expect(rows(cut)).toEqual(rows(whole));
      }),
      { numRuns: 200 },
    );
  });

  it("say where a line begins, and leave out what is too short to be text", async () => {
    const result = await told(rawBytes, joined("\0abc\x01\0", "name", "\xff\xfe", "x\xc3\xa9yz\0"));
    expect(result.texts).toEqual(["name", "xéyz"]);
    expect(result.places).toEqual(["byte 6", "byte 12"]);
  });

  it("do not lose the first or the last letter of UTF-16 between other bytes", async () => {
    for (const [before, after] of [
      ["\0\0\0\x05", "bwsp"],
      ["\x01", "\x01"],
      ["\0\0", "\0\0"],
    ] as const) {
      expect((await told(rawBytes, joined(before, WIDE_BIG, after))).texts).toContain(LINE);
    }
    for (const [before, after] of [
      ["\x01", "\0\0"],
      ["\0\0", "\0\0"],
      ["x", "\x01"],
    ] as const) {
      expect((await told(rawBytes, joined(before, WIDE, after))).texts.join("\n")).toContain(LINE);
    }
  });

  it("come in overlapping pieces where text does not end", async () => {
    for (const text of [`${"x ".repeat(30_000)}${LINE}${" y".repeat(30_000)}`]) {
      for (const bytes of [
        latin1(text),
        Uint8Array.from(Buffer.from(text, "utf16le")),
        Uint8Array.from(Buffer.from(text, "utf16le").swap16()),
      ]) {
        // prettier-ignore
        const { texts } = await told(rawBytes, bytes, { chunkBytes: 5000 });
        expect(texts.some((piece) => piece.includes(LINE))).toBe(true);
        expect(Math.max(...texts.map((piece) => piece.length))).toBeLessThanOrEqual(17_000);
      }
    }
  });

  it("are nobody's unless they name somebody, and then their record", async () => {
    const subject = subjectOf("accounts: [A32TRBM6QOXJ5H]");
    const plain = await readEntry(latin1("\x01plain words\x02"), subject, { format: rawBytes });
    expect([plain.furniture, plain.evidence]).toEqual([true, []]);
    const bytes = latin1("\x01accountId: A1BCDEFGHIJKLM\x02");
    const named = await readEntry(bytes, subject, { format: rawBytes });
    expect([named.furniture, named.counts]).toEqual([false, { stray: 1 }]);
  });
});

describe("what bytes look like", () => {
  const size = 4096;

  it("is padding only when all of them were seen", () => {
    expect(whatBytesLookLike(new Uint8Array(100), 100)).toEqual({ words: "padding", harmless: true });
    expect(whatBytesLookLike(new Uint8Array(100).fill(0xff), 100).harmless).toBe(true);
    expect(whatBytesLookLike(new Uint8Array(100), 101).harmless).toBe(false);
    expect(whatBytesLookLike(new Uint8Array(0), 0).harmless).toBe(true);
  });

  it("is a program by its first bytes, but no recording that begins like a script", () => {
    const program = { words: "a program (self-extractor)", harmless: true };
    for (const head of [
      "MZ\x90\0",
      "\x7fELF\x02",
      "#!/bin/sh\n",
      "\xcf\xfa\xed\xfe",
      "\xfe\xed\xfa\xce",
      "\xca\xfe\xba\xbe",
    ]) {
      expect(whatBytesLookLike(latin1(head), size)).toEqual(program);
    }
    expect(whatBytesLookLike(latin1("#!AMR\n"), size)).toEqual({
      words: "an AMR recording",
      harmless: false,
    });
  });

  it("is an APK signing block only when it fills all of the bytes", () => {
    const length = (bytes: number): string => String.fromCharCode(bytes & 255, bytes >> 8, 0, 0, 0, 0, 0, 0);
    const block = joined(length(92), new Uint8Array(68), length(92), "APK Sig Block 42");
    expect(whatBytesLookLike(block, 100)).toEqual({ words: "an APK signing block", harmless: true });
    expect(whatBytesLookLike(block.slice(0, 8), 100, block.slice(-24)).harmless).toBe(true);
    expect(whatBytesLookLike(block, 101).harmless).toBe(false);
    expect(whatBytesLookLike(joined("x", block), 101).harmless).toBe(false);
  });

  it("says what else it is, and never that it is harmless", () => {
    for (const [head, words] of [
      ["PK\x03\x04rest", "archive records"],
      ["PK\x01\x02rest", "archive records"],
      ["PK\x05\x06rest", "archive records"],
      ["\xff\xd8\xff\xe0", "a JPEG picture"],
      ["%PDF-1.4\n", "a PDF document"],
      ["OggS\0", "an Ogg recording"],
      ["customerId: 7\n", "text"],
      ["\x01\x02\x03\0\x05", "binary data"],
    ] as const) {
      expect(whatBytesLookLike(latin1(head), size)).toEqual({ words, harmless: false });
    }
  });

  it("ends in words whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(200), (head, more) => {
        expect(whatBytesLookLike(head, head.length + more).words).not.toBe("");
      }),
    );
  });
});
