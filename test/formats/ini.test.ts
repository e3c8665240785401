import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { iniFormat } from "../../src/formats/ini.ts";
import { findFormat } from "../../src/formats/index.ts";
import { latin1, told, type ReadOptions, type Told } from "../support/bytes.ts";
import { readEntry, subjectOf } from "../support/entry.ts";

const MINE = "A32TRBM6QOXJ5H";
const OTHER = "A4C34GWKR5R6R";
const SUBJECT = subjectOf(`ref: T\naccounts: [${MINE}]\n`);

async function counts(content: string, name = "a.ini"): Promise<Readonly<Record<string, number>>> {
  return (await readEntry(content, SUBJECT, { name, format: iniFormat })).counts;
}

function read(content: string, options: ReadOptions = {}): Promise<Told> {
  return told(iniFormat, Uint8Array.from(Buffer.from(content)), {
    name: "a.ini",
    accountKeys: ["id"],
    ...options,
  });
}

describe("settings are recognised", () => {
  it.each([
    ["by sections", "[user]\nid = 1\n", "a.txt", "ini"],
    ["by keys that do not repeat", "a.b=1\nc=2\n# x\nd = 3\n", "a", "ini"],
    ["by the name and one setting", "id: 1\n", "a.properties", "ini"],
    ["as .env", "export A=1\n", "x/.env", "ini"],
    ["not where a key comes again and again", "id=1\nid=2\nid=3\nid=4\n", "a.txt", "text"],
    ["not in a log", "level=info id=1 x=2\nlevel=info id=2 x=3\nat=x id=3 y=4\n", "a.log", "text"],
    ["not in prose", "One says a=b.\nOthers say: no.\nAnd so on\n", "a.txt", "text"],
    [
      "not where it is how a folder looks",
      "[.ShellClassInfo]\nIconResource=x\n",
      "desktop.ini",
      "desktop-ini",
    ],
    ["not in JSON", '[{"a":1}]\n', "a.ini", "json"],
  ])("%s", (_name, text, name, expected) => {
    expect(findFormat(latin1(text), name)?.name).toBe(expected);
  });
});

describe("settings", () => {
  it("are values under their section and key", async () => {
    const result = await read('; c\nid=0\n[user]\nid = 1 ; his\n"id" : "two words"\nother=x\n');
    expect(result.values).toEqual(["id=0", "user:id=1", "user:id=two words"]);
    expect(result.places).toContain('section "user", line 5');
    expect(result.texts).toEqual(["; c"]);
    expect(result.open).toBe(0);
  });

  it("have paths of dotted keys, lines that go on, and escapes", async () => {
    const result = await read("user.account.id=1\nid=a\\\n   b\nid=A\\u0042\n", { name: "a.properties" });
    expect(result.values).toEqual(["user:account:id=1", "id=ab", "id=AB"]);
    expect(result.decoded).toEqual(["ab", "AB"]);
  });

  it("keep the line behind a path that ends with a backslash", async () => {
    expect((await read("[a]\npath = C:\\temp\\\nid = 7\n")).values).toEqual(["a:id=7"]);
  });

  it("are one record, or one for each section of a kind", async () => {
    expect(await counts(`customerId = ${OTHER}\ntheme = dark\n`)).toEqual({ stray: 1 });
    expect(await counts(`customer.id = ${MINE}\ntheme = dark\n`)).toEqual({ own: 1 });
    const several = `[profile 1]\ncustomerId=${MINE}\n[profile 2]\ncustomerId=${OTHER}\n[profile 3]\nx=1\n`;
    expect(await counts(several)).toEqual({ own: 1, stray: 1, unattributed: 1 });
    expect(await counts(`[[x]]\ncustomerId="${MINE}"\n[[x]]\ncustomerId="${OTHER}"\n`)).toEqual({
      own: 1,
      stray: 1,
    });
  });

  it("of contacts name parties, and what stands above counts for them", async () => {
    const text = `customerId = ${MINE}\n[contact 1]\nemail=ben@example.net\n[contact 2]\ncustomerId=${OTHER}\n`;
    const found = await counts(text);
    expect(found["stray"]).toBeUndefined();
    expect(found["conflict"]).toBeUndefined();
    expect(found["own"]).toBe(1);
  });

  it("are read as text when they are very many", async () => {
    const result = await read(`id=1\n${"x=y\n".repeat(10)}`, { limits: { maxWholeBytes: 20 } });
    expect(result.texts[0]).toBe("id=1");
  });

  it("end in a reason or their whole length, whatever they are", async () => {
    const piece = fc.constantFrom(
      "[",
      "]",
      "a",
      "=",
      ":",
      "\\",
      "\n",
      "\r",
      ";",
      "#",
      '"',
      " ",
      ".",
      "\\u00",
      "é",
      "export ",
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60 }),
        fc.constantFrom(1, 7),
        async (pieces, chunkBytes) => {
          const text = pieces.join("");
          const whole = await read(text);
          expect(await read(text, { chunkBytes })).toEqual(whole);
          expect(whole.open).toBe(0);
          expect(whole.refused !== undefined || whole.consumed === Buffer.byteLength(text)).toBe(true);
        },
      ),
    );
  });
});
