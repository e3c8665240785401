import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { desktopIniFormat } from "../../src/formats/desktop-ini.ts";
import { furnitureFormat } from "../../src/formats/furniture.ts";
import { findFormat } from "../../src/formats/index.ts";
import { recognisedFormat } from "../../src/formats/recognised.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { appleDouble, dsStore, ole, plist } from "../support/companions.ts";
import { readEntry, subjectOf } from "../support/entry.ts";

const MINE = "A32TRBM6QOXJ5H";
const THEIRS = "A1BCDEFGHIJKLM";
const SUBJECT = subjectOf(`accounts: [${MINE}]`);
const WHERE = "com.apple.metadata:kMDItemWhereFroms";

describe("a .DS_Store", () => {
  it("tells the names of files whole, however long they are and whatever follows", async () => {
    const names = ["a.txt", `customerId_${"x".repeat(50)}.txt`, "Größe.csv", "данные.json"];
    const { texts, marks, consumed } = await told(furnitureFormat, dsStore(names));
    expect(texts).toEqual(expect.arrayContaining(names));
    expect(marks).toEqual(["furniture"]);
    expect(consumed).toBe(dsStore(names).length);
  });

  it("tells names that were deleted and lie in no record any more", async () => {
    const bytes = dsStore([]);
    bytes.set(Buffer.from("accountId: 4711", "utf16le").swap16(), 7001);
    expect((await told(furnitureFormat, bytes)).texts).toContain("accountId: 4711");
  });

  it("stays furniture when it names nobody, and is a record of whoever it names", async () => {
    const plain = await readEntry(dsStore(["a.txt", "Bilder"]), SUBJECT, { name: ".DS_Store" });
    expect(plain.furniture).toBe(true);
    expect(plain.evidence).toEqual([]);
    const named = await readEntry(dsStore([`accountId: ${THEIRS}`]), SUBJECT, { name: ".DS_Store" });
    expect(named.furniture).toBe(false);
    expect(named.counts).toEqual({ stray: 1 });
  });

  it("leaves another file behind it to others, and keeps what was left in blocks that are free", async () => {
    const bytes = dsStore(["a.txt"]);
    expect((await told(furnitureFormat, joined(bytes, "\xff\xd8\xff\xe0 a picture"))).consumed).toBe(
      bytes.length,
    );
    const stale = joined(bytes, "\x01\x02 stale \x03\x04");
    expect((await told(furnitureFormat, stale)).consumed).toBe(stale.length);
  });
});

describe("an AppleDouble companion", () => {
  it("tells where a file was loaded from, without the marks between addresses", async () => {
    const urls = [`https://acme.example/export?customerId=${MINE}`, "https://acme.example/", "Größe"];
    const bytes = appleDouble({ [WHERE]: plist(urls), "com.apple.quarantine": "0083;5bb0;Safari;" });
    const { texts, marks, consumed } = await told(furnitureFormat, bytes);
    expect(texts).toEqual(expect.arrayContaining([...urls, "0083;5bb0;Safari;"]));
    expect(texts.filter((text) => text.includes(MINE))).toEqual([urls[0]]);
    expect(marks).toEqual(["furniture"]);
    expect(consumed).toBe(bytes.length);
  });

  it("tells text in its resources, and is furniture unless somebody is named", async () => {
    const named = appleDouble({}, `\0\0\0\x01accountId: ${THEIRS}\0`);
    expect((await readEntry(named, SUBJECT, { name: "._a" })).counts).toEqual({ stray: 1 });
    const plain = appleDouble({ [WHERE]: plist(["https://acme.example/"]) }, "icns and so on");
    expect((await readEntry(plain, SUBJECT, { name: "._a" })).furniture).toBe(true);
  });

  it("is no stranger's because a mark of its lists stands beside the subject's identifier", async () => {
    const bytes = appleDouble({
      [WHERE]: plist([`https://a.example/?accountId=${MINE}`, "https://a.example/x"]),
    });
    const { counts } = await readEntry(bytes, SUBJECT, { name: "._a" });
    expect(counts).not.toHaveProperty("stray");
  });
});

describe("a desktop.ini", () => {
  const INI = "\ufeff[.ShellClassInfo]\r\nInfoTip=Photos\r\nIconIndex=0\r\n[ViewState]\r\nMode=\r\n";

  it("is furniture in either encoding, by its sections and not by its name", async () => {
    for (const bytes of [latin1(INI.slice(1)), Uint8Array.from(Buffer.from(INI, "utf16le"))]) {
      expect(findFormat(bytes, "a/Desktop.ini")).toBe(desktopIniFormat);
      const { marks, texts, consumed } = await told(desktopIniFormat, bytes, { name: "a/desktop.ini" });
      expect(marks).toEqual(["furniture"]);
      expect(texts).toContain("InfoTip=Photos");
      expect(consumed).toBe(bytes.length);
    }
    expect(findFormat(latin1(INI.slice(1)), "a/settings.ini")).not.toBe(desktopIniFormat);
    expect((await told(desktopIniFormat, latin1("[people]\nname=Anna\n"))).marks).toEqual(["content"]);
    expect((await told(desktopIniFormat, latin1(`${INI.slice(1)}prose\n`))).marks).toEqual(["content"]);
  });

  it("is a record of whoever it names", async () => {
    const bytes = latin1(`[.ShellClassInfo]\r\ncustomerId=${THEIRS}\r\n`);
    expect((await readEntry(bytes, SUBJECT, { name: "desktop.ini" })).counts).toEqual({ stray: 1 });
  });
});

describe("a Thumbs.db", () => {
  const NAMES = Buffer.from(`accountId: ${THEIRS}\0DSC_1.JPG\0`, "utf16le");

  it("is refused for its pictures after its names were read", async () => {
    for (const bytes of [
      ole({ Catalog: NAMES, "1": "\xff\xd8\xff", "21": "\xff\xd8\xff" }),
      ole({ "256_2d9f0a1b3c": NAMES, "96_00ff": "x" }),
    ]) {
      expect(findFormat(bytes, "Thumbs.db")).toBe(recognisedFormat);
      const result = await told(recognisedFormat, bytes);
      expect(result.refused?.reason).toBe("unsupported-format");
      expect(result.refused?.message).toBe("a thumbnail cache: its names were read, its pictures were not");
      expect(result.texts).toContain(`accountId: ${THEIRS}`);
      expect(result.texts).toContain("DSC_1.JPG");
      expect(result.marks).toEqual([]);
      expect(result.refused?.consumed).toBe(bytes.length);
      const followed = await told(recognisedFormat, joined(bytes, "accountId: 4711"));
      expect(followed.refused?.consumed).toBe(bytes.length);
    }
  });

  it("is told from other compound files by the names of its streams", async () => {
    for (const streams of [{ WordDocument: NAMES, "1Table": "x" }, { Catalog: NAMES, Workbook: "x" }, {}]) {
      const result = await told(recognisedFormat, ole(streams));
      expect(result.refused?.message).toBe("an older Office document or Outlook message");
      expect(result.texts).toEqual([]);
    }
  });
});

it("companions end in a reason or a length, whatever their bytes are", async () => {
  const samples = [dsStore(["a.txt"]), appleDouble({ [WHERE]: plist(["https://a.example/long/enough"]), x: "y" }, "z"), ole({ Catalog: "x" })]; // prettier-ignore
  const edits = fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...samples), edits, fc.nat(9000), async (sample, list, cut) => {
      const edited = sample.slice(0, Math.max(8, cut));
      for (const [at, byte] of list) if (at >= 8 && at < edited.length) edited[at] = byte;
      const format = edited[0] === 0xd0 ? recognisedFormat : furnitureFormat;
      const result = await told(format, edited);
      expect(result.refused !== undefined || (result.consumed ?? 0) > 0).toBe(true);
      expect(result.consumed ?? 0).toBeLessThanOrEqual(edited.length);
    }),
    { numRuns: 150 },
  );
});
