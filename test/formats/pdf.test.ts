import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { pdfFormat } from "../../src/formats/pdf/index.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { pdf, stream } from "../support/pdf.ts";

const ACCOUNT = "A32TRBM6QOXJ5H";
const PAGE = { texts: [[40, 800, `customerId: ${ACCOUNT}`]] as const };

/** The picture is the object behind a document of four pages. */
const PICTURE = "/Resources << /XObject << /I1 13 0 R >> >>";
const IMAGE = stream("x", "/Subtype /Image /Width 1240 /Height 1754 /Filter /DCTDecode");

describe("the PDF format", () => {
  it("knows a PDF by its header and nothing else by its name", () => {
    expect(pdfFormat.sniff(pdf([PAGE]), "x.bin")).toBe(3);
    expect(pdfFormat.sniff(latin1("%PDFs are nice"), "x.pdf")).toBe(0);
    expect(pdfFormat.sniff(latin1(""), "x.pdf")).toBe(0);
  });

  it("reports each line with its page and line number", async () => {
    const bytes = pdf([
      PAGE,
      {
        texts: [
          [40, 800, "second page"],
          [40, 780, "its second line"],
        ],
      },
    ]);
    const result = await told(pdfFormat, bytes);
    expect(result.refused).toBeUndefined();
    expect(result.consumed).toBe(bytes.length);
    expect(result.texts).toEqual([`customerId: ${ACCOUNT}`, "second page", "its second line"]);
    expect(result.places).toEqual(["page 1, line 1", "page 2, line 1", "page 2, line 2"]);
    expect(result.marks).toEqual(["content"]);
  });

  it("orders text by where it stands and keeps columns apart", async () => {
    const bytes = pdf([
      {
        texts: [
          [300, 700, "device: G090LF1181840BFC"],
          [40, 720, "2018-05-01"],
          [40, 700, `account: ${ACCOUNT}`],
          [300, 720, "what is the weather"],
        ],
      },
    ]);
    const { texts } = await told(pdfFormat, bytes);
    expect(texts).toEqual([
      "2018-05-01  what is the weather",
      `account: ${ACCOUNT}  device: G090LF1181840BFC`,
    ]);
  });

  it("joins a word that is drawn in pieces", async () => {
    // Helvetica 9: "A32TRB" is 35.52 points wide.
    const bytes = pdf([
      { texts: [], stream: "BT /F1 9 Tf 40 700 Td (A32TRB) Tj (M6QOXJ5H) Tj [(cust) 10 (omer)] TJ ET" },
    ]);
    expect((await told(pdfFormat, bytes)).texts).toEqual(["A32TRBM6QOXJ5Hcustomer"]);
  });

  it("reports what the document says of itself", async () => {
    const bytes = pdf([PAGE], { info: { Author: "Anna (Example)", customerId: ACCOUNT } });
    const { texts, places } = await told(pdfFormat, bytes);
    expect(texts).toContain("Author: Anna (Example)");
    expect(texts).toContain(`customerId: ${ACCOUNT}`);
    expect(places).toContain("tag Author");
  });

  it("says which pages are pictures, after reporting the others", async () => {
    const scan = { texts: [], stream: "q 595 0 0 842 0 0 cm /I1 Do Q", extra: PICTURE };
    const result = await told(pdfFormat, pdf([PAGE, scan, scan, PAGE], { objects: [IMAGE] }));
    expect(result.refused?.reason).toBe("no-text");
    expect(result.refused?.message).toBe(
      "pages 2-3 of 4 hold pictures, or signs, instead of text that could be read",
    );
    expect(result.texts).toHaveLength(2);
  });

  it("reports the name and the value of a form field", async () => {
    const field = `<< /Type /Annot /Subtype /Widget /FT /Tx /T (customerId) /V (${ACCOUNT}) /Rect [0 0 90 20] >>`;
    const result = await told(pdfFormat, pdf([{ ...PAGE, extra: `/Annots [ ${field} ]` }]));
    expect(result.refused).toBeUndefined();
    expect(result.texts).toContain(`customerId: ${ACCOUNT}`);
  });

  it("reports where links lead", async () => {
    const link =
      "<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://acme.example/u?account=7) >> >>";
    const result = await told(pdfFormat, pdf([{ ...PAGE, extra: `/Annots [ ${link} ]` }]));
    expect(result.refused).toBeUndefined();
    expect(result.texts).toContain("https://acme.example/u?account=7");
  });

  it("hands attached files over, with their names", async () => {
    const file = "<< /Type /Filespec /F (a.csv) /UF (b.csv) /EF << /F 7 0 R >> >>";
    const bytes = pdf([PAGE], {
      catalogue: `/Names << /EmbeddedFiles << /Names [ (a.csv) ${file} ] >> >>`,
      objects: [stream("customerId\nA1", "/Type /EmbeddedFile")],
    });
    const result = await told(pdfFormat, bytes);
    expect(result.refused).toBeUndefined();
    expect(result.embedded).toEqual([
      { name: "b.csv", content: { is: "bytes", bytes: latin1("customerId\nA1") } },
    ]);
  });

  it("tells a document that asks for a password", async () => {
    const key = "00".repeat(32);
    const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <${key}> /U <${key}> >> /ID [ <00> <00> ]`;
    expect((await told(pdfFormat, pdf([PAGE], { trailer: encrypt }))).refused?.reason).toBe("encrypted");
  });

  it("leaves what follows the end to be looked at by others", async () => {
    const bytes = pdf([PAGE]);
    const result = await told(pdfFormat, joined(bytes, "PK\x03\x04 and more"));
    expect(result.consumed).toBe(bytes.length);
  });

  it("calls a page damaged when a part of it cannot be read, and still reports the rest", async () => {
    const flate = pdf([PAGE, PAGE]);
    const text = Buffer.from(flate).toString("latin1");
    // The second page's content claims to be compressed.
    const at = text.lastIndexOf("<< /Length ");
    const broken = latin1(`${text.slice(0, at)}<< /Filter /FlateDecode /Length ${text.slice(at + 11)}`);
    const result = await told(pdfFormat, broken);
    expect(result.refused).toBeDefined();
    expect(result.texts).toContain(`customerId: ${ACCOUNT}`);
  });

  it("ends in a reason wherever a document is cut off", async () => {
    const bytes = pdf([PAGE]);
    for (let length = 8; length < bytes.length - 6; length += 37) {
      const result = await told(pdfFormat, bytes.slice(0, length));
      expect(result.refused, `cut at ${length}`).toBeDefined();
    }
  });

  it("ends in a reason or a length whatever the bytes are", async () => {
    const bytes = pdf([PAGE]);
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const edited = bytes.slice();
        for (const [at, byte] of list) edited[at] = byte;
        const result = await told(pdfFormat, edited);
        expect(result.consumed !== undefined || result.refused !== undefined).toBe(true);
      }),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (random) => {
        expect((await told(pdfFormat, joined("%PDF-1.4\n", random))).refused).toBeDefined();
      }),
      { numRuns: 40 },
    );
  });

  it("prints nothing", async () => {
    const outputs = [vi.spyOn(console, "warn"), vi.spyOn(console, "log"), vi.spyOn(console, "error")];
    await told(pdfFormat, pdf([PAGE]).slice(0, 400));
    for (const output of outputs) expect(output).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
