import { describe, expect, it } from "vitest";
import { writeOpenDocument, writeXlsx } from "../../fixtures/support/office-writer.ts";
import { officeFormat } from "../../src/formats/office/index.ts";
import type { Told } from "../support/bytes.ts";
import { latin1, told } from "../support/bytes.ts";
import { officeSource } from "../support/office.ts";

const MINE = "A1QX7M3K9T2B5D";
const THEIRS = "A3ZK8W2P6R4N1V";

async function read(zip: Buffer): Promise<Told> {
  const result = await told(officeFormat, zip, { accountKeys: ["accountId"], source: officeSource(zip) });
  expect(result.open).toBe(0);
  return result;
}

function ods(...rows: readonly string[]): Buffer {
  const xml = rows.map((row) => `<table:table-row>${row}</table:table-row>`).join("");
  return writeOpenDocument("spreadsheet", `<table:table table:name="a">${xml}</table:table>`);
}

function cell(text: string, attributes = ""): string {
  return `<table:table-cell${attributes}><text:p>${text}</text:p></table:table-cell>`;
}

const sheetWith = (xml: string): Buffer =>
  writeXlsx({ sheets: [{ name: "a", rows: [["accountId"], [{ xml }], [MINE]] }] });

describe("what a spreadsheet only hints at", () => {
  it("is filled in sideways as far as a sheet goes, and refused beyond", async () => {
    const wide = await read(
      ods(
        cell("accountId") + cell("accountId", ' table:number-columns-repeated="1999"'),
        cell(MINE, ' table:number-columns-repeated="2000"'),
      ),
    );
    expect(wide.refused).toBeUndefined();
    expect(wide.values).toHaveLength(2_000);
    const wider = await read(ods(cell("accountId"), cell(MINE, ' table:number-columns-repeated="20000"')));
    expect(wider.refused?.reason).toBe("over-limit");
    const many = Array.from({ length: 300 }, () => cell("x", ' table:number-columns-repeated="16384"'));
    expect((await read(ods(cell("accountId"), ...many))).refused?.reason).toBe("over-limit");
  });

  it("is swept in attributes of rows and cells, and makes no record of a row without cells", async () => {
    const attribute = await read(sheetWith(`<c r="A2" note="${THEIRS}"><v>1</v></c>`));
    expect(attribute.decoded.join()).toContain(THEIRS);
    const reference = await read(sheetWith(`<c r="A1042336" t="str"><v>1</v></c>`));
    expect(reference.decoded.join()).toContain("A1042336");
    const plain = await read(sheetWith(`<c r="A2" t="str"><v>1</v></c>`));
    expect(plain.decoded.join("\n")).not.toContain("A2");
    const open = await read(ods(cell("accountId"), cell(MINE, ` x:id="${THEIRS}"`)));
    expect(open.decoded.join()).toContain(THEIRS);
    const looks = '<row r="9" x14ac:dyDescent="0.35546875"/>';
    const sheet = { name: "a", rows: [["accountId"], [MINE]] };
    const rows = await read(writeXlsx({ sheets: [{ ...sheet, behind: `<sheetData>${looks}</sheetData>` }] }));
    expect(rows.marks).toEqual((await read(writeXlsx({ sheets: [sheet] }))).marks);
  });

  it("is refused where cells that name somebody are merged behind what is kept of a long sheet", async () => {
    const rows = Array.from({ length: 4_200 }, (_, index) =>
      index === 4_101 ? [null, index] : [MINE, index],
    );
    const behind = '<mergeCells><mergeCell ref="A4102:A4103"/></mergeCells>';
    const sheet = { name: "a", rows: [["accountId", "n"], ...rows] };
    expect((await read(writeXlsx({ sheets: [{ ...sheet, behind }] }))).refused?.reason).toBe("over-limit");
    const others = '<mergeCells><mergeCell ref="B4102:B4103"/></mergeCells>';
    expect((await read(writeXlsx({ sheets: [{ ...sheet, behind: others }] }))).refused).toBeUndefined();
  });

  it("is text where it stands between the rows of OpenDocument", async () => {
    const shapes = `<table:shapes><draw:frame><text:p>accountId: ${THEIRS}</text:p></draw:frame></table:shapes>`;
    const body = `<table:table table:name="${MINE}">${shapes}<table:table-row>${cell("accountId")}</table:table-row></table:table>`;
    const result = await read(writeOpenDocument("spreadsheet", body));
    expect(result.texts.join()).toContain(THEIRS);
    expect(result.texts.join()).toContain(MINE);
  });
});

describe("files in the XML of a flat document", () => {
  const flat = (base64: string): Uint8Array =>
    latin1(
      `<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><draw:frame draw:name="photo"><office:binary-data>${base64}</office:binary-data></draw:frame></office:document>`,
    );

  it("are handed over with the name of their frame", async () => {
    const { embedded, refused } = await told(officeFormat, flat(" aGVs\n bG8= "), {});
    expect(refused).toBeUndefined();
    expect(embedded).toEqual([
      { name: "photo", content: { is: "bytes", bytes: Uint8Array.from(Buffer.from("hello")) } },
    ]);
  });

  it("are not silently left out where they are no base64, or too large", async () => {
    const broken = await told(officeFormat, flat(`aGVs ${THEIRS}! bG8=`), {});
    expect(broken.refused?.reason).toBe("damaged");
    expect(broken.decoded.join()).toContain(THEIRS);
    const large = await told(officeFormat, flat("A".repeat(4_000)), { limits: { maxWholeBytes: 2_000 } });
    expect(large.refused?.reason).toBe("over-limit");
  });
});
