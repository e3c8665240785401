import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { recognisedFormat } from "../../src/formats/recognised.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { png } from "../support/icons.ts";

const MAIL =
  "Received: from mx.acme.example\r\n by x; Mon\r\nFrom: a@acme.example\r\nTo: b@acme.example\r\nSubject: Hi\r\n\r\nHello";

describe("recognised formats", () => {
  it("says what a file is that cannot be read yet", async () => {
    for (const [bytes, words, reason] of [
      [
        "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0a.csv",
        "a ZIP archive",
        "nested-archive",
      ],
      ["\x1f\x8b\x08\0", "a gzip file", "nested-archive"],
      ["SQLite format 3\0", "an SQLite database", "unsupported-format"],
      ["<!DOCTYPE html><html>", "an HTML page", "unsupported-format"],
      ["\xef\xbb\xbf<?xml version='1.0'?><gpx/>", "an XML document", "unsupported-format"],
      ["<!-- saved -->\n<div class=x>", "an HTML page", "unsupported-format"],
      ["<svg xmlns='x'></svg>", "an SVG picture", "unsupported-format"],
      ["{\\rtf1 hello}", "an RTF document", "unsupported-format"],
      ["BEGIN:VCARD\r\nVERSION:3.0\r\n", "a vCard", "unsupported-format"],
      ["BEGIN:VCALENDAR\nVERSION:2.0\n", "an iCalendar file", "unsupported-format"],
      [MAIL, "a mail", "unsupported-format"],
      [`From anna@acme.example Sat Jan  3 01:05:34 2018\n${MAIL}`, "a mailbox", "unsupported-format"],
      [`${"a".repeat(257)}ustar`, "a tar archive", "nested-archive"],
    ] as const) {
      const result = await told(recognisedFormat, latin1(bytes));
      expect(result.refused?.message).toBe(words);
      expect(result.refused?.reason).toBe(reason);
      expect(recognisedFormat.sniff(latin1(bytes), "a")).toBeGreaterThanOrEqual(2);
    }
  });

  it("tells Office documents from archives", async () => {
    const name = "[Content_Types].xml";
    const head = joined("PK\x03\x04", new Uint8Array(22), Uint8Array.of(name.length, 0, 0, 0), name);
    const result = await told(recognisedFormat, head);
    expect(result.refused?.reason).toBe("unsupported-format");
    expect(result.refused?.message).toBe("an Office document");
  });

  it("leaves pictures, plain text and what it does not know to others", () => {
    for (const bytes of [png(16, 16), png(640, 480), latin1("\xff\xd8\xff\xe0"), latin1("II*\0")])
      expect(recognisedFormat.sniff(bytes, "a.png")).toBe(0);
    for (const text of [
      "From here on: nothing",
      "Subject: notes\nDate: today\n\ntext",
      "a < b",
      "<3",
      "name: Anna\nto: Berlin\n",
      "",
    ]) {
      expect(recognisedFormat.sniff(latin1(text), "a.txt"), text).toBe(0);
    }
    expect(recognisedFormat.sniff(latin1("hello"), "a.zip")).toBe(0);
  });

  it("always ends in a reason, whatever the bytes are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect((await told(recognisedFormat, bytes)).refused).toBeDefined();
      }),
    );
  });
});
