import { tmpdir } from "node:os";
import { describe, expect, it, vi } from "vitest";
import { linksXml, wordParagraph, writeDocx, writeXlsx } from "../../fixtures/support/office-writer.ts";
import type { OfficeLink } from "../../fixtures/support/office-writer.ts";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { exifSegment, jpeg } from "../../fixtures/support/pictures.ts";
import { csvEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import type { ZipEntry } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check } from "../../src/engine/check.ts";
import type { EntryView, ReportEvent } from "../../src/model/report.ts";
import { withFile } from "../support/run-case.ts";
import { has, run } from "../support/writers.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const subject = parseSubject(ANNA_BY_ACCOUNT, "subject.yaml", {});
const WORD = 'xmlns:w="urn:w" xmlns:r="urn:r"';

async function checked(...entries: readonly ZipEntry[]): Promise<readonly ReportEvent[]> {
  return withFile("export.zip", writeZip(entries), (path) =>
    Array.fromAsync(check({ bundles: [path], subject, jobs: 1 })),
  );
}

function entriesOf(events: readonly ReportEvent[]): ReadonlyMap<string, EntryView> {
  return new Map(
    events.flatMap((event) => (event.type === "entry" ? [[event.entry.path, event.entry]] : [])),
  );
}

function exitCodeOf(events: readonly ReportEvent[]): number | undefined {
  return events.flatMap((event) => (event.type === "verdict" ? [event.verdict.exitCode] : []))[0];
}

function rulesOf(events: readonly ReportEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === "finding" ? [event.finding.rule] : []));
}

/** The files of a letter that names its reader; `links` are what the document names besides. */
function letterFiles(account: string, links: readonly OfficeLink[] = []): readonly ZipEntry[] {
  const parts = {
    "[Content_Types].xml": '<Types xmlns="urn:types"/>',
    "_rels/.rels": linksXml([["officeDocument", "word/document.xml"]]),
    "word/document.xml": `<w:document ${WORD}><w:body>${wordParagraph(`Customer ID: ${account}`)}</w:body></w:document>`,
    "word/_rels/document.xml.rels": linksXml(links),
  };
  return Object.entries(parts).map(([path, xml]) => ({ path, bytes: Buffer.from(xml) }));
}

function letter(account: string, ...more: readonly ZipEntry[]): Buffer {
  return writeZip([...letterFiles(account), ...more]);
}

/** The records of a ZIP without its directory: files that no directory lists. */
function unlisted(...entries: readonly ZipEntry[]): Buffer {
  const zip = writeZip(entries);
  return zip.subarray(0, zip.readUInt32LE(zip.length - 6));
}

const picture = jpeg([exifSegment({ main: { 0x010f: "Nikon" } })]);
const benRows = csvEntry("rows.csv", ["customerId"], [[BEN.account]]);

describe("what lies in documents", () => {
  it("is an entry of its own: the picture in the requester's letter is theirs", async () => {
    const docx = letter(ANNA.account, { path: "word/media/image1.jpg", bytes: picture });
    const events = await checked({ path: "letter.docx", bytes: docx });
    const image = entriesOf(events).get("letter.docx!/word/media/image1.jpg");
    expect(image).toMatchObject({ attribution: "own", recording: true });
    expect(exitCodeOf(events)).toBe(0);
  });

  it("includes the small picture that programs put beside every document", async () => {
    const docx = writeDocx({
      body: wordParagraph(`Customer ID: ${ANNA.account}`),
      parts: { "docProps/thumbnail.jpeg": picture },
    });
    const events = await checked({ path: "letter.docx", bytes: docx });
    expect(entriesOf(events).has("letter.docx!/docProps/thumbnail.jpeg")).toBe(true);
    expect(exitCodeOf(events)).toBe(0);
  });

  it("is a stranger's where the document is, and where it says so itself", async () => {
    const theirs = await checked(
      { path: "own.docx", bytes: letter(ANNA.account) },
      {
        path: "theirs.docx",
        bytes: letter(BEN.account, { path: "word/media/image1.jpg", bytes: picture }),
      },
    );
    expect(entriesOf(theirs).get("theirs.docx!/word/media/image1.jpg")?.attribution).toBe("stray");
    expect(exitCodeOf(theirs)).toBe(1);
    const own = jpeg([exifSegment({ main: { 0x010e: `Customer ID: ${BEN.account}` } })]);
    const docx = letter(ANNA.account, { path: "word/media/image1.jpg", bytes: own });
    expect(exitCodeOf(await checked({ path: "letter.docx", bytes: docx }))).toBe(1);
  });

  it("is opened where it is an archive or a document: a ZIP in a workbook, a letter in a letter", async () => {
    const xlsx = writeXlsx({
      sheets: [
        {
          name: "Orders",
          rows: [
            ["customerId", "product"],
            [ANNA.account, "Lamp"],
          ],
        },
      ],
      parts: { "xl/embeddings/package.zip": writeZip([benRows]) },
    });
    const book = await checked({ path: "orders.xlsx", bytes: xlsx });
    expect(entriesOf(book).get("orders.xlsx!/xl/embeddings/package.zip!/rows.csv")?.attribution).toBe(
      "stray",
    );
    expect(exitCodeOf(book)).toBe(1);
    const inner = { path: "word/embeddings/inner.docx", bytes: letter(BEN.account) };
    const events = await checked({ path: "letter.docx", bytes: letter(ANNA.account, inner) });
    expect(entriesOf(events).get("letter.docx!/word/embeddings/inner.docx")?.attribution).toBe("conflict");
    expect(exitCodeOf(events)).toBe(1);
  });

  it("is not inspected where nothing reads it, and the document is", async () => {
    const ole = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(2_000)]);
    const docx = letter(ANNA.account, { path: "word/embeddings/oleObject1.bin", bytes: ole });
    const events = await checked({ path: "letter.docx", bytes: docx });
    expect(entriesOf(events).get("letter.docx")?.fate).toBe("inspected");
    expect(entriesOf(events).get("letter.docx!/word/embeddings/oleObject1.bin")?.fate).toBe("not-inspected");
    expect(exitCodeOf(events)).toBe(3);
  });

  it("is found where no directory of the document lists it", async () => {
    const files = letterFiles(ANNA.account);
    const [first, ...others] = files;
    const hidden = unlisted({ ...benRows, path: "word/embeddings/rows.csv" });
    if (first === undefined) throw new Error("a letter has files");
    const events = await checked({
      path: "letter.docx",
      bytes: writeZip([{ ...first, after: hidden }, ...others]),
    });
    const shown = [...entriesOf(events)].find(([path]) => path.includes("rows.csv"));
    expect(shown?.[1].attribution).toBe("stray");
    expect(exitCodeOf(events)).toBe(1);
    expect(rulesOf(events).length).toBeGreaterThan(0);
  });

  it("is said to be encrypted where it is, a part of the document or not", async () => {
    const secret: ZipEntry = { path: "word/media/image1.jpg", bytes: picture, says: { flags: 1 } };
    const picked = await checked({ path: "letter.docx", bytes: letter(ANNA.account, secret) });
    expect(entriesOf(picked).get("letter.docx!/word/media/image1.jpg")?.reason).toBe("encrypted");
    expect(exitCodeOf(picked)).toBe(3);
    const files = letterFiles(ANNA.account, [["footnotes", "footnotes.xml"]]);
    const notes = `<w:footnotes ${WORD}>${wordParagraph("a note")}</w:footnotes>`;
    const part: ZipEntry = {
      path: "word/footnotes.xml",
      bytes: Buffer.from(notes),
      says: { flags: 1 },
    };
    const events = await checked({ path: "letter.docx", bytes: writeZip([...files, part]) });
    expect(entriesOf(events).get("letter.docx")?.reason).toBe("encrypted");
    expect(exitCodeOf(events)).toBe(3);
  });

  it("is found in the XML of a flat document, in base64", async () => {
    const flat = (name: string, content: Buffer): Buffer =>
      Buffer.from(
        `<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:t" xmlns:draw="urn:d"><office:body><office:text><text:p>Customer ID: ${ANNA.account}</text:p><text:p><draw:frame draw:name="${name}"><draw:image><office:binary-data>\n${content.toString("base64")}\n</office:binary-data></draw:image></draw:frame></text:p></office:text></office:body></office:document>`,
      );
    const own = await checked({ path: "letter.fodt", bytes: flat("photo", picture) });
    const [, image] = [...entriesOf(own).values()];
    expect(image).toMatchObject({ attribution: "own", recording: true });
    expect(exitCodeOf(own)).toBe(0);
    const rows = await checked({ path: "letter.fodt", bytes: flat("rows", writeZip([benRows])) });
    expect(exitCodeOf(rows)).toBe(1);
  });
});

const PYTHON = process.env["PYTHON"] ?? "/usr/bin/python3";
const hasWriters = has(PYTHON, "-c", "import docx, openpyxl, xlsxwriter, odf");
if (!hasWriters)
  console.warn(
    "skipped: documents that Python writes; python-docx, openpyxl, XlsxWriter or odfpy is not there",
  );

const WRITERS = `
import io, sys, zipfile
import docx, openpyxl, xlsxwriter, odf.opendocument, odf.text, odf.table
account = sys.argv[1]
zip = zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_DEFLATED)
def put(name, save):
    into = io.BytesIO(); save(into); zip.writestr(name, into.getvalue())
letter = docx.Document(); letter.add_paragraph("Dear Anna,"); letter.add_paragraph("Customer ID: " + account)
table = letter.add_table(2, 2)
for at, text in enumerate(["Category", "Purpose", "Orders", "Contract"]): table.cell(at // 2, at % 2).text = text
put("letter.docx", letter.save)
rows = [["customer_id", "ordered", "amount"]] + [[account, "2018-03-%02d" % day, day] for day in range(1, 21)]
book = openpyxl.Workbook()
for row in rows: book.active.append(row)
put("openpyxl.xlsx", book.save)
def sheets(into):
    book = xlsxwriter.Workbook(into); sheet = book.add_worksheet("Orders")
    for at, row in enumerate(rows): sheet.write_row(at, 0, row)
    chart = book.add_chart({"type": "line"}); chart.add_series({"values": "=Orders!$C$2:$C$21"})
    sheet.insert_chart("E2", chart); book.close()
put("xlsxwriter.xlsx", sheets)
text = odf.opendocument.OpenDocumentText(); text.text.addElement(odf.text.P(text="Customer ID: " + account))
put("letter.odt", text.write)
book = odf.opendocument.OpenDocumentSpreadsheet(); table = odf.table.Table(name="Orders")
for row in rows:
    line = odf.table.TableRow(); table.addElement(line)
    for value in row:
        cell = odf.table.TableCell(valuetype="string"); cell.addElement(odf.text.P(text=str(value))); line.addElement(cell)
book.spreadsheet.addElement(table); put("orders.ods", book.write)
zip.close()
`;

describe.runIf(hasWriters)("documents as python-docx, openpyxl, XlsxWriter and odfpy write them", () => {
  it("are the requester's where they are about nobody else, the thumbnail of each letter too", async () => {
    const bytes = run(tmpdir(), PYTHON, "-c", WRITERS, ANNA.account);
    const events = await checked({ path: "documents.zip", bytes });
    expect(entriesOf(events).get("documents.zip!/letter.docx!/docProps/thumbnail.jpeg")).toMatchObject({
      attribution: "own",
    });
    expect(exitCodeOf(events)).toBe(0);
  });

  it("are a stranger's where they name one", async () => {
    const bytes = run(tmpdir(), PYTHON, "-c", WRITERS, BEN.account);
    const events = await checked({ path: "documents.zip", bytes }, ownProfile());
    const strays = [...entriesOf(events)].filter(([, { attribution }]) => attribution === "stray");
    expect(strays.map(([path]) => path.replace("documents.zip!/", ""))).toEqual([
      "letter.docx",
      "letter.docx!/docProps/thumbnail.jpeg",
      "openpyxl.xlsx",
      "xlsxwriter.xlsx",
      "letter.odt",
      "orders.ods",
    ]);
    expect(exitCodeOf(events)).toBe(1);
  });
});
