import { constants, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pdfFormat } from "../../src/formats/pdf/index.ts";
import { told } from "../support/bytes.ts";
import { pdf, stream } from "../support/pdf.ts";

const ACCOUNT = "A32TRBM6QOXJ5H";
const PAGE = { texts: [[40, 800, "Dear customer"]] as const };

/** A font whose signs are glyphs, as writers cut fonts to what they use: sign 3 is a space, sign 4 a letter. */
const CUT_FONT =
  "<< /Type /Font /Subtype /Type0 /BaseFont /Cut /Encoding /Identity-H /DescendantFonts [8 0 R] /ToUnicode 9 0 R >>";
const DESCENDANT =
  "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Cut /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>";
const MEANINGS = stream(
  "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /C def 1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0003> <0020> endbfchar endcmap end end",
);

/** A page that shows this, after its text, in a font of which only sign 3 is known. */
function withBlanks(text: string, shown: string): Uint8Array {
  const content = `BT /F1 9 Tf 40 800 Td (${text}) Tj /F2 9 Tf ${shown} ET`;
  const extra = "/Resources << /Font << /F1 3 0 R /F2 7 0 R >> >>";
  const bytes = pdf([{ texts: [], stream: content, extra }], { objects: [CUT_FONT, DESCENDANT, MEANINGS] });
  const both = Buffer.from(bytes).toString("latin1");
  return Buffer.from(
    both.replace("/Resources << /Font << /F1 3 0 R >> >> /Res", `${" ".repeat(39)}/Res`),
    "latin1",
  );
}

describe("PDFs as programs write them", () => {
  it("are whole with pages of blank lines in a font of glyphs", async () => {
    const blanks = "0 -12 Td <0003> Tj ".repeat(40);
    expect((await told(pdfFormat, withBlanks("Report", blanks))).refused).toBeUndefined();
    expect((await told(pdfFormat, withBlanks("", "<0003> Tj"))).refused).toBeUndefined();
  });

  it("are not with letters in a font that does not say what they mean, one by one or in words", async () => {
    const letters = Array.from({ length: 20 }, (_, at) => `<00${(at + 16).toString(16)}> Tj`).join(
      " 9 0 Td ",
    );
    expect((await told(pdfFormat, withBlanks("", letters))).refused).toBeDefined();
    expect((await told(pdfFormat, withBlanks("", "<00100011001200130014> Tj"))).refused).toBeDefined();
  });

  it("are whole with streams that Acrobat flushed and never ended", async () => {
    const packed = deflateSync(`BT /F1 9 Tf 40 800 Td (customerId: ${ACCOUNT}) Tj ET`, {
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    const object = stream(packed.toString("latin1"), "/Filter /FlateDecode");
    const bytes = Buffer.from(pdf([PAGE], { objects: [object] })).toString("latin1");
    const shown = Buffer.from(bytes.replace("/Contents 4 0 R", "/Contents 7 0 R"), "latin1");
    const { refused, texts } = await told(pdfFormat, shown);
    expect(refused).toBeUndefined();
    expect(texts).toContain(`customerId: ${ACCOUNT}`);
    const cut = stream(packed.subarray(0, -6).toString("latin1"), "/Filter /FlateDecode");
    expect((await told(pdfFormat, pdf([PAGE], { objects: [cut] }))).refused?.reason).toBe("damaged");
  });

  it("say what a property says as it is too, where it has a label of its own", async () => {
    const { texts } = await told(pdfFormat, pdf([PAGE], { info: { Subject: `customerId: ${ACCOUNT}` } }));
    expect(texts).toContain(`customerId: ${ACCOUNT}`);
  });

  it("say properties by their names where their texts are objects, as macOS writes them", async () => {
    const bytes = Buffer.from(pdf([PAGE], { info: { Author: "x" }, objects: ["(Quartz)"] })).toString(
      "latin1",
    );
    const { texts, places } = await told(pdfFormat, Buffer.from(bytes.replace("(x)", "7 0 R"), "latin1"));
    expect(texts).toEqual(["Dear customer", "Author: Quartz"]);
    expect(places[1]).toBe("tag Author");
  });

  it("name bookmarks as such", async () => {
    const bookmark = `<< /Title (customerId: ${ACCOUNT}) /Parent 7 0 R >>`;
    const bytes = pdf([PAGE], {
      catalogue: "/Outlines 7 0 R",
      objects: ["<< /Type /Outlines /First 8 0 R /Last 8 0 R /Count 1 >>", bookmark],
    });
    const { places } = await told(pdfFormat, bytes);
    expect(places).toContain("object 8, bookmark");
  });
});
