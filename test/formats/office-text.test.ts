import { describe, expect, it } from "vitest";
import {
  linksXml,
  openDocumentXml,
  wordParagraph,
  wordTable,
  writeDocx,
  writeOpenDocument,
  writePptx,
} from "../../fixtures/support/office-writer.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { findFormat } from "../../src/formats/index.ts";
import { officeFormat } from "../../src/formats/office/index.ts";
import type { Told } from "../support/bytes.ts";
import { told } from "../support/bytes.ts";
import { officeSource } from "../support/office.ts";

const MINE = "A1QX7M3K9T2B5D";
const THEIRS = "A3ZK8W2P6R4N1V";

async function read(zip: Buffer, chunkBytes = 1 << 16): Promise<Told & { readonly left: string[] }> {
  const source = officeSource(zip, chunkBytes);
  const names = ((await source.members?.()) ?? []).map(({ name }) => name);
  const result = await told(officeFormat, zip, { accountKeys: ["customerId", "Customer ID"], source });
  expect(result.open).toBe(0);
  return { ...result, left: names.filter((name) => !source.taken.has(name)) };
}

describe("documents of Word", () => {
  it("put an identifier together that runs cut in pieces", async () => {
    const body = wordParagraph("Customer ID: ", MINE.slice(0, 4), MINE.slice(4, 9), MINE.slice(9));
    for (const chunkBytes of [1, 7, 4096]) {
      const result = await read(writeDocx({ body }), chunkBytes);
      expect(result.texts).toContain(`Customer ID: ${MINE}`);
      expect(result.decoded).toContain(`Customer ID: ${MINE}`);
      expect(result.refused).toBeUndefined();
      expect(result.left).toEqual([]);
    }
  });

  it("read a table whose column names people as records, a form as fields, and others as text", async () => {
    const body =
      wordTable([
        ["Customer ID", MINE],
        ["City", "Bonn"],
      ]) +
      wordTable([
        ["customerId", "ordered", "product"],
        [MINE, "2018-03-04", "Lamp"],
        [THEIRS, "2018-03-05", "Rug"],
      ]) +
      wordTable([
        ["Category", "Purpose", "Kept"],
        ["Orders", "Contract", "10 years"],
      ]);
    const result = await read(writeDocx({ body }));
    expect(result.values).toEqual([`Customer ID=${MINE}`, `customerId=${MINE}`, `customerId=${THEIRS}`]);
    expect(result.places).toContain("table 2, row 3");
    expect(result.texts).toContain("Orders\tContract\t10 years");
  });

  it("read what was deleted with what stood around it, and what is hidden", async () => {
    const run = (text: string, tag = "t"): string => `<w:r><w:${tag}>${text}</w:${tag}></w:r>`;
    const body =
      `<w:p>${run("Customer ID: ")}<w:del w:author="Carl Clerk">${run(THEIRS, "delText")}</w:del><w:ins w:author="Carl Clerk">${run(MINE)}</w:ins></w:p>` +
      `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden ${THEIRS}</w:t></w:r></w:p>`;
    const result = await read(writeDocx({ body }));
    expect(result.texts).toContain(`Customer ID: ${MINE}`);
    expect(result.texts).toContain(`Customer ID: ${THEIRS}`);
    expect(result.texts).toContain("Carl Clerk");
    expect(result.texts).toContain(`hidden ${THEIRS}`);
    expect(result.places.join("\n")).toContain("hidden text");
    expect(result.places.join("\n")).toContain("before changes");
  });

  it("read headers, notes, comments, field codes, links, variables, custom XML and properties", async () => {
    const links = [
      ["header", "header1.xml"],
      ["footnotes", "footnotes.xml"],
      ["comments", "comments.xml"],
      ["settings", "settings.xml"],
      ["customXml", "../customXml/item1.xml"],
      ["hyperlink", `https://shop.example/${THEIRS}-link`, "External"],
    ] as const;
    const parts = {
      "word/header1.xml": `<w:hdr xmlns:w="w">${wordParagraph(`${THEIRS}-header`)}</w:hdr>`,
      "word/footnotes.xml": `<w:footnotes xmlns:w="w">${wordParagraph(`${THEIRS}-note`)}</w:footnotes>`,
      "word/comments.xml": `<w:comments xmlns:w="w"><w:comment w:author="Ben">${wordParagraph(`${THEIRS}-comment`)}</w:comment></w:comments>`,
      "word/settings.xml": `<w:settings xmlns:w="w"><w:docVars><w:docVar w:name="customerId" w:val="${THEIRS}-variable"/></w:docVars></w:settings>`,
      "customXml/item1.xml": `<data><customerId>${THEIRS}-data</customerId></data>`,
      "docProps/custom.xml": `<Properties><property name="customerId"><lpwstr>${THEIRS}-property</lpwstr></property></Properties>`,
      "_rels/.rels": linksXml([
        ["officeDocument", "word/document.xml"],
        ["custom-properties", "docProps/custom.xml"],
      ]),
    };
    const body = `<w:p><w:r><w:instrText>MERGEFIELD ${THEIRS.slice(0, 5)}</w:instrText></w:r><w:r><w:instrText>${THEIRS.slice(5)}-field</w:instrText></w:r></w:p>`;
    const result = await read(writeDocx({ body, links, parts }));
    for (const one of ["header", "note", "comment", "variable", "data", "property", "link", "field"]) {
      expect(
        result.texts.filter((text) => text.includes(`${THEIRS}-${one}`)),
        one,
      ).toHaveLength(1);
      expect(
        result.decoded.filter((text) => text.includes(`${THEIRS}-${one}`)),
        one,
      ).toHaveLength(1);
    }
    for (const one of ["variable", "data", "property"])
      expect(result.texts).toContain(`customerId: ${THEIRS}-${one}`);
    expect(result.left).toEqual(["docProps/core.xml"]);
  });

  it("read a text box once, although it is written twice", async () => {
    const box = `<w:txbxContent>${wordParagraph(`Customer ID: ${THEIRS}`)}</w:txbxContent>`;
    const body = `<w:p><w:r><w:t>Dear</w:t></w:r><mc:AlternateContent><mc:Choice>${box}</mc:Choice><mc:Fallback>${box}</mc:Fallback></mc:AlternateContent></w:p>`;
    const result = await read(writeDocx({ body }));
    expect(result.texts.filter((text) => text.includes(THEIRS))).toHaveLength(1);
    expect(result.texts).toContain("Dear");
  });

  it("keep text of a fallback that says something else", async () => {
    const box = (text: string): string => `<w:txbxContent>${wordParagraph(text)}</w:txbxContent>`;
    const body = `<w:p><mc:AlternateContent><mc:Choice>${box("nothing")}</mc:Choice><mc:Fallback>${box(THEIRS)}</mc:Fallback></mc:AlternateContent></w:p>`;
    expect((await read(writeDocx({ body }))).texts).toContain(THEIRS);
  });

  it("read tables in tables as text of the cell", async () => {
    const inner = wordTable([[`inner ${THEIRS}`]]);
    const body = `<w:tbl><w:tr><w:tc>${wordParagraph("outer")}${inner}${wordParagraph("")}</w:tc></w:tr></w:tbl>`;
    expect((await read(writeDocx({ body }))).texts.join("\n")).toContain(`inner ${THEIRS}`);
  });
});

describe("presentations", () => {
  const shape = (text: string): string =>
    `<p:sp><p:txBody><a:p><a:r><a:t>${text.slice(0, 3)}</a:t></a:r><a:r><a:t>${text.slice(3)}</a:t></a:r></a:p></p:txBody></p:sp>`;

  it("name slides by their order, hidden ones as such, with their notes", async () => {
    const table = `<a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>customerId</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>n</a:t></a:r></a:p></a:txBody></a:tc></a:tr><a:tr><a:tc><a:txBody><a:p><a:r><a:t>${THEIRS}</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>`;
    const zip = writePptx([shape("Welcome"), shape(THEIRS), table], [2], {
      "ppt/slides/_rels/slide1.xml.rels": linksXml([["notesSlide", "../notesSlides/n1.xml"]]),
      "ppt/notesSlides/n1.xml": `<p:notes xmlns:p="p" xmlns:a="a">${shape(`note ${THEIRS}`)}</p:notes>`,
    });
    const result = await read(zip);
    expect(result.places).toContain("slide 2 (hidden), line 1");
    expect(result.places).toContain("slide 1, notesslide, line 1");
    expect(result.places).toContain("slide 3, table 1, row 2");
    expect(result.texts).toContain(THEIRS);
    expect(result.texts).toContain(`note ${THEIRS}`);
    expect(result.values).toEqual([`customerId=${THEIRS}`]);
  });
});

describe("texts of OpenDocument", () => {
  const paragraph = (text: string): string => `<text:p>${text}</text:p>`;

  it("put spans together, and read deleted text, notes, tables and properties", async () => {
    const body =
      `<text:tracked-changes><text:changed-region><text:deletion>${paragraph(`deleted ${THEIRS}`)}</text:deletion></text:changed-region></text:tracked-changes>` +
      paragraph(
        `Customer ID: ${MINE.slice(0, 5)}<text:span>${MINE.slice(5)}</text:span><text:s text:c="2"/>end`,
      ) +
      `<table:table><table:table-row><table:table-cell>${paragraph("customerId")}</table:table-cell><table:table-cell>${paragraph("n")}</table:table-cell></table:table-row><table:table-row><table:table-cell>${paragraph(THEIRS)}</table:table-cell></table:table-row></table:table>`;
    const meta = `<office:document-meta xmlns:office="o" xmlns:meta="m"><meta:user-defined meta:name="customerId">${THEIRS}-meta</meta:user-defined></office:document-meta>`;
    const result = await read(writeOpenDocument("text", body, "", { "meta.xml": meta }));
    expect(result.texts).toContain(`deleted ${THEIRS}`);
    expect(result.texts).toContain(`Customer ID: ${MINE}  end`);
    expect(result.texts).toContain(`customerId: ${THEIRS}-meta`);
    expect(result.values).toEqual([`customerId=${THEIRS}`]);
    expect(result.left).toEqual([]);
  });

  it("are read as one XML file, too", async () => {
    const xml = Buffer.from(openDocumentXml("document", "text", paragraph(`Customer ID: ${MINE}`)));
    expect(findFormat(xml, "letter.fodt")?.name).toBe("office");
    const result = await told(officeFormat, xml, { chunkBytes: 5 });
    expect(result.texts).toEqual([`Customer ID: ${MINE}`]);
    expect(result.consumed).toBe(xml.length);
  });

  it("that are encrypted are said to be", async () => {
    const manifest = `<m:manifest xmlns:m="m"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>`;
    const zip = writeOpenDocument("text", "", "", {
      "META-INF/manifest.xml": manifest,
      "content.xml": "\u0001\u0002",
    });
    const result = await read(zip);
    expect(result.refused?.reason).toBe("encrypted");
    expect(result.refused?.consumed).toBe(zip.length);
    expect(result.left).toEqual(["content.xml"]);
  });

  it("that are encrypted as a whole are said to be, and those without content are damaged", async () => {
    const listed = (inner: string): string =>
      `<m:manifest xmlns:m="m"><m:file-entry m:full-path="encrypted-package">${inner}</m:file-entry></m:manifest>`;
    const zip = (inner: string): Buffer =>
      writeZip([
        { path: "mimetype", bytes: Buffer.from("application/vnd.oasis.opendocument.text"), method: 0 },
        { path: "encrypted-package", bytes: Buffer.from("x") },
        { path: "META-INF/manifest.xml", bytes: Buffer.from(listed(inner)) },
      ]);
    expect((await read(zip("<m:encryption-data/>"))).refused?.reason).toBe("encrypted");
    expect((await read(zip(""))).refused?.reason).toBe("damaged");
  });

  it("may be books, whose pages are left as files of their own", async () => {
    const zip = writeZip([
      { path: "mimetype", bytes: Buffer.from("application/epub+zip"), method: 0 },
      {
        path: "META-INF/container.xml",
        bytes: Buffer.from(
          '<container><rootfiles><rootfile full-path="OEBPS/b.opf"/></rootfiles></container>',
        ),
      },
      {
        path: "OEBPS/b.opf",
        bytes: Buffer.from("<package><metadata><creator>Ben</creator></metadata></package>"),
      },
      { path: "OEBPS/1.xhtml", bytes: Buffer.from("<html/>") },
    ]);
    expect(findFormat(zip, "book.epub")?.name).toBe("office");
    const result = await read(zip);
    expect(result.texts).toContain("creator: Ben");
    expect(result.left).toEqual(["OEBPS/1.xhtml"]);
    expect(result.refused).toBeUndefined();
  });
});
