import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  linksXml,
  wordParagraph,
  writeDocx,
  writeOffice,
  writeOpenDocument,
  writeXlsx,
} from "../../fixtures/support/office-writer.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { findFormat } from "../../src/formats/index.ts";
import { officeFormat } from "../../src/formats/office/index.ts";
import { readXml } from "../../src/formats/office/xml.ts";
import { NotInspected } from "../../src/model/errors.ts";
import type { ByteSource, Member } from "../../src/model/format.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import type { ReadOptions, Told } from "../support/bytes.ts";
import { told } from "../support/bytes.ts";
import { ole } from "../support/companions.ts";
import { officeSource } from "../support/office.ts";

const THEIRS = "A3ZK8W2P6R4N1V";
const ROWS = [
  ["accountId", "n"],
  [THEIRS, 1],
];
const sheets = [{ name: "a", rows: ROWS }];

async function read(zip: Buffer, options: ReadOptions = {}): Promise<Told> {
  const result = await told(officeFormat, zip, {
    accountKeys: ["accountId"],
    source: officeSource(zip),
    ...options,
  });
  expect(result.open).toBe(0);
  return result;
}

async function readSheet(xml: string, options: ReadOptions = {}): Promise<Told> {
  return read(writeXlsx({ sheets, parts: { "xl/worksheets/sheet1.xml": xml } }), options);
}

describe("Office documents that lie or are broken", () => {
  it("that only begin like one are damaged, and their files are left", async () => {
    for (const path of ["word/a.txt", "_rels/x", "docProps/y"]) {
      const zip = writeZip([{ path, bytes: Buffer.from(THEIRS) }]);
      const source = officeSource(zip);
      const result = await read(zip, { source });
      expect(result.refused?.reason).toBe("damaged");
      expect([...source.taken]).toEqual([]);
    }
  });

  it("that ask for a password are said to be encrypted", async () => {
    const bytes = ole({ EncryptionInfo: "x".repeat(64), EncryptedPackage: "y".repeat(5000) });
    const format = findFormat(bytes, "letter.docx");
    expect(format?.name).toBe("recognised");
    const result = await told(format ?? officeFormat, bytes);
    expect(result.refused?.reason).toBe("encrypted");
  });

  it("without a main part are damaged", async () => {
    expect((await read(writeOffice({ "word/document.xml": "<a/>" }))).refused?.reason).toBe("damaged");
  });

  it("of which one part is damaged are not inspected, and the others are read", async () => {
    const cut = `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>accountId: ${THEIRS}-cut</v></c></row>`;
    const broken = await readSheet(cut);
    expect(broken.refused?.reason).toBe("damaged");
    expect(broken.texts).toContain(`accountId: ${THEIRS}-cut`);
    expect(broken.texts).toContain(THEIRS);
  });

  it("pass on why a file in them cannot be unpacked", async () => {
    const zip = writeXlsx({ sheets });
    const list = (await officeSource(zip).members?.()) ?? [];
    const refuse = (): AsyncIterable<Uint8Array> => {
      throw new NotInspected("checksum-mismatch", "its content does not match its CRC-32");
    };
    const lying = list.map((member): Member =>
      member.name === "xl/sharedStrings.xml" ? { ...member, chunks: refuse } : member,
    );
    const source: ByteSource = { size: zip.length, chunks: refuse, members: () => Promise.resolve(lying) };
    expect((await read(zip, { source })).refused?.reason).toBe("checksum-mismatch");
  });

  it("that declare entities are not read any further", async () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>`;
    expect((await readSheet(bomb)).refused?.reason).toBe("unsupported-format");
    expect((await readSheet("<worksheet>&undeclared;</worksheet>")).refused?.reason).toBe("damaged");
  });

  it("nest elements without end are over a limit", async () => {
    const deep = `<worksheet>${"<a>".repeat(10_000)}`;
    expect((await readSheet(deep)).refused?.reason).toBe("over-limit");
  });

  it("hold a cell at the last corner cost no more than one cell", async () => {
    const corner = `<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData></worksheet>`;
    expect((await readSheet(corner)).refused).toBeUndefined();
    const beyond = `<worksheet><sheetData><row r="1"><c r="ZZZZ1" t="str"><v>x</v></c></row></sheetData></worksheet>`;
    expect((await readSheet(beyond)).refused?.reason).toBe("over-limit");
  });

  it("show a shared string that is not there are damaged", async () => {
    for (const index of ["99", "-1", "1.5", "x", "4294967296"]) {
      const xml = `<worksheet><sheetData><row><c t="s"><v>${index}</v></c></row></sheetData></worksheet>`;
      expect((await readSheet(xml)).refused?.reason, index).toBe("damaged");
    }
  });

  it("hold a cell longer than any value give it to the sweep in pieces", async () => {
    const long = `${"x".repeat(200_000)} ${THEIRS}`;
    const result = await readSheet(
      `<worksheet><sheetData><row><c t="inlineStr"><is><t>accountId</t></is></c><c t="inlineStr"><is><t>n</t></is></c></row><row><c t="inlineStr"><is><t>${long}</t></is></c></row></sheetData></worksheet>`,
    );
    expect(result.values).toEqual([]);
    expect(result.texts.some((text) => text.includes(THEIRS))).toBe(true);
    expect(result.decoded.some((text) => text.includes(THEIRS))).toBe(true);
    expect(result.decoded.every((text) => text.length <= 65_536)).toBe(true);
  });

  it("go round in circles end", async () => {
    const body = wordParagraph(THEIRS);
    const parts = {
      "word/_rels/document.xml.rels": linksXml([
        ["a", "document.xml"],
        ["b", "../word/./document.xml"],
      ]),
    };
    expect((await read(writeDocx({ body, parts }))).texts.filter((text) => text === THEIRS)).toHaveLength(1);
  });

  it("name a part twice read both", async () => {
    const xlsx = writeXlsx({ sheets });
    const list = (await officeSource(xlsx).members?.()) ?? [];
    const hidden = `<worksheet><sheetData><row><c t="str"><v>second ${THEIRS}</v></c></row></sheetData></worksheet>`;
    const second: Member = {
      name: "XL\\Worksheets\\Sheet1.xml",
      size: hidden.length,
      async *chunks() {
        yield Buffer.from(hidden);
      },
    };
    const source: ByteSource = {
      ...officeSource(xlsx),
      members: () => Promise.resolve([...list, second]),
    };
    const result = await read(xlsx, { source });
    expect(result.values).toEqual([`accountId=${THEIRS}`]);
    expect(result.texts).toContain(`second ${THEIRS}`);
  });

  it("hold a text that never ends are over a limit before it is kept", async () => {
    let given = 0;
    async function* endless(): AsyncIterable<Uint8Array> {
      yield Buffer.from("<a>");
      for (; given < 1000; given += 1) yield Buffer.alloc(1 << 20, 0x61);
    }
    const nothing = { open() {}, close() {}, text() {}, aside() {} };
    await expect(readXml(endless(), DEFAULT_LIMITS, nothing)).rejects.toMatchObject({ reason: "over-limit" });
    expect(given).toBeLessThan(20);
  });

  it("end as inspected or not inspected wherever a byte of a part is changed or missing", async () => {
    const parts: [Buffer, string][] = [
      [writeXlsx({ sheets, leftStrings: [THEIRS] }), "xl/worksheets/sheet1.xml"],
      [writeXlsx({ sheets }), "xl/sharedStrings.xml"],
      [writeXlsx({ sheets }), "xl/workbook.xml"],
      [writeXlsx({ sheets }), "xl/_rels/workbook.xml.rels"],
      [writeDocx({ body: wordParagraph(THEIRS) }), "word/document.xml"],
      [
        writeOpenDocument(
          "spreadsheet",
          `<table:table><table:table-row><table:table-cell><text:p>${THEIRS}</text:p></table:table-cell></table:table-row></table:table>`,
        ),
        "content.xml",
      ],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(parts.length - 1),
        fc.nat(4000),
        fc.nat(255),
        fc.boolean(),
        async (which, at, byte, cut) => {
          const [zip, name] = parts[which] ?? [Buffer.alloc(0), ""];
          const source = officeSource(zip, 64);
          const list = (await source.members?.()) ?? [];
          const changed = list.map((member) =>
            member.name === name ? altered(member, at, byte, cut) : member,
          );
          const result = await read(zip, { source: { ...source, members: () => Promise.resolve(changed) } });
          expect(result.consumed ?? result.refused?.consumed).toBe(zip.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function altered(member: Member, at: number, byte: number, cut: boolean): Member {
  const offset = at % Math.max(1, member.size);
  return {
    ...member,
    async *chunks() {
      let from = 0;
      for await (const chunk of member.chunks()) {
        const copy = Uint8Array.from(chunk);
        if (offset >= from && offset < from + copy.length) {
          if (cut) {
            yield copy.subarray(0, offset - from);
            return;
          }
          copy[offset - from] = byte;
        }
        from += copy.length;
        yield copy;
      }
    },
  };
}
