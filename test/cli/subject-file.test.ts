import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { loadSubject, parseSubject } from "../../src/cli/subject-file.ts";
import schema from "../../src/cli/subject.schema.json" with { type: "json" };
import { CannotRun } from "../../src/model/errors.ts";
import { printable } from "../../src/model/printable.ts";

const DESIGN_EXAMPLE = `ref: DSAR-2026-0417            # the request's number
accounts: [A32TRBM6QOXJ5H, amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ]
households: [hh-5521]
devices:
  - G090LF1181840BFC
  - { id: B0F00715535302W5, from: 2018-03-01, until: 2018-09-30 }
people: [person-1]
emails: [anna@example.org]
phones: ["+49 170 1234567"]
names: [Anna Müller]
`;
const JSON_EXAMPLE =
  '\ufeff{\n\t"ref": "R-1",\n\t"accounts": [1234567890123456789, "0123"],\n\t"devices": []\n}\r\n';
const VALID = [
  DESIGN_EXAMPLE,
  JSON_EXAMPLE,
  "accounts: [A32TRBM6QOXJ5H]\ndevices: []\n",
  "phones: [{ id: +49 170 1234567, until: 2020-02-29 }]",
];

function yaml(text: string) {
  return parseSubject(text, "anna.yaml", {});
}

function csv(text: string, ref?: string) {
  return parseSubject(text, "requests.csv", ref === undefined ? {} : { ref });
}

/** The sentence with which reading ends. */
function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(CannotRun);
    return error instanceof Error ? error.message : "";
  }
  return "no error";
}

describe("identifiers that are told by their digests", () => {
  const DIGEST = "a3bf86238a1c59bd2f0a648af9293620f90d18dad133d8fe2341cf9664a5d6d0";

  it("are read as digests, in small letters", () => {
    expect(yaml(`emails: [{ sha256: ${DIGEST.toUpperCase()} }]`).identifiers).toEqual([
      { kind: "email", written: DIGEST, key: DIGEST, hash: "sha256" },
    ]);
    expect(errorOf(() => yaml("emails: [{ md5: abc }]"))).toContain("is no md5 (32 hexadecimal digits)");
    expect(errorOf(() => yaml(`emails: [{ sha256: ${DIGEST}, id: a@example.org }]`))).toContain(
      "more than once",
    );
  });

  it("stand in a request of OpenDSR", () => {
    const identities = [
      {
        identity_type: "controller_customer_id",
        identity_value: 1234567890123456789n,
        identity_format: "raw",
      },
      { identity_type: "email", identity_value: DIGEST, identity_format: "sha256" },
    ];
    const request = JSON.stringify(
      { subject_request_id: "R-17", subject_request_type: "access", subject_identities: identities },
      (_, value: unknown) => (typeof value === "bigint" ? "BIG" : value),
    ).replace('"BIG"', "1234567890123456789");
    const subject = parseSubject(request, "request.json", {});
    expect(subject.ref).toBe("R-17");
    expect(subject.identifiers).toEqual([
      { kind: "account", written: "1234567890123456789", key: "1234567890123456789" },
      { kind: "email", written: DIGEST, key: DIGEST, hash: "sha256" },
    ]);
    const wrong = request.replace("controller_customer_id", "shoe_size");
    expect(errorOf(() => parseSubject(wrong, "request.json", {}))).toContain("identity_type");
    expect(errorOf(() => parseSubject('{"subject_identities": 4}', "request.json", {}))).toContain("list");
  });
});

describe("a subject file in YAML or JSON", () => {
  it("tells everything of the design's example", () => {
    expect(yaml(DESIGN_EXAMPLE)).toEqual({
      ref: "DSAR-2026-0417",
      identifiers: [
        { kind: "account", written: "A32TRBM6QOXJ5H", key: "A32TRBM6QOXJ5H" },
        {
          kind: "account",
          written: "amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ",
          key: "amzn1.account.AHVR7AAM7TKHMHZP33O45L6YMBNQ",
        },
        { kind: "email", written: "anna@example.org", key: "anna@example.org" },
        { kind: "phone", written: "+49 170 1234567", key: "+491701234567" },
        { kind: "person", written: "person-1", key: "person-1" },
        { kind: "household", written: "hh-5521", key: "hh-5521" },
        { kind: "device", written: "G090LF1181840BFC", key: "G090LF1181840BFC" },
        {
          kind: "device",
          written: "B0F00715535302W5",
          key: "B0F00715535302W5",
          from: "2018-03-01",
          until: "2018-09-30",
        },
      ],
      none: [],
      names: ["Anna Müller"],
    });
  });

  it.each([
    "0123",
    "12345E67",
    "NO",
    "yes",
    "1234567890123456789",
    "1_000",
    "0x1F4A",
    "1.50",
    "2018-03-01",
    "12:30:45",
    ".5",
  ])("keeps %s as it is written, in YAML and as a JSON string", (value) => {
    for (const text of [
      `accounts: [${value}]`,
      `accounts:\n  - ${value}\n`,
      JSON.stringify({ accounts: [value] }),
    ]) {
      expect(yaml(text).identifiers.map((identifier) => identifier.written)).toEqual([value]);
    }
  });

  it("reads JSON with tabs, a byte order mark, CRLF and numbers of nineteen digits", () => {
    const subject = yaml(JSON_EXAMPLE);
    expect(subject.identifiers.map((identifier) => identifier.key)).toEqual(["1234567890123456789", "0123"]);
    expect(subject.none).toEqual(["device"]);
    expect(subject.ref).toBe("R-1");
  });

  it("tells a missing key from an empty list, for every kind", () => {
    expect(yaml("accounts: [A1B2]").none).toEqual([]);
    expect(
      yaml(
        "accounts: [A1B2]\ndevices: []\nhouseholds: []\npeople: []\nemails: []\nphones: []",
      ).none.toSorted(),
    ).toEqual(["device", "email", "household", "person", "phone"]);
  });

  it("keeps an identifier with two intervals twice, and one told twice once", () => {
    const device = (from: string) => `{ id: B0F00715535302W5, from: ${from} }`;
    const subject = yaml(
      `devices: [${device("2018-01-01")}, ${device("2019-01-01")}, ${device("2018-01-01")}]`,
    );
    expect(subject.identifiers.map((identifier) => identifier.from)).toEqual(["2018-01-01", "2019-01-01"]);
  });

  it("takes the request's number from --ref where it is given", () => {
    expect(parseSubject("ref: R-1\naccounts: [A1B2]", "anna.yaml", { ref: "R-2" }).ref).toBe("R-2");
    expect(yaml("accounts: [A1B2]").ref).toBe("");
  });

  it("may tell no identifier only where options tell some", () => {
    expect(parseSubject("devices: []", "anna.yaml", { mayBeEmpty: true }).none).toEqual(["device"]);
  });

  it.each([
    [
      "ref: R-1\n\n# a\nacount: [A1B2]",
      'anna.yaml, line 4: "acount" is no key of a subject file; did you mean "accounts"?',
    ],
    ["person: [p]", 'anna.yaml, line 1: "person" is no key of a subject file; did you mean "people"?'],
    [
      "accounts: [A1B2]\ncolour: blue",
      'line 2: "colour" is no key of a subject file; known are ref, accounts,',
    ],
    [
      "ref: R-1\naccounts: A32TRBM6QOXJ5H",
      'line 2: "accounts" must be a list, such as accounts: [A32TRBM6QOXJ5H]',
    ],
    ["ref: R-1\naccounts: { id: A1 }", 'line 2: "accounts" must be a list'],
    [
      "accounts: [A1B2]\ndevices:\n",
      'line 2: "devices" is empty; leave the key out for "not told", or write devices: []',
    ],
    ['{"accounts": ["A1B2"], "devices": null}', '"devices" is empty'],
    ["accounts:\n  - A1B2\n  - \n", 'line 3: an item of "accounts" is empty'],
    ['accounts:\n  - ""', 'line 2: an item of "accounts" is empty'],
    ["accounts:\n  - [A1B2]", 'line 2: an item of "accounts" must be one value, not a list'],
    ["accounts:\n  - A1B2\n  - unknown", 'line 3: "accounts": "unknown" is a placeholder that names nobody'],
    ["devices: [0000-0000]", '"devices": "0000-0000" is a placeholder'],
    [
      "accounts:\n - 1.23E+15",
      'line 2: "accounts": "1.23E+15" is a number that a spreadsheet has rounded; write all its digits',
    ],
    ['{"accounts": [1.5e15]}', "a spreadsheet has rounded"],
    ["emails: [anna]", '"emails": "anna" is no e-mail address'],
    ["phones: [12]", '"phones": "12" is no phone number'],
    ["accounts: [A1\u200bB2]", '"A1\\u{200b}B2" holds a character that cannot be seen or is damaged'],
    [
      "devices:\n - id: G0\n   from: 2018-02-30",
      'line 2: "devices": "from" must be a day such as 2018-03-01, not "2018-02-30"',
    ],
    ["devices: [{ id: G0, until: 1.3.2018 }]", '"until" must be a day such as 2018-03-01, not "1.3.2018"'],
    [
      "devices: [{ id: G0, from: 2018-03-02, until: 2018-03-01 }]",
      '"from" (2018-03-02) is after "until" (2018-03-01)',
    ],
    ["devices: [{ from: 2018-03-02 }]", 'line 1: this item of "devices" has no "id"'],
    [
      "devices: [{ id: G0, form: 2018-03-02 }]",
      '"form" is no key of an item of "devices"; did you mean "from"?',
    ],
    ["devices: [{ id: G0, from }]", '"from" is empty'],
    ["names: [{ id: Anna }]\naccounts: [A1B2]", 'an item of "names" must be one value, not a map'],
    ["ref: [1]\naccounts: [A1B2]", '"ref" must be one value, not a list'],
    ["ref:\naccounts: [A1B2]", '"ref" is empty'],
    [
      "devices: []\nnames: [Anna]",
      "anna.yaml: the file names no account, email, phone, person, household or device",
    ],
    ["accounts: [A1]\naccounts: [A2]", 'line 2: the key "accounts" stands here a second time'],
    ['{"accounts": ["A1"], "accounts": ["A2"]}', 'the key "accounts" stands here a second time'],
    [
      "accounts: &all [A1]\nemails: *all",
      '"&all" is an anchor, which is not allowed; put text that begins with & in quotes',
    ],
    ["accounts: [*all]", '"*all" is an alias, which is not allowed; put text that begins with * in quotes'],
    ["accounts: [!!int 5]", "line 1: this is no valid YAML or JSON (Unresolved tag"],
    ["accounts: [A1\n", "this is no valid YAML or JSON"],
    ['{"accounts": ["A1"]', "this is no valid YAML or JSON"],
    ["ref: R-1\n\tx: y", "line 2: this is no valid YAML or JSON"],
    ["? [a]\n: b", "line 1: a key must be plain text, not a list or a map"],
    [
      "accounts: [A1]\n---\naccounts: [A2]",
      "line 2: a second document begins here (---); the file must hold one",
    ],
    ["", "anna.yaml: the file is empty"],
    ["# nothing\n", "anna.yaml: the file is empty"],
    ["A32TRBM6QOXJ5H", "line 1: the file must consist of keys with values"],
    ["- A32TRBM6QOXJ5H", "line 1: the file must consist of keys with values"],
    ["ref: R-1\naccounts: [A\u0000]", "line 2: this is no text file"],
    ["[".repeat(50_000), "anna.yaml, line 1: "],
    [`accounts: ${"[".repeat(20)}${"]".repeat(20)}`, "line 1: the file is nested too deeply"],
    ["a".repeat(1024 * 1024 + 1), "anna.yaml: the file is larger than 1 MiB"],
    [`accounts: [${"x1".repeat(300)}]`, `"${"x1".repeat(19)}x…" is longer than 512 characters`],
  ])("ends in one sentence for %j", (text, sentence) => {
    const message = errorOf(() => yaml(text));
    expect(message).toContain(sentence);
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(250);
  });

  it("shows a file's name without what steers a terminal", () => {
    expect(errorOf(() => parseSubject("", "\u001b[31m.yaml", {}))).toBe(
      "\\u{1b}[31m.yaml: the file is empty",
    );
  });
});

describe("a subject file in CSV", () => {
  const HEADER = "ref,bundle,account,email,phone,device,household,person,from,until";

  it("takes the rows of the request that --ref names", () => {
    const text = `${HEADER}\nR-1,a.zip,A1B2,,,,,,,\nR-2,b.zip,A9,,,,,,,\nR-1,a.zip,,anna@example.org,,,,,,\nR-1,,,,,G0,,,2018-03-01,2018-09-30\n`;
    expect(csv(text, "R-1")).toEqual({
      ref: "R-1",
      identifiers: [
        { kind: "account", written: "A1B2", key: "A1B2" },
        { kind: "email", written: "anna@example.org", key: "anna@example.org" },
        { kind: "device", written: "G0", key: "G0", from: "2018-03-01", until: "2018-09-30" },
      ],
      none: [],
      names: [],
    });
  });

  it("needs no --ref for one request, nor a ref column", () => {
    expect(csv("ref,account\nR-7,0123\nR-7,12345E67").identifiers.map(({ written }) => written)).toEqual([
      "0123",
      "12345E67",
    ]);
    expect(csv("ref,account\nR-7,0123").ref).toBe("R-7");
    expect(csv("account\nA1B2", "R-3").ref).toBe("R-3");
  });

  it.each([
    ["semicolons", "ref;account;phone\nR-1;A1B2;\n"],
    ["a first line sep=;", "sep=;\r\nref;account\r\nR-1;A1B2\r\n"],
    ["tabs", "ref\taccount\nR-1\tA1B2"],
    ["a byte order mark and CRLF", "\ufeffref,account\r\nR-1,A1B2\r\n"],
    ["quotes", '"ref","account"\n"R-1","A1B2"\n'],
    ["capitals, blanks and blank lines", "\n Ref , ACCOUNT \n\n R-1 , A1B2 \n,\n"],
    ["text kept as a formula", 'ref,account\nR-1,="A1B2"\n'],
    ["old line ends", "ref,account\rR-1,A1B2\r"],
  ])("reads %s, under whatever name", (_, text) => {
    for (const name of ["requests.csv", "standard input"]) {
      const subject = parseSubject(text, name, {});
      expect(subject.ref).toBe("R-1");
      expect(subject.identifiers.map((identifier) => identifier.key)).toEqual(["A1B2"]);
    }
  });

  it("reads a quoted cell with delimiters, quotes and line ends, and still counts lines", () => {
    expect(csv('bundle,account\n"a ""b"", c",A1B2').identifiers).toHaveLength(1);
    expect(errorOf(() => csv('bundle,account\n"a\nb",A1B2\nc,unknown'))).toContain("requests.csv, line 4: ");
  });

  it.each([
    [
      "ref,acount\nR-1,A1",
      'requests.csv, line 1: "acount" is no column of a subject file; did you mean "account"?',
    ],
    ["ref,account,account\nR-1,A1,A2", 'line 1: the column "account" stands here a second time'],
    ["ref,account\nR-1,A1\nR-2,A2\nR-3,A3", "requests.csv: the file holds 3 requests; say which with --ref"],
    ["ref,account\nR-1,A1\n,A2", 'line 3: "ref" is empty'],
    ["ref,account\nR-1", "line 2: this row has 1 cells, but the header has 2"],
    ["ref,account\nR-1,A1,A2", "line 2: this row has 3 cells, but the header has 2"],
    ['ref,account\nR-1,"A1', "line 2: a quote"],
    ['ref,account\nR-1,"A1"x', "line 2: a quote"],
    ["ref,account\n", "the file holds no request"],
    ["ref,account\nR-1,", "the file names no account"],
    ["ref,account\nR-1,1.23E+15", 'line 2: "account": "1.23E+15" is a number that a spreadsheet has rounded'],
    ["ref,device\nR-1,none", 'line 2: "device": "none" is a placeholder'],
    ["account,device,from\nA1,G0,2018-01-01", "line 2: this row has days (from, until) and 2 identifiers"],
    ["account,from\nA1,1/2/2018", '"from" must be a day such as 2018-03-01, not "1/2/2018"'],
    ["", "the file is empty"],
  ])("ends in one sentence for %j", (text, sentence) => {
    expect(errorOf(() => csv(text))).toContain(sentence);
  });

  it("shows nothing of other requests, and is not stopped by their values", () => {
    const text = "ref,account\nR-1,A1B2\nR-2,1.23E+15\n";
    expect(csv(text, "R-1").identifiers).toHaveLength(1);
    expect(errorOf(() => csv(text, "R-9"))).toBe('requests.csv: none of the 2 requests in the file is "R-9"');
    expect(errorOf(() => csv("ref,account\nR-1,A1B2", "R-9"))).toBe(
      'requests.csv: the one request in the file is not "R-9"',
    );
  });
});

describe("the file itself", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "straycheck-subject-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function load(name: string, bytes: Uint8Array | string) {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return loadSubject(path, {});
  }

  it("is read from disk or from standard input", async () => {
    expect((await load("a.yaml", DESIGN_EXAMPLE)).names).toEqual(["Anna Müller"]);
    async function* input() {
      yield Buffer.from("accounts: [A1");
      yield Buffer.from("B2]\n");
    }
    expect((await loadSubject("-", {}, input())).identifiers).toHaveLength(1);
  });

  it("may be UTF-16 with a byte order mark, as spreadsheets write it", async () => {
    const subject = await load("b.csv", Buffer.from("\ufeffref\taccount\r\nR-1\tA1B2\r\n", "utf16le"));
    expect(subject.identifiers.map(({ key }) => key)).toEqual(["A1B2"]);
  });

  it("ends in a sentence when it cannot be read as text", async () => {
    await expect(loadSubject(join(folder, "none.yaml"), {})).rejects.toThrow(
      /none\.yaml: there is no such file$/,
    );
    await expect(loadSubject(folder, {})).rejects.toThrow(/this is a folder, not a file$/);
    await expect(loadSubject("a\u0000b", {})).rejects.toThrow(CannotRun);
    await expect(load("c.yaml", Buffer.from([0x61, 0xff, 0xfc]))).rejects.toThrow(
      "this is no text in UTF-8; save it as UTF-8",
    );
    await expect(load("d.yaml", "PK\u0003\u0004xx")).rejects.toThrow(
      "this is a ZIP or spreadsheet (XLSX) file, not text",
    );
    await expect(load("e.yaml", Buffer.alloc(1024 * 1024 + 1, 0x20))).rejects.toThrow(
      "the file is larger than 1 MiB",
    );
  });

  it("is cut off at 1 MiB when it never ends", async () => {
    async function* endless() {
      for (;;) yield Buffer.alloc(65_536, 0x20);
    }
    await expect(loadSubject("-", {}, endless())).rejects.toThrow(
      "standard input: the file is larger than 1 MiB",
    );
  });
});

describe("any text", () => {
  const snippets = fc.constantFrom(
    "accounts", "devices", "ref", "names", ": ", "- ", "[", "]", "{", "}", "\n", "  ", ",", ";", '"', "'", "A1B2", "0",
    "id", "from", "until", "2018-03-01", "\r\n", "---\n", "&a", "*a", "!!x", "account", "sep=;\n", "\t", "#", "|\n", "? ", "~", "%", "\ud800", "1.2E+9",
  ); // prettier-ignore
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(snippets, { maxLength: 60 }).map((parts) => parts.join("")),
    fc.json(),
    fc.nat(DESIGN_EXAMPLE.length).map((length) => DESIGN_EXAMPLE.slice(0, length)),
  );

  it("becomes a subject with an identifier, or one sentence", () => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom("a.yaml", "a.csv"),
        fc.option(fc.string(), { nil: undefined }),
        (text, name, ref) => {
          try {
            const subject = parseSubject(text, name, { ref });
            expect(subject.identifiers.length).toBeGreaterThan(0);
          } catch (error) {
            if (!(error instanceof CannotRun)) throw error;
            expect(error.message).toBe(printable(error.message));
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe("the schema of the subject file", () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
  const plain = (text: string): unknown => parseDocument(text, { schema: "core" }).toJS();

  it.each(VALID)("accepts what the reader accepts: %j", (text) => {
    expect(yaml(text).identifiers.length).toBeGreaterThan(0);
    expect(validate(plain(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    "acount: [A1]",
    "accounts: A1",
    "accounts: []",
    "devices: [{ from: 2018-03-01 }]",
    "accounts: [[A1]]",
    "names: [Anna]",
    "[]",
  ])("refuses what the reader refuses: %j", (text) => {
    expect(errorOf(() => yaml(text))).not.toBe("no error");
    expect(validate(plain(text))).toBe(false);
  });
});
