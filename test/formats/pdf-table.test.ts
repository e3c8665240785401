import { describe, expect, it } from "vitest";
import { pdfFormat } from "../../src/formats/pdf/index.ts";
import { told } from "../support/bytes.ts";
import { pdf } from "../support/pdf.ts";

type Text = readonly [x: number, y: number, text: string];

async function read(...pages: readonly (readonly Text[])[]): Promise<readonly string[]> {
  const bytes = pdf(pages.map((texts) => ({ texts })));
  const { texts, places, refused } = await told(pdfFormat, bytes, { accountKeys: ["customerId"] });
  expect(refused).toBeUndefined();
  return texts.map((text, index) => `${places[index] ?? ""}: ${text}`);
}

const HEADER: readonly Text[] = [
  [40, 800, "time"],
  [140, 800, "customerId"],
  [300, 800, "what was said"],
];

describe("tables in a PDF", () => {
  it("names the column before each cell below a header that a layout knows", async () => {
    const rows: Text[] = [
      [40, 780, "2018-05-01"],
      [140, 780, "A3ZK8W2P6R4N1V"],
      [300, 780, "radio"],
      [40, 760, "2018-05-02"],
      [140, 760, "A1QX7M3K9T2B5D"],
    ];
    expect(await read([...HEADER, ...rows])).toEqual([
      "page 1, line 1: time  customerId  what was said",
      "page 1, line 2, customerId: 2018-05-01  customerId: A3ZK8W2P6R4N1V  radio",
      "page 1, line 3, customerId: 2018-05-02  customerId: A1QX7M3K9T2B5D",
    ]);
  });

  it("goes on with the table on the next page", async () => {
    const lines = await read(HEADER, [
      [40, 800, "2018-05-01"],
      [140, 800, "A3ZK8W2P6R4N1V"],
    ]);
    expect(lines[1]).toBe("page 2, line 1, customerId: 2018-05-01  customerId: A3ZK8W2P6R4N1V");
  });

  it("ends a table where nothing fits its columns any more", async () => {
    const lines = await read([
      ...HEADER,
      [60, 780, "And then"],
      [62, 770, "came prose"],
      [64, 760, "of several lines"],
      [40, 740, "2018-05-01"],
      [140, 740, "A3ZK8W2P6R4N1V"],
    ]);
    expect(lines.at(-1)).toBe("page 1, line 5: 2018-05-01  A3ZK8W2P6R4N1V");
  });

  it("leaves cells alone that do not stand below their header", async () => {
    const lines = await read([...HEADER, [40, 780, "2018-05-01"], [190, 780, "A3ZK8W2P6R4N1V"]]);
    expect(lines[1]).toBe("page 1, line 2: 2018-05-01  A3ZK8W2P6R4N1V");
  });

  it("puts an identifier together that a narrow column breaks", async () => {
    const lines = await read([
      ...HEADER,
      [40, 780, "2018-05-01"],
      [140, 780, "A3ZK8W2P"],
      [300, 780, "radio"],
      [140, 770, "6R4N1V"],
    ]);
    expect(lines[1]).toContain("customerId: A3ZK8W2P6R4N1V  radio");
  });

  it("takes no sentence for a header", async () => {
    const lines = await read([
      [40, 800, "Your customerId"],
      [140, 800, "is below."],
      [40, 780, "A3ZK8W2P6R4N1V"],
      [140, 780, "hello"],
    ]);
    expect(lines[1]).toBe("page 1, line 2: A3ZK8W2P6R4N1V  hello");
  });
});
