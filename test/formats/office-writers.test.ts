import { describe, expect, it } from "vitest";
import {
  linksXml,
  openDocumentXml,
  writeDocx,
  wordParagraph,
  writeOpenDocument,
  writeXlsx,
} from "../../fixtures/support/office-writer.ts";
import type { OfficeCell } from "../../fixtures/support/office-writer.ts";
import { officeFormat } from "../../src/formats/office/index.ts";
import type { Told } from "../support/bytes.ts";
import { latin1, told } from "../support/bytes.ts";
import { officeSource } from "../support/office.ts";

const MINE = "A1QX7M3K9T2B5D";
const THEIRS = "A3ZK8W2P6R4N1V";

async function read(zip: Buffer): Promise<Told & { readonly left: string[] }> {
  const source = officeSource(zip);
  const names = ((await source.members?.()) ?? []).map(({ name }) => name);
  const result = await told(officeFormat, zip, {
    accountKeys: ["customerId", "Customer ID", "Account"],
    source,
  });
  expect(result.open).toBe(0);
  return { ...result, left: names.filter((name) => !source.taken.has(name)) };
}

async function sheet(...rows: (readonly OfficeCell[])[]): Promise<Told> {
  return read(writeXlsx({ sheets: [{ name: "a", rows }] }));
}

/** `layout-cache` of LibreOffice for a text of two pages: the second begins with paragraph 12. */
const LAYOUT_CACHE = latin1("\x01\0\x01\0p\x0e\0\0\0P\x09\0\0\x04\x0c\0\0\0");

/** The manifest that LibreOffice writes, with these files besides the usual ones. */
function manifest(files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(
    ([path, type]) => `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${type}"/>`,
  );
  return `<manifest:manifest xmlns:manifest="m">${entries.join("")}</manifest:manifest>`;
}

describe("what OpenOffice and LibreOffice write beside a text", () => {
  it("is whole with the empty file of keys that they always write", async () => {
    const path = "Configurations2/accelerator/current.xml";
    const zip = writeOpenDocument("text", "<text:p>Hello</text:p>", "", {
      [path]: "",
      "META-INF/manifest.xml": manifest({ [path]: "" }),
    });
    const result = await read(zip);
    expect(result.refused).toBeUndefined();
    expect(result.left).toEqual([]);
  });

  it("is damaged where a file of its own content is empty", async () => {
    const zip = writeOpenDocument("text", "<text:p>Hello</text:p>", "", { "meta.xml": "" });
    expect((await read(zip)).refused?.reason).toBe("damaged");
  });

  it("is read with where its pages begin, and doubted where that is something else", async () => {
    const type = { "META-INF/manifest.xml": manifest({ "layout-cache": "application/binary" }) };
    const good = { ...type, "layout-cache": LAYOUT_CACHE };
    const result = await read(writeOpenDocument("text", "<text:p>Hello</text:p>", "", good));
    expect(result.refused).toBeUndefined();
    expect(result.left).toEqual([]);
    const other = { ...type, "layout-cache": latin1(`customerId: ${THEIRS}`) };
    const doubted = await read(writeOpenDocument("text", "<text:p>Hello</text:p>", "", other));
    expect(doubted.refused?.reason).toBe("unknown-format");
    expect(doubted.decoded.join("\n")).toContain(THEIRS);
  });

  it("is read with the drawings that stand for charts, whose texts are seen", async () => {
    const drawing = latin1(`VCLMTF\x01\x001\0\0\0\0\0\0\0\x01\0\x1bcustomerId: ${THEIRS}\0`);
    const path = "ObjectReplacements/Object 1";
    const zip = writeOpenDocument("spreadsheet", "", "", {
      [path]: drawing,
      "Object 1/content.xml": openDocumentXml("document-content", "text", ""),
      "META-INF/manifest.xml": manifest({
        [path]: "application/x-openoffice-gdimetafile;windows_formatname=&quot;GDIMetaFile&quot;",
        "Object 1/content.xml": "text/xml",
      }),
    });
    const result = await read(zip);
    expect(result.refused).toBeUndefined();
    expect(result.left).toEqual([]);
    expect(result.texts).toContain(`customerId: ${THEIRS}`);
  });

  it("keeps numbers of footnotes and authors of comments apart from what they follow", async () => {
    const note =
      "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Why</text:p></text:note-body></text:note>";
    const comment = `<office:annotation><dc:creator>Agent</dc:creator><text:p>customerId: ${THEIRS}</text:p></office:annotation>`;
    const body = `<text:p>Customer ID: ${MINE}${note}</text:p><text:p>Customer ID: ${MINE}${comment}!</text:p>`;
    const { texts } = await read(writeOpenDocument("text", body, "", {}));
    expect(texts).toContain(`Customer ID: ${MINE}`);
    expect(texts).toContain(`Customer ID: ${MINE}!`);
    expect(texts).toContain(`customerId: ${THEIRS}`);
    expect(texts).toContain("Why");
  });
});

/** Settings of a printer as Windows writes them: 220 bytes, then what the driver adds. */
function printerSettings(name: string, driver: string): Uint8Array {
  const bytes = Buffer.alloc(220 + driver.length * 2);
  bytes.write(name, 0, "utf16le");
  bytes.writeUInt16LE(0x0401, 64);
  bytes.writeUInt16LE(220, 68);
  bytes.writeUInt16LE(driver.length * 2, 70);
  bytes.write(driver, 220, "utf16le");
  return bytes;
}

describe("what Excel writes beside its sheets", () => {
  const book = (settings: Uint8Array): Buffer =>
    writeXlsx({
      sheets: [
        {
          name: "a",
          rows: [["Customer ID", MINE]],
          links: [["printerSettings", "../printerSettings/p1.bin"]],
        },
      ],
      parts: { "xl/printerSettings/p1.bin": settings },
    });

  it("is read with the settings of a printer of Windows, and all text in them", async () => {
    const result = await read(book(printerSettings("Printer 1", `customerId: ${THEIRS}`)));
    expect(result.refused).toBeUndefined();
    expect(result.left).toEqual([]);
    expect(result.texts).toContain("Printer 1");
    expect(result.texts).toContain(`customerId: ${THEIRS}`);
  });

  it("is read with the property list that a Mac writes in their place", async () => {
    const list = latin1(`<?xml version="1.0"?><plist><string>${THEIRS}</string></plist>`);
    const result = await read(book(list));
    expect(result.refused).toBeUndefined();
    expect(result.texts.join("\n")).toContain(THEIRS);
  });

  it("is doubted where settings of a printer are none, and their text is seen all the same", async () => {
    const result = await read(book(latin1(`\0\0\0customerId: ${THEIRS}`)));
    expect(result.refused?.reason).toBe("unknown-format");
    expect(result.texts).toContain(`customerId: ${THEIRS}`);
  });

  it("tells what comments in a thread say without the name of their element before it", async () => {
    const zip = writeXlsx({
      sheets: [{ name: "a", rows: [["x"]], links: [["threadedComment", "../threadedComments/t1.xml"]] }],
      parts: {
        "xl/threadedComments/t1.xml": `<ThreadedComments><threadedComment ref="B3"><text>customerId: ${THEIRS}</text></threadedComment></ThreadedComments>`,
      },
    });
    const { texts, places } = await read(zip);
    expect(texts).toContain(`customerId: ${THEIRS}`);
    expect(places[texts.indexOf(`customerId: ${THEIRS}`)]).toContain("B3");
  });
});

describe("properties of Office documents", () => {
  it("are told as they are too where they have a label of their own", async () => {
    const zip = writeDocx({
      body: wordParagraph("Hello"),
      parts: {
        "_rels/.rels": linksXml([
          ["officeDocument", "word/document.xml"],
          ["metadata/core-properties", "docProps/core.xml"],
        ]),
        "docProps/core.xml": `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:subject>customerId: ${THEIRS}</dc:subject></cp:coreProperties>`,
      },
    });
    expect((await read(zip)).texts).toContain(`customerId: ${THEIRS}`);
  });
});

describe("a pair of cells with a label and its value", () => {
  it("is no header because its value looks like a name of a column", async () => {
    const form = await sheet(["Customer ID", "CUST9876"], ["City", "Bonn"], ["Created", "May"]);
    expect(form.values).toEqual(["Customer ID=CUST9876"]);
    const above = await sheet(
      ["Customer ID", "CUST9876"],
      ["Date", "Text", "Device"],
      ["May", "hello", "Echo"],
    );
    expect(above.values).toEqual(["Customer ID=CUST9876"]);
  });

  it("is no header where nothing stands right below it", async () => {
    const result = await sheet(["Customer ID", "anna"], [], ["Date", "Text"], ["May", "hello"]);
    expect(result.values).toEqual(["Customer ID=anna"]);
  });

  it("is part of a form where labels stand below it, whichever comes first", async () => {
    const result = await sheet(["Account", "Basic"], ["Customer ID", THEIRS], ["City", "Bonn"]);
    expect(result.values).toEqual(["Account=Basic", `Customer ID=${THEIRS}`]);
  });

  it("is a header where codes like its second cell stand below it", async () => {
    const result = await sheet(["Customer ID", "CUST1234"], ["CUST1234", "a"], ["CUST9876", "b"]);
    expect(result.values).toEqual(["Customer ID=CUST1234", "Customer ID=CUST9876"]);
  });
});
