import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pdfFormat } from "../../src/formats/pdf/index.ts";
import { latin1, told } from "../support/bytes.ts";
import { pdf, stream, updated } from "../support/pdf.ts";

const ACCOUNT = "A32TRBM6QOXJ5H";
const PAGE = { texts: [[40, 800, "Dear customer"]] as const };

async function read(bytes: Uint8Array): Promise<readonly (readonly [place: string, text: string])[]> {
  const { texts, places, refused, decoded } = await told(pdfFormat, bytes);
  expect(refused?.message).toBeUndefined();
  for (const text of texts) expect(decoded.join("")).toContain(text);
  return texts.map((text, index) => [places[index] ?? "", text]);
}

describe("what a PDF holds besides what its pages show", () => {
  it("reads text that stands beside the page", async () => {
    const bytes = pdf([{ texts: [[5000, 800, `customerId: ${ACCOUNT}`]] }]);
    expect(await read(bytes)).toEqual([["page 1, line 1", `customerId: ${ACCOUNT}`]]);
  });

  it("reads pages that the page tree does not count", async () => {
    const text = Buffer.from(pdf([PAGE, { texts: [[40, 800, ACCOUNT]] }])).toString("latin1");
    expect(await read(latin1(text.replace("/Count 2", "/Count 1")))).toContainEqual([
      "page 2, line 1",
      ACCOUNT,
    ]);
  });

  it("reads pages that no page tree lists", async () => {
    const lost = "<< /Type /Page /Parent 2 0 R /Contents 8 0 R /Resources << /Font << /F1 3 0 R >> >> >>";
    const bytes = pdf([PAGE], {
      objects: [lost, stream(`BT /F1 9 Tf 40 700 Td (customerId: ${ACCOUNT}) Tj ET`)],
    });
    expect(await read(bytes)).toContainEqual([
      "object 7 (used by nothing), line 1",
      `customerId: ${ACCOUNT}`,
    ]);
  });

  it("reads what pages said before they were changed, and only what is new there", async () => {
    const first = pdf([{ texts: [...PAGE.texts, [40, 700, `customerId: ${ACCOUNT}`]] }]);
    const now = updated(first, { 4: stream("BT /F1 9 Tf 40 800 Td (Dear customer) Tj ET") });
    expect(await read(now)).toEqual([
      ["page 1, line 1", "Dear customer"],
      ["revision 1 of 2, page 1, line 2", `customerId: ${ACCOUNT}`],
    ]);
  });

  it("reads what notes and properties said before they were changed", async () => {
    const first = pdf([PAGE], { info: { customerId: ACCOUNT } });
    const now = updated(first, { 6: "<< /customerId (A1) >>" });
    expect(await read(now)).toEqual([
      ["page 1, line 1", "Dear customer"],
      ["tag customerId", "customerId: A1"],
      ["tag customerId", `customerId: ${ACCOUNT}`],
    ]);
  });

  it("reads a page again when nothing of it is left", async () => {
    const first = pdf([PAGE, { texts: [[40, 800, ACCOUNT]] }]);
    const now = updated(first, { 2: "<< /Type /Pages /Kids [5 0 R] /Count 1 >>" });
    expect((await read(now)).map(([, text]) => text)).toEqual(["Dear customer", ACCOUNT]);
  });

  it("reads what a field looks like where that is not its value", async () => {
    const field =
      "<< /Subtype /Widget /FT /Tx /T (customerId) /V (A1) /Rect [0 0 90 20] /AP << /N 7 0 R >> >>";
    const look = "/Type /XObject /Subtype /Form /BBox [0 0 90 20] /Resources << /Font << /F1 3 0 R >> >>";
    const bytes = pdf([{ ...PAGE, extra: `/Annots [ ${field} ]` }], {
      objects: [stream(`BT /F1 9 Tf 2 2 Td (${ACCOUNT}) Tj ET`, look)],
    });
    expect(await read(bytes)).toEqual([
      ["page 1, line 1", "Dear customer"],
      ["page 1, Widget", "customerId: A1"],
      ["page 1, look, line 1", `customerId: ${ACCOUNT}`],
    ]);
  });

  it("reads fields without a widget, choices and defaults", async () => {
    const form = "/AcroForm << /Fields [7 0 R 8 0 R] >>";
    const bytes = pdf([PAGE], {
      catalogue: form,
      objects: [
        `<< /FT /Tx /T (customerId) /V (${ACCOUNT}) /DV (A2) >>`,
        "<< /FT /Ch /T (device) /V [(G1) (G2)] /Opt [[(x1) (first)] (second)] >>",
      ],
    });
    const texts = (await read(bytes)).map(([, text]) => text);
    for (const text of [
      `customerId: ${ACCOUNT}`,
      "customerId: A2",
      "device: G1",
      "device: G2",
      "x1",
      "first",
      "second",
    ])
      expect(texts).toContain(text);
  });

  it("reads fields that are written in XML", async () => {
    const xml = `<xfa:data xmlns:xfa="u"><form id="f7"><customerId>${ACCOUNT}</customerId></form></xfa:data>`;
    const bytes = pdf([PAGE], {
      catalogue: "/AcroForm << /XFA [(datasets) 7 0 R] >>",
      objects: [stream(xml)],
    });
    expect((await read(bytes)).map(([, text]) => text)).toContain(`customerId: ${ACCOUNT}`);
  });

  it("reads notes, their authors and their rich text", async () => {
    const note = `<< /Subtype /Text /T (Ben) /Contents (a note) /RC (<p>rich <b>customerId: ${ACCOUNT}</b></p>) /Rect [0 0 1 1] >>`;
    const lines = await read(pdf([{ ...PAGE, extra: `/Annots [ ${note} ]` }]));
    for (const text of ["Ben", "a note", `rich customerId: ${ACCOUNT}`])
      expect(lines).toContainEqual(["page 1, Text", text]);
  });

  it("reads bookmarks, scripts, texts for screen readers, layers, names of destinations and threads", async () => {
    const bytes = pdf([PAGE], {
      catalogue:
        "/Outlines << /First << /Title (bookmark) >> >> /OpenAction << /S /JavaScript /JS (var a = 1;) >> " +
        "/StructTreeRoot << /K << /S /Figure /Alt (a picture of) /ActualText (really this) /E (expanded) >> >> " +
        "/OCProperties << /OCGs [<< /Type /OCG /Name (hidden layer) >>] >> " +
        "/Names << /Dests << /Names [(destination) [5 0 R /Fit]] >> >> /Threads [<< /I << /Title (thread) >> >>] " +
        "/PageLabels << /Nums [0 << /P (label-) >>] >> /PieceInfo << /Own << /Private << /customerId (A1) >> >> >>",
    });
    const texts = (await read(bytes)).map(([, text]) => text);
    for (const text of [
      "bookmark",
      "var a = 1;",
      "a picture of",
      "really this",
      "expanded",
      "Name: hidden layer",
    ])
      expect(texts).toContain(text);
    for (const text of ["destination", "thread", "label-", "customerId: A1"]) expect(texts).toContain(text);
  });

  it("reads the text that stands for what is drawn", async () => {
    const content = `/Span << /ActualText (${ACCOUNT}) >> BDC BT /F1 9 Tf 40 800 Td (shown) Tj ET EMC`;
    const texts = (await read(pdf([{ texts: [], stream: content }]))).map(([, text]) => text);
    expect(texts).toEqual(["shown", ACCOUNT]);
  });

  it("reads text in forms within forms, and in patterns", async () => {
    const font = "/Resources << /Font << /F1 3 0 R >> /XObject << /X2 8 0 R >> >>";
    const bytes = pdf([{ texts: [], stream: "/X1 Do", extra: "/Resources << /XObject << /X1 7 0 R >> >>" }], {
      objects: [
        stream("/X2 Do", `/Subtype /Form ${font}`),
        stream(`BT /F1 9 Tf 40 800 Td (inner) Tj ET`, `/Subtype /Form ${font}`),
        stream(`BT /F1 9 Tf 0 0 Td (${ACCOUNT}) Tj ET`, `/PatternType 1 ${font}`),
      ],
    });
    expect((await read(bytes)).map(([, text]) => text)).toEqual(["inner", ACCOUNT]);
  });

  it("reads streams whose use nobody knows", async () => {
    const bytes = pdf([PAGE], { objects: [stream(`\0\x01 customerId: ${ACCOUNT}\0\0`)] });
    expect(await read(bytes)).toContainEqual(["object 7 (used by nothing), data", ` customerId: ${ACCOUNT}`]);
  });

  it("hands over what objects were packed into, and strings in other encodings", async () => {
    const inner = `10 0 11 60 ${`<< /customerId (${ACCOUNT}) >>`.padEnd(60)}<< /Note <feff004200e4> >>`;
    const packed = deflateSync(latin1(inner)).toString("latin1");
    const keys = `/Type /ObjStm /N 2 /First 11 /Filter /FlateDecode`;
    const texts = (await read(pdf([PAGE], { objects: [stream(packed, keys)] }))).map(([, text]) => text);
    expect(texts).toContain(`customerId: ${ACCOUNT}`);
    expect(texts).toContain("Note: Bä");
  });

  it("hands over recordings and files that notes carry", async () => {
    const notes =
      "<< /Subtype /Sound /Sound 7 0 R /Rect [0 0 1 1] >> " +
      "<< /Subtype /FileAttachment /FS << /F (x.txt) /EF << /F 8 0 R >> >> /Rect [0 0 1 1] >>";
    const bytes = pdf([{ ...PAGE, extra: `/Annots [ ${notes} ]` }], {
      objects: [stream("sound", "/R 8000"), stream("text")],
    });
    const { embedded } = await told(pdfFormat, bytes);
    expect(embedded.map(({ name }) => name)).toEqual(["", "x.txt"]);
  });
});

describe("pages that may say more than their text", () => {
  const image = stream("x", "/Subtype /Image /Width 9 /Height 9 /Filter /JPXDecode");
  const resources = "/Resources << /XObject << /I1 7 0 R >> /Font << /F1 3 0 R >> >>";
  const page = (content: string): Uint8Array =>
    pdf([{ texts: [], stream: content, extra: resources }], { objects: [image] });
  const text = "BT /F1 9 Tf 40 800 Td (Page 1) Tj ET";

  it("says so of a page number on a scan", async () => {
    const { refused } = await told(pdfFormat, page(`q 595 0 0 842 0 0 cm /I1 Do Q ${text}`));
    expect(refused?.reason).toBe("no-text");
  });

  it("does not mind a logo in a letter, nor a blank page, nor a page of lines", async () => {
    expect((await told(pdfFormat, page(`q 90 0 0 40 0 0 cm /I1 Do Q ${text}`))).refused).toBeUndefined();
    expect((await told(pdfFormat, page(""))).refused).toBeUndefined();
    expect((await told(pdfFormat, page("0 0 m 10 10 l S"))).refused).toBeUndefined();
  });

  it("does not mind a picture behind a page full of text", async () => {
    const words = "BT /F1 9 Tf 40 800 Td (enough words to read) Tj ET ".repeat(20);
    const { refused } = await told(pdfFormat, page(`q 595 0 0 842 0 0 cm /I1 Do Q ${words}`));
    expect(refused).toBeUndefined();
  });

  it("says so of a page of letters that are drawn", async () => {
    const { refused } = await told(pdfFormat, page("0 0 m 1 1 2 2 3 3 c ".repeat(100)));
    expect(refused?.reason).toBe("no-text");
  });
});
