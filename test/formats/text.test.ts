import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textFormat } from "../../src/formats/text.ts";
import { joined, latin1, told } from "../support/bytes.ts";
import { readEntry, subjectOf } from "../support/entry.ts";

describe("the text format", () => {
  it("takes text whatever its name, and nothing that is no text", () => {
    expect(textFormat.sniff(latin1("hello"), "a.bin")).toBe(1);
    expect(textFormat.sniff(joined("\xff\xfeh\0i\0"), "a")).toBe(1);
    expect(textFormat.sniff(new Uint8Array(0), "a.txt")).toBe(0);
    expect(textFormat.sniff(Uint8Array.of(1, 2, 3, 4, 0, 9), "a.txt")).toBe(0);
    expect(textFormat.sniff(latin1("PK\x03\x04\x14\0\0\0"), "a.txt")).toBe(0);
  });

  it("reports lines with their numbers, whatever ends them", async () => {
    const bytes = latin1("one\ntwo\r\nthree\rfour\n\n \nseven");
    const result = await told(textFormat, bytes);
    expect(result.texts).toEqual(["one", "two", "three", "four", "seven"]);
    expect(result.places).toEqual(["line 1", "line 2", "line 3", "line 4", "line 7"]);
    expect(result.consumed).toBe(bytes.length);
    expect(result.marks).toEqual(["content"]);
  });

  it("reads the same lines however the bytes are cut into chunks", async () => {
    const text = fc.stringMatching(/^[a-zä€😀\r\n ]{1,60}$/u);
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 20 }), async (written, chunkBytes) => {
        const bytes = Uint8Array.from(Buffer.from(written));
        const whole = await told(textFormat, bytes);
        const cut = await told(textFormat, bytes, { chunkBytes });
        expect(cut.texts).toEqual(whole.texts);
        expect(cut.places).toEqual(whole.places);
        expect(cut.consumed).toBe(bytes.length);
      }),
    );
  });

  it("reads UTF-8, UTF-16 and Windows-1252", async () => {
    const text = "Anna Müller – 5 €";
    const wide = Buffer.from(text, "utf16le");
    for (const bytes of [
      joined("\xef\xbb\xbf", Buffer.from(text)),
      joined("\xff\xfe", wide),
      joined("\xfe\xff", Buffer.from(wide).swap16()),
      latin1("Anna M\xfcller \x96 5 \x80"),
    ]) {
      expect((await told(textFormat, bytes)).texts).toEqual([text]);
    }
  });

  it("reports a long line in pieces that overlap, so that no identifier is cut", async () => {
    const identifier = "A32TRBM6QOXJ5H";
    for (const at of [65_530, 131_060, 200_000]) {
      const bytes = latin1(`${"x".repeat(at)}${identifier}${"y".repeat(100_000)}`);
      const { texts } = await told(textFormat, bytes, { chunkBytes: 7000 });
      expect(texts.some((piece) => piece.includes(identifier))).toBe(true);
      expect(Math.max(...texts.map((piece) => piece.length))).toBeLessThanOrEqual(65_536);
    }
  });

  it("has no content when it is white", async () => {
    expect((await told(textFormat, latin1(" \n\t\r\n"))).marks).toEqual([]);
  });

  it("is damaged when binary data follows the text, and keeps the text", async () => {
    const binary = new Uint8Array(5000).map((_, index) => (index * 7919) & 255);
    const result = await told(textFormat, joined("accountId: 7\n".repeat(6000), binary));
    expect(result.refused?.reason).toBe("damaged");
    expect(result.texts.length).toBeGreaterThanOrEqual(6000);
  });

  it("ends in a reason or its whole length, whatever the bytes are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const result = await told(textFormat, bytes);
        expect(result.refused !== undefined || result.consumed === bytes.length).toBe(true);
      }),
    );
  });
});

describe("structure in text", () => {
  const MINE = "A32TRBM6QOXJ5H";
  const OTHER = "A4C34GWKR5R6R";
  const SUBJECT = subjectOf(`ref: T\naccounts: [${MINE}]\n`);
  const OWN_AND_STRAY = { own: 1, stray: 1 };
  const counts = async (text: string): Promise<Readonly<Record<string, number>>> =>
    (await readEntry(text, SUBJECT, { name: "a.txt", format: textFormat })).counts;

  it.each([
    ["Markdown", `| customer_id | text |\n|---|:-:|\n| ${MINE} | x |\n| \`${OTHER}\` | y |\n\nAfter.\n`],
    ["psql", ` customer_id | text \n-------------+------\n ${MINE} | x\n ${OTHER} | y\n(2 rows)\n`],
    ["mysql", `+----+----+\n| customer_id | a |\n+----+----+\n| ${MINE} | x |\n| ${OTHER} | y |\n+----+----+\n2 rows\n`],
    ["boxes", `┌────┬────┐\n│ customer_id │ a │\n├────┼────┤\n│ ${MINE} │ x │\n│ ${OTHER} │ y │\n└────┴────┘\n`],
    ["psql in records", `-[ RECORD 1 ]---\ncustomer_id | ${MINE}\na | x\n-[ RECORD 2 ]---\ncustomer_id | ${OTHER}\n`],
    ["mysql in records", `${"*".repeat(27)} 1. row ${"*".repeat(27)}\n customer_id: ${MINE}\n${"*".repeat(27)} 2. row ${"*".repeat(27)}\n customer_id: ${OTHER}\n`],
  ])("is read in tables of %s", async (_name, text) => {
    expect(await counts(text)).toEqual(OWN_AND_STRAY);
  }); // prettier-ignore

  it("has rows for places, and no records in tables that can name nobody", async () => {
    const text = `Customer ID: ${MINE}\n\n| Song | Plays |\n|---|---|\n| a | 1 |\n`;
    expect(await counts(text)).toEqual({ own: 1 });
    const table = latin1("| id | x |\n|---|---|\n| 7 | x |\n");
    const { values, places, open } = await told(textFormat, table, { accountKeys: ["id"] });
    expect(values).toEqual(["id=7"]);
    expect(places).toEqual(["line 3"]);
    expect(open).toBe(0);
  });

  it("has rows above the header, and behind a line that interrupts the table", async () => {
    const table = `| customer_id | text |\n|---|---|\n| ${MINE} | x |\n`;
    expect(await counts(`| ${OTHER} | y |\n${table}`)).toEqual(OWN_AND_STRAY);
    expect(await counts(`customer_id | text\n---+---\n${MINE} | x\n(1 row)\n${OTHER} | y\n`)).toEqual(
      OWN_AND_STRAY,
    );
    expect(await counts(`customer_id | text\n---+---\n${MINE} | x\n\nhome | help\n`)).toEqual({ own: 1 });
  });

  it("has rows apart from their table, and says rows with too many cells", async () => {
    const table = `| customer_id | text |\n|---|---|\n| ${MINE} | x |\n`;
    expect(await counts(`${table}\n| ${OTHER} | y |\n`)).toEqual(OWN_AND_STRAY);
    const result = await told(textFormat, latin1(`${table}| 7 | a | b |\n`), {
      accountKeys: ["customer_id"],
    });
    expect(result.refused?.message).toBe("line 4 has 3 cells, the header of its table 2");
    expect(result.texts).toContain("b");
    expect(result.open).toBe(0);
  });

  it.each([
    ["a heading", `## Customer ID ${OTHER}\n\ntext\n`],
    ["a definition", `Customer ID\n: ${OTHER}\n`],
    ["a label above its value", `Customer ID:\n${OTHER}\n`],
    ["a list", `- **Account ID:** ${OTHER}\n`],
    ["front matter", `---\ncustomerId: ${OTHER}\ntitle: x\n---\ntext\n`],
    ["a web server's log", `127.0.0.1 - ${OTHER} [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 26\n`],
    ["JSON within a line", `2018-05-01 06:20:31,123 INFO [main] c.a.App - {"customerId":"${OTHER}"}\n`],
    ["logfmt", `level=info customerId="${OTHER}" msg="a=b c"\n`],
  ])("is read in %s", async (_name, text) => {
    expect(await counts(text)).toEqual({ stray: 1 });
  });

  it.each([
    ["a heading of words", "## Customer ID format\n"],
    ["a heading with a date", `## Orders 2018-05-01\n\n${MINE}\n`],
    ["the label of somebody else above a value", `This is what your friend sent as customer ID:\n${OTHER}\n`],
    ["a log without a user", '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 26\n'],
  ])("is not made up of %s", async (_name, text) => {
    expect(await counts(text)).toEqual({ unattributed: 1 });
  });

  it("is the same however the bytes are cut", async () => {
    const piece = fc.constantFrom(
      "id",
      "|",
      "---",
      "\n",
      "\r\n",
      " ",
      ":",
      "x",
      "#",
      "-[ RECORD 1 ]--",
      "│",
      "\\",
      "7",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }),
        fc.constantFrom(1, 7),
        async (pieces, chunkBytes) => {
          const bytes = Uint8Array.from(Buffer.from(pieces.join("")));
          const options = { accountKeys: ["id"] };
          const whole = await told(textFormat, bytes, options);
          expect(await told(textFormat, bytes, { ...options, chunkBytes })).toEqual(whole);
          expect(whole.open).toBe(0);
        },
      ),
    );
  });

  it("reads a label and a value with a gap, a tab, dots or the bars of a table between them", async () => {
    const lines = [
      "Customer ID     A32",
      "Customer ID\tA32",
      "Customer ID ..... A32",
      "| Customer ID | A32 |",
    ];
    for (const line of lines)
      expect((await told(textFormat, latin1(line))).texts).toEqual(["Customer ID: A32"]);
    for (const line of ["We met 42 people", "a   b   A32", "2018-01-02   A32", "Customer ID  see below"])
      expect((await told(textFormat, latin1(line))).texts).toEqual([line]);
  });

  it("reads tables whose columns stand below rules, as databases and shells print them", async () => {
    const { values, texts, places } = await told(
      textFormat,
      latin1("Order  Customer ID\n-----  -----------\n1      A32\n22     A33\n\nend\n"),
      { accountKeys: ["Customer ID"] },
    );
    expect(values).toEqual(["Customer ID=A32", "Customer ID=A33"]);
    expect(places[1]).toBe("line 4");
    expect(texts).toEqual(["end"]);
    const cut = await told(textFormat, latin1("Order  Customer ID\n-----  -----------\nlongerthan that\n"), {
      accountKeys: ["Customer ID"],
    });
    expect(cut.texts).toEqual(["longerthan that"]);
  });
});
