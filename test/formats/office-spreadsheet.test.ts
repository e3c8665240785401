import { describe, expect, it } from "vitest";
import { writeOffice, writeOpenDocument, writeXlsx } from "../../fixtures/support/office-writer.ts";
import type { OfficeWorkbook } from "../../fixtures/support/office-writer.ts";
import { findFormat } from "../../src/formats/index.ts";
import { officeFormat } from "../../src/formats/office/index.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { placeText } from "../../src/model/place.ts";
import type { ReadOptions, Told } from "../support/bytes.ts";
import { told } from "../support/bytes.ts";
import { officeSource } from "../support/office.ts";

const MINE = "A1QX7M3K9T2B5D";
const THEIRS = "A3ZK8W2P6R4N1V";

async function read(zip: Buffer, options: ReadOptions = {}): Promise<Told & { readonly left: string[] }> {
  const source = officeSource(zip, options.chunkBytes);
  const names = ((await source.members?.()) ?? []).map(({ name }) => name);
  const accountKeys = ["accountId", "customerId", "Customer ID"];
  const result = await told(officeFormat, zip, { accountKeys, ...options, source });
  expect(result.open).toBe(0);
  return { ...result, left: names.filter((name) => !source.taken.has(name)) };
}

/** `place: value` of everything reported as a value or found as text. */
function said(result: Told, what: RegExp): string[] {
  // Places are noted in the order in which values and texts come, which are kept apart.
  const values = result.values.map((value) => value.replace(/^[^=]*=/, ""));
  return [...values, ...result.texts].filter((text) => what.test(text));
}

const TWO_SHEETS: OfficeWorkbook = {
  sheets: [
    {
      name: "Orders",
      rows: [
        ["accountId", "ordered"],
        [MINE, "2018-03-04"],
      ],
    },
    { name: "raw", state: "hidden", rows: [["n", "accountId"], [], [1, THEIRS]], hiddenRows: [3] },
  ],
};

describe("workbooks", () => {
  it("are recognised by the first file in them", () => {
    expect(findFormat(writeXlsx(TWO_SHEETS), "orders.xlsx")?.name).toBe("office");
  });

  for (const chunkBytes of [1, 7, 1 << 16]) {
    it(`name hidden sheets and hidden rows in their places (chunks of ${chunkBytes} bytes)`, async () => {
      const result = await read(writeXlsx(TWO_SHEETS), { chunkBytes });
      expect(result.values).toEqual([`accountId=${MINE}`, `accountId=${THEIRS}`]);
      expect(result.places).toContain('sheet "Orders", row 2');
      expect(result.places).toContain('sheet "raw" (hidden) (hidden row), row 3');
      expect(result.left).toEqual([]);
      expect(result.refused).toBeUndefined();
    });
  }

  it("say that a column is hidden", async () => {
    const before = '<cols><col min="2" max="2" hidden="1"/></cols>';
    const rows = [
      ["n", "accountId"],
      [1, THEIRS],
    ];
    const zip = writeXlsx({ sheets: [{ name: "a", rows, before }] });
    const places: string[] = [];
    let here = (): string => "";
    const ignore = (): void => {};
    const plan = { use: () => undefined, isRecords: () => false, keyUse: () => undefined, line: () => [] };
    const account = {
      is: "identifier",
      field: "accountId",
      kind: "account",
      namespace: "",
      role: "owner",
      layout: "test",
      trusted: true,
    } as const;
    await officeFormat.read(
      officeSource(zip),
      {
        plan: { ...plan, use: (path) => (path[0] === "accountId" ? account : undefined) },
        limits: DEFAULT_LIMITS,
        name: "a.xlsx",
      },
      {
        locate: (locate) => {
          here = () => placeText(locate());
        },
        openObject: ignore,
        closeObject: () => void places.push(here()),
        openList: ignore,
        closeList: ignore,
        value: ignore,
        pair: ignore,
        text: ignore,
        decoded: ignore,
        embedded: ignore,
        fact: ignore,
        content: ignore,
        recording: ignore,
        digest: ignore,
        furniture: ignore,
      },
    );
    expect(places).toContain('sheet "a" (hidden column), row 2');
  });

  it("read a table below labels that are set apart from it as rows, not as a form", async () => {
    const rows = [
      ["Customer ID", MINE],
      [],
      ["ordered", "product"],
      ["2018-03-04", "Lamp"],
      [],
      ["Total", 1],
    ];
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows }] }));
    expect(result.values).toEqual([`Customer ID=${MINE}`]);
    expect(result.texts).not.toContain("2018-03-04\tLamp");
  });

  it("skip titles above the header, and read labels there as what they say of the sheet", async () => {
    const rows = [
      ["Export"],
      [],
      ["Customer ID", MINE],
      [],
      ["product", "accountId", "n"],
      ["Lamp", THEIRS, 3],
    ];
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows }] }));
    expect(result.values).toEqual([`Customer ID=${MINE}`, `accountId=${THEIRS}`]);
  });

  it("read forms of labels and values as one object", async () => {
    const rows = [
      ["Customer ID", MINE],
      ["City", "Bonn"],
      ["accountId:", THEIRS],
    ];
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows }] }));
    expect(result.values).toEqual([`Customer ID=${MINE}`, `accountId=${THEIRS}`]);
  });

  it("read a second table below the first under its own header", async () => {
    const rows = [["accountId", "n"], [MINE, 1], [], ["n", "customerId"], [2, THEIRS]];
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows }] }));
    expect(result.values).toEqual([`accountId=${MINE}`, `customerId=${THEIRS}`]);
  });

  it("say the value of merged cells of every row", async () => {
    const rows = [
      ["accountId", "n"],
      [MINE, 1],
      [null, 2],
      [null, 3],
      [THEIRS, 4],
    ];
    const behind = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>';
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows, behind }] }));
    expect(result.values.filter((value) => value.endsWith(MINE))).toHaveLength(3);
  });

  it("read a table where the file says it lies", async () => {
    const rows = [["x"], [], [null, "accountId", "n"], [null, MINE, 1], [], [null, "stray words", 4]];
    const sheet = { name: "a", rows, links: [["table", "../tables/table1.xml"]] as const };
    const parts = { "xl/tables/table1.xml": '<table ref="B3:C4" name="t"/>' };
    const result = await read(writeXlsx({ sheets: [sheet], parts }));
    expect(result.values).toEqual([`accountId=${MINE}`]);
    expect(result.texts.join()).toContain("stray words");
  });

  it("keep the digits of numbers, and call what a spreadsheet has rounded damaged", async () => {
    const numbers = [
      "104233",
      "104233.0",
      "1.04233E5",
      "123456789012345",
      "1234567890123450",
      "1.23E+15",
      "12345678901234567",
    ];
    const rows = numbers.map((number, index) => [{ xml: `<c r="A${index + 2}"><v>${number}</v></c>` }]);
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows: [["accountId"], ...rows] }] }));
    expect(result.values.map((value) => value.slice(10))).toEqual([
      "104233",
      "104233",
      "104233",
      "123456789012345",
      "1.23456789012345E+15",
      "1.23E+15",
      "12345678901234567",
    ]);
  });

  it("write dates that a style shows as ISO dates", async () => {
    const rows = [["Customer ID", { xml: `<c r="B1" s="1"><v>43221.264247685183</v></c>` }]];
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows }] }));
    expect(result.values).toEqual(["Customer ID=2018-05-01T06:20:31"]);
  });

  it("join rich text, and read inline strings, formulas and cached text", async () => {
    const half = THEIRS.slice(0, 5);
    const cells = [
      `<c r="A1" t="inlineStr"><is><r><t>note ${half}</t></r><r><t>${THEIRS.slice(5)}</t></r></is></c>`,
      `<c r="B1" t="str"><f>HYPERLINK("https://x/?c=${MINE}","y")</f><v>cached ${MINE}</v></c>`,
    ];
    const result = await read(writeXlsx({ sheets: [{ name: "a", rows: [cells.map((xml) => ({ xml }))] }] }));
    expect(said(result, /A1QX|A3ZK/).join("\n")).toContain(`note ${THEIRS}`);
    expect(result.texts.join("\n")).toContain(`=HYPERLINK("https://x/?c=${MINE}","y")`);
    expect(result.decoded.join("\n")).toContain(`cached ${MINE}`);
  });

  it("report shared strings that no cell shows", async () => {
    const result = await read(writeXlsx({ ...TWO_SHEETS, leftStrings: [`customerId: ${THEIRS}`] }));
    const at = result.texts.indexOf(`customerId: ${THEIRS}`);
    expect(at).toBeGreaterThanOrEqual(0);
    expect(result.places).toContain("tag shared string 6 (used by no cell)");
  });

  it("read comments, defined names, external targets, headers, properties and connections", async () => {
    const behind = `<definedNames><definedName name="who" hidden="1">"${THEIRS}-name"</definedName></definedNames>`;
    const result = await read(
      writeXlsx({
        sheets: [
          {
            name: "a",
            rows: [["n"], [1]],
            behind: `<headerFooter><oddHeader>&amp;C&amp;"Arial,Bold"accountId: ${THEIRS}-header</oddHeader></headerFooter>`,
            links: [
              ["comments", "../comments1.xml"],
              ["hyperlink", `mailto:${THEIRS}@example.net`, "External"],
            ],
          },
        ],
        behind,
        links: [["connections", "connections.xml"]],
        parts: {
          "xl/comments1.xml": `<comments><authors><author>Ben</author></authors><commentList><comment ref="B3" authorId="0"><text><r><t>accountId: ${THEIRS.slice(0, 6)}</t></r><r><t>${THEIRS.slice(6)}-comment</t></r></text></comment></commentList></comments>`,
          "xl/connections.xml": `<connections><connection name="c"><dbPr connection="Provider=X;User=${THEIRS}-connection"/></connection></connections>`,
        },
      }),
    );
    for (const one of ["-name", "-header", "@example.net", "-comment", "-connection"]) {
      expect(
        result.texts.filter((text) => text.includes(`${THEIRS}${one}`)),
        one,
      ).toHaveLength(1);
      expect(
        result.decoded.filter((text) => text.includes(`${THEIRS}${one}`)),
        one,
      ).toHaveLength(1);
    }
    expect(result.texts).toContain(`\t\taccountId: ${THEIRS}-header`);
    expect(result.places).toContain("comments of sheet1, B3, line 2");
    expect(result.left).toEqual([]);
  });

  it("read the rows of pivot caches, and values that none of them has", async () => {
    const result = await read(
      writeXlsx({
        sheets: [{ name: "a", rows: [["n"], [1]] }],
        links: [["pivotCacheDefinition", "pivotCache/d1.xml"]],
        parts: {
          "xl/pivotCache/d1.xml": `<pivotCacheDefinition><cacheFields><cacheField name="accountId"><sharedItems><s v="${MINE}"/><s v="${THEIRS}"/></sharedItems></cacheField><cacheField name="n"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>`,
          "xl/pivotCache/_rels/d1.xml.rels": `<Relationships><Relationship Id="r" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/pivotCacheRecords" Target="/xl/pivotCache/r1.xml"/></Relationships>`,
          "xl/pivotCache/r1.xml": `<pivotCacheRecords><r><x v="0"/><n v="1"/></r><r><x v="0"/><n v="2"/></r></pivotCacheRecords>`,
        },
      }),
    );
    expect(result.values).toEqual([`accountId=${MINE}`, `accountId=${MINE}`, `accountId=${THEIRS}`]);
    expect(result.places).toContain("pivot cache 1, row 2");
    expect(result.places).toContain("pivot cache 1, tag accountId (used by no row)");
  });

  it("read the cached cells of other workbooks", async () => {
    const result = await read(
      writeXlsx({
        sheets: [{ name: "a", rows: [["n"], [1]] }],
        links: [["externalLink", "externalLinks/e1.xml"]],
        parts: {
          "xl/externalLinks/e1.xml": `<externalLink><externalBook><sheetNames><sheetName val="all customers"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1" t="str"><v>accountId</v></cell><cell r="B1" t="str"><v>n</v></cell></row><row r="2"><cell r="A2" t="str"><v>${THEIRS}</v></cell><cell r="B2"><v>3</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>`,
        },
      }),
    );
    expect(result.values).toEqual([`accountId=${THEIRS}`]);
    expect(result.texts).toContain("all customers");
  });

  it("leave parts that nothing names, macros and pictures as files of their own", async () => {
    const parts = {
      "xl/vbaProject.bin": "x",
      "xl/worksheets/sheet9.xml": "<worksheet/>",
      "xl/media/image1.png": "x",
    };
    const result = await read(writeXlsx({ ...TWO_SHEETS, parts, links: [["vbaProject", "vbaProject.bin"]] }));
    expect(result.left).toEqual(Object.keys(parts));
  });

  it("read sheets that the list of sheets leaves out", async () => {
    const links = [["worksheet", "worksheets/extra.xml"]] as const;
    const parts = {
      "xl/worksheets/extra.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>customerId: ${THEIRS}</v></c></row></sheetData></worksheet>`,
    };
    const result = await read(writeXlsx({ ...TWO_SHEETS, links, parts }));
    expect(result.texts).toContain(`customerId: ${THEIRS}`);
  });

  it("are read in UTF-16, with other prefixes, and with both", async () => {
    const xml = `<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row r="1"><x:c t="inlineStr"><x:is><x:t>accountId: ${THEIRS}</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`;
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(xml, "utf16le")]);
    const zip = writeXlsx({
      sheets: [{ name: "a", rows: [] }],
      parts: { "xl/worksheets/sheet1.xml": utf16 },
    });
    expect((await read(zip, { chunkBytes: 3 })).texts).toContain(`accountId: ${THEIRS}`);
  });

  it("that are binary are said to be", async () => {
    const zip = writeOffice({
      "_rels/.rels":
        '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
      "xl/workbook.bin": "\u0083",
    });
    const result = await read(zip);
    expect(result.refused?.reason).toBe("unsupported-format");
    expect(result.left).toEqual(["xl/workbook.bin"]);
  });
});

describe("sheets of OpenDocument", () => {
  const cell = (text: string): string =>
    `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`;
  const table = (name: string, rows: string, style = ""): string =>
    `<table:table table:name="${name}"${style}>${rows}</table:table>`;
  const row = (cells: string, more = ""): string => `<table:table-row${more}>${cells}</table:table-row>`;

  it("are read under their header, hidden ones too, with notes", async () => {
    const note = `<table:table-cell office:value-type="float" office:value="7"><office:annotation><text:p>accountId: ${THEIRS}</text:p></office:annotation><text:p>7</text:p></table:table-cell>`;
    const body =
      table("a", row(cell("accountId") + cell("n")) + row(cell(MINE) + note)) +
      table(
        "b",
        row(cell("accountId") + cell("n")) + row(cell(THEIRS) + cell("x"), ' table:visibility="collapse"'),
        ' table:style-name="ta2"',
      );
    const styles = `<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>`;
    const result = await read(writeOpenDocument("spreadsheet", body, styles));
    expect(result.values).toEqual([`accountId=${MINE}`, `accountId=${THEIRS}`]);
    expect(result.texts).toContain(`accountId: ${THEIRS}`);
    expect(result.places).toContain('sheet "b" (hidden) (hidden row), row 2');
  });

  it("are bounded where a row with content is repeated a million times", async () => {
    const bomb = row(cell(THEIRS) + cell("x"), ' table:number-rows-repeated="1048576"');
    const body = table("a", row(cell("accountId") + cell("n")) + bomb);
    const result = await read(writeOpenDocument("spreadsheet", body));
    expect(result.refused?.reason).toBe("over-limit");
    expect(result.values.length).toBe(100_000);
  });

  it("may end in a million empty rows", async () => {
    const empty = row(
      '<table:table-cell table:number-columns-repeated="16384"/>',
      ' table:number-rows-repeated="1048576"',
    );
    const result = await read(
      writeOpenDocument("spreadsheet", table("a", row(cell("accountId")) + row(cell(MINE)) + empty)),
    );
    expect(result.refused).toBeUndefined();
    expect(result.values).toEqual([`accountId=${MINE}`]);
  });
});
