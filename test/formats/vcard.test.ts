import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFormat } from "../../src/formats/index.ts";
import { vcardFormat } from "../../src/formats/vcard/index.ts";
import { builtinLayouts, planFor } from "../../src/layouts/index.ts";
import { joined, latin1, told, type ReadOptions, type Told } from "../support/bytes.ts";

const plan = planFor("Contacts/All.vcf", builtinLayouts(), { given: new Set() });

function read(text: string | Uint8Array, options: ReadOptions = {}): Promise<Told> {
  return told(vcardFormat, typeof text === "string" ? latin1(text) : text, { plan, ...options });
}

const lines = (...text: readonly string[]): string => `${text.join("\r\n")}\r\n`;

const BEN = lines(
  "BEGIN:VCARD",
  "VERSION:3.0",
  "FN:Ben Roth",
  "N:Roth;Ben;;;",
  "item1.EMAIL;TYPE=INTERNET:ben@exam",
  " ple.net",
  "item1.X-ABLabel:_$!<Other>!$_",
  "TEL;TYPE=CELL:+49 170 7654321",
  "UID:abc@icloud.com",
  "NOTE:Customer number: A3ZK8W2P6R4N1V\\nseen 2018",
  "END:VCARD",
);

const CLARA = lines(
  "BEGIN:VCARD",
  "VERSION:2.1",
  "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=",
  "ller;Clara",
  "EMAIL;HOME:clara@example.com",
  "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ",
  " SkZJRgAB",
  "",
  "END:VCARD",
);

describe("an address book", () => {
  it("is found by how it begins", () => {
    expect(findFormat(latin1(BEN), "x.txt")?.name).toBe("vcard");
    expect(findFormat(Buffer.from(`\ufeff${BEN}`, "utf16le"), "")?.name).toBe("vcard");
  });

  it.each([1, 7, 4096])("has a record for each card, in chunks of %i bytes", async (chunkBytes) => {
    const found = await read(BEN + CLARA, { chunkBytes });
    expect(found.values).toEqual([
      "FN=Ben Roth",
      "N=Ben Roth",
      "EMAIL=ben@example.net",
      "TEL=+49 170 7654321",
      "Customer number=A3ZK8W2P6R4N1V",
      "N=Clara Müller",
      "EMAIL=clara@example.com",
    ]);
    expect(found.places).toContain("contact 2, EMAIL");
    expect(found.decoded.join()).toContain("Müller;Clara");
    expect(found.consumed).toBe((BEN + CLARA).length);
    expect(found.open).toBe(0);
  });

  it("gives pictures as ranges of its bytes, indented or not", async () => {
    const text = lines(
      "BEGIN:VCARD",
      "PHOTO;ENCODING=B:AAAA",
      "BBBB",
      "",
      "LOGO:data:image/png;base64,CCCC",
      "END:VCARD",
    );
    const found = await read(CLARA + text);
    const pieces = found.embedded.map(({ content }) => {
      if (content.is !== "range") throw new Error("no range");
      return (CLARA + text).slice(content.range[0], content.range[0] + content.range[1]).replace(/\s/g, "");
    });
    expect(pieces).toEqual(["/9j/4AAQSkZJRgAB", "AAAABBBB", "CCCC"]);
    const wide = await read(Buffer.from(`\ufeff${CLARA}`, "utf16le"));
    expect(wide.embedded.map(({ content }) => content.is)).toEqual(["bytes"]);
    expect(wide.values).toContain("EMAIL=clara@example.com");
  });

  it("keeps the card of an agent within the card of its principal", async () => {
    const text = lines(
      "BEGIN:VCARD",
      "FN:A",
      "AGENT:",
      "BEGIN:VCARD",
      "FN:B",
      "END:VCARD",
      "FN:C",
      "END:VCARD",
    );
    const found = await read(text);
    expect(found.values).toEqual(["FN=A", "FN=B", "FN=C"]);
    expect(found.refused).toBeUndefined();
  });

  it.each([
    [lines("BEGIN:VCARD", "FN:Ben"), "damaged"],
    [lines("BEGIN:VCARD", "FN:Ben") + CLARA, "damaged"],
    [lines("BEGIN:VCARD", "FN:B\0\0\0\0n", "END:VCARD"), "damaged"],
  ])("is damaged when it is %j", async (text, reason) => {
    const found = await read(text);
    expect(found.refused?.reason).toBe(reason);
    expect(found.open).toBe(0);
  });

  it("leaves what follows the last card to others", async () => {
    const found = await read(`${BEN}\r\nSQLite format 3\0`);
    expect(found.consumed).toBe(BEN.length + 2);
    expect((await read(joined(BEN, "PK\x03\x04x"))).consumed).toBe(BEN.length);
  });

  it("has old line ends too", async () => {
    expect((await read(BEN.replaceAll("\r\n", "\r"))).values).toEqual((await read(BEN)).values);
  });

  it("leaves nothing open where its first bytes are no text", async () => {
    const bytes = Uint8Array.from(latin1(BEN + CLARA).subarray(0, 339));
    bytes[0] = 0;
    expect((await read(bytes, { chunkBytes: 1 })).open).toBe(0);
  });

  it("ends, whatever its bytes are", async () => {
    const sample = latin1(BEN + CLARA);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sample.length - 1),
        fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.integer({ min: 1, max: 200 }),
        async (length, changes, chunkBytes) => {
          const bytes = Uint8Array.from(sample.subarray(0, length + 1));
          for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
          const found = await read(bytes, { chunkBytes });
          expect(found.open).toBe(0);
          for (const { content } of found.embedded)
            if (content.is === "range")
              expect(content.range[0] + content.range[1]).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 200 },
    );
  });
});
