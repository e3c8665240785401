import { describe, expect, it } from "vitest";
import { readEntry, subjectOf } from "../support/entry.ts";

const MINE = "A32TRBM6QOXJ5H";
const OTHER = "A4C34GWKR5R6R";
const SUBJECT = subjectOf(`ref: T\naccounts: [${MINE}]\nemails: [anna@example.org]\n`);

async function counts(content: string | Uint8Array, name: string): Promise<Readonly<Record<string, number>>> {
  return (await readEntry(content, SUBJECT, { name })).counts;
}

/** One own and one foreign row. */
function table(delimiter: string, end: string): string {
  return [
    ["id", "customerId", "text"],
    ["1", MINE, "hi"],
    ["2", OTHER, "yo"],
  ]
    .map((row) => row.join(delimiter) + end)
    .join("");
}

const utf16 = (text: string): Uint8Array => Buffer.from(text, "utf16le");
const OWN_AND_STRAY = { own: 1, stray: 1 };

describe("a stranger's row is seen", () => {
  it.each([
    ["behind commas", table(",", "\n")],
    ["behind semicolons", table(";", "\r\n")],
    ["behind tabs", table("\t", "\n")],
    ["behind bars", table("|", "\n")],
    ["behind a comma and a space", table(", ", "\n")],
    ["after lone returns", table(",", "\r")],
    ["after a line that names the delimiter", `sep=^\n${table("^", "\n")}`],
    ["after a mark and a line that names the delimiter", `\ufeffsep=;\n${table(";", "\n")}`],
    ["after empty lines", `\n\n${table(",", "\n")}`],
    ["in UTF-16 without a mark", utf16(table(",", "\n"))],
    ["under a quoted header with a line end in it", `id,"customer\nID"\n1,${MINE}\n2,${OTHER}\n`],
    ["in quotes after a space", `id, "customerId"\n1, "${MINE}"\n2, "${OTHER}"\n`],
    ["beside rows without anything", `id,customerId\n1,${MINE}\n,\n2,${OTHER}\n`],
  ])("%s", async (_name, content) => {
    expect(await counts(content, "table.csv")).toEqual(OWN_AND_STRAY);
  });

  it("in a second column that means the same", async () => {
    for (const second of ["customerId", "customerId_2", "customerId (1)", "registeredCustomerId"]) {
      expect(await counts(`customerId,${second}\n${MINE},${OTHER}\n`, "table.csv")).toEqual({ conflict: 1 });
    }
  });

  it("as the last of very many", async () => {
    const elements = Array.from({ length: 50_000 }, (_, index) => `{"customerId":"${MINE}","i":${index}}`);
    expect(await counts(`[${elements.join(",")},{"customerId":"${OTHER}"}]`, "a.json")).toEqual({
      own: 50_000,
      stray: 1,
    });
  });

  it("in NDJSON with blank lines, CRLF and two documents on a line", async () => {
    const own = `{"customerId":"${MINE}"}`;
    const other = `{"customerId":"${OTHER}"}`;
    for (const text of [`${own}\r\n${other}\r\n`, `${own}\n\n\n${other}`, own + other])
      expect(await counts(text, "a.json")).toEqual(OWN_AND_STRAY);
  });

  it("whatever the file is called", async () => {
    for (const name of ["a.txt", "a.wav", "a.csv", "a"])
      expect(await counts(`[{"customerId":"${OTHER}"}]`, name)).toEqual({ stray: 1 });
  });
});

describe("a table without rows", () => {
  it("holds no record where its cells are names of columns", async () => {
    for (const header of [
      "customerId,orderId,amount",
      '\ufeff"Customer ID";"Order No.";"Amount (EUR)"',
      "Kundennr",
      "Jan 2018,Feb 2018",
      "N° de client;Prénom",
      "col1,col2,sha256",
    ]) {
      expect(await counts(`${header}\n`, "table.csv")).toEqual({});
      expect(await counts(header, "table.csv")).toEqual({});
    }
  });

  it("is one unattributed document where its only row is data", async () => {
    for (const row of [
      `${OTHER},hello`,
      "ben@example.org,hello",
      "Ben,12 High Street",
      "Ben,+49 170 7654321",
      "2018-05-01,turn on the light",
      "x".repeat(100),
    ]) {
      expect(await counts(`${row}\n`, "table.csv")).toEqual({ unattributed: 1 });
    }
  });

  it("is one unattributed document where other line ends separate its rows", async () => {
    for (const end of ["\u0085", "\u2028", "\v", "\f"])
      expect(await counts(table(",", end), "table.csv")).toEqual({ unattributed: 1 });
  });

  it("is one unattributed document where a quote swallows the rows", async () => {
    expect(await counts(`"id,customerId\n1,${OTHER}\n2",text\n`, "table.csv")).toEqual({ unattributed: 1 });
  });
});

describe("a good export is no false alarm", () => {
  it.each([
    ["rows of nothing but delimiters", `customerId,t\n${MINE},x\n,\n,,\n`],
    ["a comma in a quoted cell after a space", `customerId, name\n${MINE}, "Doe, Jane"\n`],
    ["the seller's e-mail in a row of theirs", `customerId,email\n${MINE},shop@acme.example\n`],
    ["another company's number in a row of theirs", `customerId,Kundennummer\n${MINE},998877\n`],
  ])("for %s", async (_name, content) => {
    expect(await counts(content, "table.csv")).toEqual({ own: 1 });
  });

  it("for an uploaded bill with another company's number and e-mail", async () => {
    expect(await counts('{"Kundennummer":"998877","email":"info@telekom.example"}', "bill.json")).toEqual({
      unattributed: 1,
    });
    expect(await counts("Kundennummer: 998877  E-Mail: info@telekom.example\n", "bill.txt")).toEqual({
      unattributed: 1,
    });
  });

  it("but a stranger's e-mail beside a stranger's account counts, and beside any account where none is told", async () => {
    expect(await counts(`customerId,email\n${OTHER},ben@example.org\n`, "a.csv")).toEqual({ stray: 1 });
    const byMail = subjectOf("ref: T\nemails: [anna@example.org]\n");
    const read = await readEntry(
      "customerId,email\n998877,ben@example.org\n998878,anna@example.org\n",
      byMail,
      { name: "a.csv" },
    );
    expect(read.counts).toEqual({ stray: 1, own: 1 });
  });
});

describe("the name of an entry", () => {
  it("never makes own what could not be read", async () => {
    const read = await readEntry("", SUBJECT, { name: `${MINE}.wav` });
    expect(read.evidence).toEqual([]);
  });
});

describe("a stranger inside what is the subject's", () => {
  it.each([
    ["in a field that may mean a person", `[{"customerId":"${MINE}","owner":"${OTHER}"}]`, { conflict: 1 }],
    [
      "wrapped in an object",
      `{"customerId":"${MINE}","rows":[{"customerId":{"value":"${OTHER}"}}]}`,
      { own: 1, conflict: 1 },
    ],
    ["in a list under the singular key", `[{"customerId":["${MINE}","${OTHER}"]}]`, { conflict: 1 }],
    [
      "as the key of a map",
      `{"customerId":"${MINE}","byCustomer":{"${OTHER}":{"text":"hello"}}}`,
      { own: 1, conflict: 1 },
    ],
    [
      "as the key of a map of lists",
      `{"byCustomer":{"${OTHER}":[{"text":"hello"}],"${MINE}":[{"text":"hi"}]}}`,
      { own: 2, stray: 2 },
    ],
    [
      "in a log behind an equals sign",
      `customerId: ${MINE}\n2018-01-01 INFO customerId=${OTHER} did x\n`,
      OWN_AND_STRAY,
    ],
  ])("is seen %s", async (_name, content, expected) => {
    expect(await counts(content, content.startsWith("c") ? "a.log" : "a.json")).toEqual(expected);
  });

  it("is none where a field that may mean a person holds something else", async () => {
    for (const owner of ["public", "4711", "Anna Smith", "team-7", "b0f00715-5353-02f5-0000-000000000001"])
      expect(await counts(`[{"customerId":"${MINE}","owner":"${owner}"}]`, "a.json")).toEqual({ own: 1 });
  });
});
