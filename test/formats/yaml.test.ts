import fc from "fast-check";
import { expect, test } from "vitest";
import { findFormat } from "../../src/formats/index.ts";
import { yamlFormat } from "../../src/formats/yaml/index.ts";
import { told } from "../support/bytes.ts";

const accountKeys = ["customerId"];
const name = "data.yml";

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const ORDERS = `# exported for account: C-9
orders:
  - customerId: 0123
    note: kettle   # of C-8
  - customerId: "C-1042\\x33\\x33"
    customerId: NO
  - customerId: &me 12345678901234567890
    lines: |
      one
      two
---
customerId: *me
other: { customerId: 1_000 }
`;

test("all scalars are text, duplicate keys both count, and places are lines", async () => {
  for (const chunkBytes of [1, 7, 10_000]) {
    const seen = await told(yamlFormat, utf8(ORDERS), { accountKeys, name, chunkBytes });
    expect(seen.refused).toBeUndefined();
    expect(seen.values.map((value) => value.replace(/^.*:customerId=/, ""))).toEqual([
      "0123",
      "C-104233",
      "NO",
      "12345678901234567890",
      "1_000",
    ]);
    expect(seen.places).toContain("line 7");
    expect(seen.texts.join("\n")).toContain("exported for account: C-9");
    expect(seen.texts.join("\n")).toContain("of C-8");
    expect(seen.decoded).toContain("C-104233");
    expect(seen.consumed).toBe(utf8(ORDERS).length);
    expect(seen.open).toBe(0);
  }
});

test("an alias of a scalar is that scalar, a merged map gives its scalars, nothing else is expanded", async () => {
  const text = `base: &base { customerId: C-1, more: { customerId: C-2 } }
id: &id C-3
orders:
  - { <<: *base, a: 1 }
  - { customerId: *id }
  - *base
`;
  const seen = await told(yamlFormat, utf8(text), { accountKeys, name });
  expect(seen.values.map((value) => value.replace(/^.*=/, ""))).toEqual(["C-1", "C-2", "C-1", "C-3"]);
});

test("a billion laughs are laughed once", async () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i}: &l${i} [${`*l${i - 1}, `.repeat(9)}]`).slice(1);
  const seen = await told(yamlFormat, utf8(`l0: &l0 [C-1]\n${levels.join("\n")}\n`), { name });
  expect(seen.refused).toBeUndefined();
  expect(seen.open).toBe(0);
});

test("what is nested too deep is read as lines, and is not inspected", async () => {
  const text = `customerId: C-1\nx: ${"[".repeat(3000)}${"]".repeat(3000)}\n`;
  const seen = await told(yamlFormat, utf8(text), { name });
  expect(seen.refused?.reason).toBe("over-limit");
  expect(seen.texts).toContain("customerId: C-1");
  expect(seen.open).toBe(0);
});

test("broken YAML is read as lines, and is not inspected where its name says what it should be", async () => {
  const text = "a: [1\nb: {\ncustomerId: C-1\n";
  const seen = await told(yamlFormat, utf8(text), { name });
  expect(seen.refused?.reason).toBe("damaged");
  expect(seen.texts).toContain("customerId: C-1");
});

test("base64 in it becomes a file", async () => {
  const base64 = Buffer.alloc(90, "C-104277 ").toString("base64");
  const seen = await told(yamlFormat, utf8(`picture: !!binary |\n  ${base64}\n`), { name });
  expect(seen.embedded.map((file) => file.name)).toEqual(["picture"]);
});

test("it is known by its marks, its shape, or its name; notes, logs, settings, front matter and tables are none", () => {
  const find = (text: string, path: string): string | undefined => findFormat(utf8(text), path)?.name;
  expect(find("%YAML 1.2\n---\na: 1\n", "x")).toBe("yaml");
  expect(find("---\na: 1\nb: 2\n", "x")).toBe("yaml");
  expect(find("user: a\norders:\n  - id: 1\n    sum: 2\n", "x.txt")).toBe("yaml");
  expect(find("a: 1\n", "x.yaml")).toBe("yaml");
  expect(find("just words", "x.yaml")).toBe("text");
  expect(find("---\ntitle: a\ndate: b\n---\n# Title\ntext\n", "x.md")).toBe("text");
  expect(find("---\ntitle: a\ndate: b\n---\nText follows here.\n", "x")).toBe("text");
  expect(find("Customer: C-1\nName: Anna\nCity: Ulm\n", "letter.txt")).toBe("text");
  expect(find("Dear Anna,\n- one: two\n  three: four\n", "letter.txt")).toBe("text");
  expect(find("[a]\nb=c\n[d]\n", "x.ini")).not.toBe("yaml");
  expect(find("2018-01-01 12:00:00 INFO a: b\n".repeat(5), "x.log")).toBe("text");
});

test("whatever the text is, it ends, and closes what it opened", async () => {
  const piece = fc.constantFrom(
    "a: ",
    "- ",
    "\n",
    "  ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "<<: ",
    "|\n",
    "? ",
    "!t ",
    "---\n",
    "#",
    '"',
    "'",
    ">",
    "%YAML 1.2\n",
    "\t",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), async (pieces) => {
      const seen = await told(yamlFormat, utf8(pieces.join("")), { accountKeys: ["a"], name });
      expect(seen.open).toBe(0);
    }),
    { numRuns: 500 },
  );
});
