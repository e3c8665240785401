import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pdfFormat } from "../../src/formats/pdf/index.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { pdf, stream, updated } from "../support/pdf.ts";

const ACCOUNT = "A32TRBM6QOXJ5H";
const PAGE = { texts: [[40, 800, `customerId: ${ACCOUNT}`]] as const };
const LINE = `customerId: ${ACCOUNT}`;

/** A stream that unpacks to so many spaces. */
function bomb(bytes: number, keys = ""): string {
  const packed = deflateSync(Buffer.alloc(bytes, " ")).toString("latin1");
  return stream(packed, `/Filter /FlateDecode ${keys}`);
}

const TOO_LARGE = 65 * 1024 * 1024;

/** A document with something of everything. */
function rich(): Uint8Array {
  const field =
    "<< /Subtype /Widget /FT /Tx /T (customerId) /V (A1QX7M3K9T2B5D) /Rect [0 0 9 9] /AP << /N 9 0 R >> >>";
  const packed = deflateSync(latin1("10 0 << /Author (Ben of the packed) >>")).toString("latin1");
  const first = pdf([{ ...PAGE, extra: `/Annots [ ${field} ]` }], {
    catalogue: "/Names << /EmbeddedFiles << /Names [(a) << /F (a.csv) /EF << /F 7 0 R >> >>] >> >>",
    objects: [
      stream("attached", "/Type /EmbeddedFile"),
      stream(packed, "/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode"),
      stream("BT /F1 9 Tf 2 2 Td (look) Tj ET", "/Subtype /Form /Resources << /Font << /F1 3 0 R >> >>"),
    ],
  });
  return updated(first, { 4: stream("BT /F1 9 Tf 40 800 Td (Dear customer) Tj ET") });
}

describe("a hostile PDF", () => {
  it.each([
    ["a page", () => updated(pdf([PAGE, PAGE]), { 6: bomb(TOO_LARGE) }), "object 6 could not be read"],
    [
      "packed objects",
      () => pdf([PAGE], { objects: [bomb(TOO_LARGE, "/Type /ObjStm /N 9 /First 9")] }),
      "object 7",
    ],
    [
      "an attached file",
      () => pdf([PAGE], { objects: [bomb(TOO_LARGE, "/Type /EmbeddedFile")] }),
      "attached file 1",
    ],
  ])("that unpacks without end in %s is over a limit, and the rest of it is read", async (_, make, words) => {
    const { refused, texts } = await told(pdfFormat, make());
    expect(refused?.reason).toBe("over-limit");
    expect(refused?.message).toContain(words);
    expect(texts).toContain(LINE);
  });

  it("never unpacks pictures", async () => {
    const image = bomb(TOO_LARGE, "/Subtype /Image /Width 99999 /Height 99999");
    const content = `q 9 0 0 9 0 0 cm /I1 Do Q BT /F1 9 Tf 40 800 Td (${LINE}) Tj ET`;
    const extra = "/Resources << /XObject << /I1 7 0 R >> /Font << /F1 3 0 R >> >>";
    const { refused, texts } = await told(
      pdfFormat,
      pdf([{ texts: [], stream: content, extra }], { objects: [image] }),
    );
    expect(refused).toBeUndefined();
    expect(texts).toEqual([LINE]);
  });

  it.each([
    ["a page tree that leads back", { 2: "<< /Type /Pages /Kids [2 0 R 5 0 R 2 0 R] /Count 3 >>" }],
    ["a page below itself", { 5: "<< /Type /Page /Parent 5 0 R /Contents 4 0 R >>" }],
    ["objects that are each other", { 7: "8 0 R", 8: "7 0 R" }],
    ["bookmarks in a circle", { 7: "<< /Title (a) /Next 7 0 R /First 7 0 R >>" }],
    ["arrays in arrays", { 7: "[".repeat(50_000) }],
    ["dictionaries in dictionaries", { 7: "<</a ".repeat(50_000) }],
    ["a text that never ends", { 7: "(".repeat(50_000) }],
    ["one key again and again", { 7: `<< ${"/a 1 ".repeat(50_000)} >>` }],
  ])("with %s ends", async (_, objects) => {
    const { texts, refused } = await told(pdfFormat, updated(pdf([PAGE]), objects));
    expect(texts.includes(LINE) || refused !== undefined).toBe(true);
  });

  it("with a form that paints itself is damaged", async () => {
    const resources = "/Resources << /XObject << /X1 7 0 R >> >>";
    const bytes = pdf([{ texts: [], stream: "/X1 Do", extra: resources }], {
      objects: [stream("/X1 Do /X1 Do", `/Subtype /Form ${resources}`)],
    });
    expect((await told(pdfFormat, bytes)).refused?.reason).toBe("damaged");
  });

  it("with more revisions than are read says so", async () => {
    let bytes = pdf([PAGE]);
    for (let count = 1; count < 66; count += 1)
      bytes = updated(bytes, { 4: stream(`BT /F1 9 Tf 40 800 Td (${count}) Tj ET`) });
    const { refused, texts } = await told(pdfFormat, bytes);
    expect(refused?.message).toBe("it has 66 revisions, too many to be read");
    expect(texts).toContain(LINE);
  });

  it("with a font that cannot be loaded is damaged, and its text is read as it is written", async () => {
    const { refused, texts } = await told(pdfFormat, updated(pdf([PAGE]), { 3: "<< /Type /Font >>" }));
    expect(refused?.message).toBe("page 1 of 1 could not be read wholly");
    expect(texts).toContain(LINE);
  });

  it("with wrong tables, or none, is read by looking for its objects", async () => {
    const text = Buffer.from(pdf([PAGE])).toString("latin1");
    for (const broken of [
      text.replace(/startxref\n\d+/, "startxref\n7"),
      text.replace(/00000 n/g, "00000 f"),
    ]) {
      const { refused, texts } = await told(pdfFormat, latin1(broken));
      expect(refused).toBeUndefined();
      expect(texts).toEqual([LINE]);
    }
  });

  it("with something between its objects is damaged", async () => {
    const text = Buffer.from(pdf([PAGE])).toString("latin1");
    const { refused } = await told(pdfFormat, latin1(text.replace("endobj\n", "endobj\n(stray)\n")));
    expect(refused?.message).toMatch(/^what stands at byte \d+ belongs to no object$/);
  });

  it("behind other bytes is read, and so are these", async () => {
    const bytes = joined("From: somebody\n", pdf([PAGE]));
    expect(pdfFormat.sniff(bytes, "x")).toBe(1);
    expect(pdfFormat.sniff(latin1("Documents begin with %PDF-1.4 as a rule."), "x")).toBe(0);
    const { refused, texts } = await told(pdfFormat, bytes);
    expect(refused).toBeUndefined();
    expect(texts).toEqual(["From: somebody", LINE]);
  });

  it("shows all of its texts or says what is wrong, wherever it is changed", async () => {
    const bytes = rich();
    const whole = await told(pdfFormat, bytes);
    expect(whole.refused).toBeUndefined();
    const known = [ACCOUNT, "A1QX7M3K9T2B5D", "Ben of the packed", "Dear customer"];
    const all = (result: typeof whole): string => [...result.texts, ...result.decoded].join("\n");
    for (const text of known) expect(all(whole)).toContain(text);
    const edit = fc.tuple(fc.nat(bytes.length - 1), fc.nat(40), fc.uint8Array({ maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(edit, async ([at, removed, added]) => {
        const edited = joined(bytes.subarray(0, at), added, bytes.subarray(at + removed));
        const result = await told(pdfFormat, edited);
        expect(result.open).toBe(0);
        if (result.refused !== undefined || (result.consumed ?? 0) < edited.length) return;
        const seen = all(result) + Buffer.from(edited).toString("latin1");
        for (const text of known.slice(0, 3)) {
          const stood = Buffer.from(bytes).toString("latin1").includes(text);
          expect(stood || seen.includes(text)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });
});
