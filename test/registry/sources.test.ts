import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parquetOf } from "../../fixtures/support/parquet.ts";
import { CannotRun } from "../../src/model/errors.ts";
import { columnUses, findWritten, openRegistry } from "../../src/registry/index.ts";
import { built, folderForTests, KEY } from "./support.ts";

const folder = folderForTests();
const output = join(folder, "registry");

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** How many rows of a registry name each of these. */
function counted(...texts: readonly string[]): readonly number[] {
  const registry = openRegistry(output, KEY);
  const counts = texts.map((text) => findWritten(registry, text, undefined).length);
  registry.close();
  return counts;
}

const csv = (text: string, more = {}): Promise<unknown> => built(text, output, more);
const ndjson = (text: string): Promise<unknown> => built(text, output, { format: "ndjson" });

describe("a CSV of customers", () => {
  it("may have a column for each kind, as a subject file has", async () => {
    await csv(
      '\ufeffref;Account;Email;Device;bundle\r\nC-1;B00A;anna@example.org;;x.zip\r\n\r\nC-2;"B00;B";;G0123;\r\n',
    );
    expect(counted("B00A", "anna@example.org", "B00;B", "G0123", "x.zip")).toEqual([1, 1, 1, 1, 0]);
  });

  it("may have any columns when it is said what they are", async () => {
    const columns = columnUses(["customer_id=owner", "Customer_ID=account", "mail=email"]);
    await csv("name,customer_id,mail\nAnna,C-104233,anna@example.org\n", { columns });
    expect(counted("C-104233", "anna@example.org", "Anna")).toEqual([1, 1, 0]);
  });

  it("may hold quotes, line ends in cells, tabs, sep=, UTF-16, and come gzipped", async () => {
    await csv('owner,account\n"C ""1""\nx",B1\n"C-2","B2"\n').catch((error: unknown) =>
      expect(String(error)).toContain("line 2"),
    );
    await csv('account,owner,email\n"B1","C, ""1""",anna@example.org\n="0123",C-2,\n');
    expect(counted("B1", "0123", "anna@example.org")).toEqual([1, 1, 1]);
    await csv("sep=|\nowner|account\nC-1|B1\n");
    expect(counted("B1")).toEqual([1]);
    const wide = Buffer.from("\ufeffowner\taccount\nC-1\tB2\n", "utf16le");
    await built("", output, { sources: [fileOf("wide.csv", wide)] });
    expect(counted("B2")).toEqual([1]);
    await built("", output, {
      sources: [fileOf("packed.csv.gz", gzipSync("owner,account\nC-1,B3\n"))],
      format: undefined,
    });
    expect(counted("B3")).toEqual([1]);
  });

  it("is refused with the line, and without the value, when a row cannot be right", async () => {
    const head = "owner,kind,identifier,from,until\n";
    const ok = "C-1,account,B00A,,\n";
    for (const [text, sentence] of [
      [
        `${head}${ok}C-2,email,anna at example,,\n`,
        'standard input, line 3: a value of "email" is no e-mail address (--skip-invalid',
      ],
      [
        `${head}C-2,phone,call me,,\nC-2,account,1.23E+15,,\n`,
        'line 2: a value of "phone" is no phone number; as well: standard input, line 3: a value of "account" is a number that a spreadsheet has rounded',
      ],
      [
        `${head}C-2,account,B\u200b1,,\n`,
        'line 2: a value of "account" holds a character that cannot be seen',
      ],
      [
        `${head}C-2,account,${"x".repeat(600)},,\n`,
        'line 2: a value of "account" is longer than 512 characters',
      ],
      [`${head},account,B00A,,\n`, "line 2: the customer's reference is empty"],
      [
        `${head}C-2,shoe,B00A,,\n`,
        'line 2: "kind" must be one of account, email, phone, person, household, device',
      ],
      [`${head}C-2,device,B00A,2018-02-30,\n`, 'line 2: "from" must be a day such as 2018-03-01'],
      [`${head}C-2,device,B00A,1900-01-01,\n`, 'line 2: "from" must be a day from 1970 to 2148'],
      [`${head}C-2,device,B00A,2018-03-02,2018-03-01\n`, 'line 2: "from" is after "until"'],
      [`${head}${ok}C-2,account\n`, "line 3: this row has 2 cells, but the header has 5"],
      [`${head}${ok}C-2,account,B1,,,more\n`, "line 3: this row has 6 cells, but the header has 5"],
      [`${head}"C-2"x,account,B1,,\n`, 'line 2: text follows a quote (") in this row'],
      [`${head}${ok}"C-2,account,B1,,\n`, 'line 3: a quote (") that opens in this row is never closed'],
      [
        `${head}${ok}"${"\n".repeat(2000)}`,
        "line 3: this line is longer than 1,048,576 characters, or a quote",
      ],
      [`${head}${"x".repeat(3_000_000)}`, "line 2: this line is longer"],
      [`${head}C\u0000,account,B1,,\n`, "there is a zero byte near this line"],
      ["owner,acount\nC-1,B1\n", '"acount" is no column of a registry\'s source; did you mean "account"?'],
      ["account\nB1\n", 'there is no column "owner" (or "ref")'],
      ["owner\nC-1\n", "no column holds identifiers"],
      ["owner,identifier\nC-1,B1\n", 'there is a column "identifier" without the other of the two'],
      ["owner,ref,account\nC-1,C-1,B1\n", 'two columns are "owner"'],
      [
        "ref,account,email,from\nC-1,B1,a@example.org,2018-03-01\n",
        "this row has days (from, until) and 2 identifiers",
      ],
    ] as const) {
      const failure: unknown = await csv(text).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CannotRun);
      expect(String(failure)).toContain(sentence);
      expect(String(failure)).not.toMatch(/anna|call me|B00A|1\.23/);
    }
  });

  it("names the line of bytes that are no UTF-8, and files that are no text", async () => {
    const latin = fileOf("latin1.csv", Buffer.from("owner,account\nC-1,B1\nC-2,M\u00fcller\n", "latin1"));
    await expect(built("", output, { sources: [latin] })).rejects.toThrow(
      /latin1\.csv, line 3: there is no text in UTF-8/,
    );
    const zip = fileOf("table.xlsx", Buffer.from("PK\u0003\u0004rest"));
    await expect(built("", output, { sources: [zip] })).rejects.toThrow(
      "this is a ZIP or spreadsheet (XLSX) file",
    );
    const packed = fileOf("cut.csv.gz", gzipSync("owner,account\nC-1,B3\n").subarray(0, 20));
    await expect(built("", output, { sources: [packed] })).rejects.toThrow("the file cannot be read");
    await expect(built("", output, { sources: [join(folder, "none.csv")] })).rejects.toThrow(
      "none.csv: there is no such file",
    );
    await expect(built("", output, { sources: [folder] })).rejects.toThrow("this is a folder");
  });

  it("may have values left out, which are counted and told by line", async () => {
    const { counts, problems } = await built("owner,email\nC-1,nobody\nC-2,anna@example.org\n", output, {
      leavesOut: true,
    });
    expect(counts.leftOut).toBe(1);
    expect(problems).toEqual(['standard input, line 2: a value of "email" is no e-mail address']);
  });

  it("is read the same in whatever pieces it comes", async () => {
    const text = 'owner,account\n"C, 1",B1\r\nC-2,"Bü2"\n\nC-3,B3';
    await csv(text);
    const wanted = counted("B1", "Bü2", "B3");
    expect(wanted).toEqual([1, 1, 1]);
    async function* pieces(size: number): AsyncIterable<Uint8Array> {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    for (const size of [1, 2, 3, 7]) {
      const { digest } = await built("", output, { standardInput: pieces(size) });
      expect((await built(text, output)).digest).toBe(digest);
    }
  });
});

describe("NDJSON of customers", () => {
  it("holds texts, whole numbers, lists, and identifiers with days", async () => {
    await ndjson(
      '{"owner": "C-1", "account": ["B1", 1700], "device": [{"id": "G01", "from": "2018-03-01"}, "G02"], "email": null}\n\n{"ref": 2, "kind": "account", "identifier": "B2"}\n',
    );
    expect(counted("B1", "1700", "G01", "G02", "B2")).toEqual([1, 1, 1, 1, 1]);
    const registry = openRegistry(output, KEY);
    expect(registry.lookup("G01")).toMatchObject([{ from: "2018-03-01", until: undefined }]);
    registry.close();
  });

  it("is refused with the line when an object cannot be right", async () => {
    for (const [text, sentence] of [
      ['{"owner": "C-1"', "line 1: this is no JSON"],
      ["[1]", "line 1: this is no object"],
      [
        '{"owner":"C-1","account":1e300}',
        'line 1: "account" is a number that may be rounded; write it as text',
      ],
      ['{"owner":"C-1","account":9007199254740993}', "may be rounded"],
      [
        '{"owner":"C-1","account":{"value":"B1"}}',
        '"account" must hold texts, or objects of id, from and until',
      ],
      ['{"owner":"C-1","account":true}', '"account" must be a text'],
      ['{"owner":"C-1","acount":"B1"}', '"acount" is not known; did you mean "account"?'],
      ['{"owner":"C-1","identifier":"B1"}', 'there is an "identifier" without its "kind"'],
      ['{"account":"B1"}', "the customer's reference is empty"],
      ['{"owner":"C-1","__proto__":{"a":1},"account":"B1"}', '"__proto__" is not known'],
    ] as const)
      await expect(ndjson(text)).rejects.toThrow(sentence);
  });
});

describe("a Parquet table of customers", () => {
  const table = (values: readonly string[]): Uint8Array =>
    parquetOf([
      { name: "owner", type: 6, converted: 0, values: values.map((_, index) => `C-${index}`) },
      { name: "account", type: 6, converted: 0, values },
      { name: "Person", type: 2, values: values.map((_, index) => 9007199254740993n + BigInt(index)) },
    ]);

  it("is told by its beginning, and keeps all digits", async () => {
    await built("", output, { sources: [fileOf("customers.dat", table(["B1", "B2"]))], format: undefined });
    expect(counted("B1", "B2", "9007199254740993", "9007199254740994")).toEqual([1, 1, 1, 1]);
  });

  it("is refused when it is damaged, cut off or of other columns", async () => {
    const whole = table(["B1", "B2"]);
    const strange = parquetOf([{ name: "id", type: 6, converted: 0, values: ["B1"] }]);
    for (const [bytes, sentence] of [
      [whole.subarray(0, -3), "this is no Parquet table, or its end is missing"],
      [whole.subarray(0, 6), "this is no Parquet table"],
      [strange, '"id" is no column of a registry\'s source'],
    ] as const)
      await expect(
        built("", output, { sources: [fileOf("bad.parquet", bytes)], format: undefined }),
      ).rejects.toThrow(sentence);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
        const changed = Uint8Array.from(whole);
        changed[at] = value;
        const failure: unknown = await built("", output, {
          sources: [fileOf("bad.parquet", changed)],
          format: "parquet",
        }).catch((error: unknown) => error);
        if (failure instanceof Error) expect(failure).toBeInstanceOf(CannotRun);
      }),
      { numRuns: 40 },
    );
  });
});
