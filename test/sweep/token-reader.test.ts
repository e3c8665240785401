import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTokens, type TokenForm } from "../../src/sweep/token-reader.ts";
import { TokenTable } from "../../src/sweep/token-table.ts";
import { TokenScanner } from "../../src/sweep/tokens.ts";
import { registryOf, type Customer } from "../support/registry-stand-in.ts";

function tokensIn(text: string): readonly string[] {
  const bytes = Buffer.from(text, "latin1");
  const found: string[] = [];
  const take = (form: TokenForm, start: number, end: number): void =>
    void found.push(`${form} ${bytes.toString("latin1", start, end)}`);
  readTokens(bytes, 0, bytes.length, take, () => {});
  return found;
}

function scanner(customers: readonly Customer[], identifiers?: number): TokenScanner {
  const registry = registryOf(customers, undefined, identifiers);
  const table = new TokenTable({
    others: (key, kind) => registry.lookup(key, kind),
    identifiers: registry.identifiers,
    bits: registry.bits,
    own: [],
  });
  return new TokenScanner(table, { maxPlaces: 20, maxForeignIds: 1000 });
}

const CODE = "A3ZK8W2P6R4N1V";
const BEN: Customer = { owner: 2, kind: "account", id: CODE };

describe("the tokens of a text", () => {
  it("are runs of letters and digits with a digit, alone and joined by single marks", () => {
    expect(tokensIn("customer=C-104277; words, and more-words")).toEqual(["hex C-104277", "number 104277"]);
    expect(tokensIn("x:hh-5521--12345")).toEqual(["code x:hh-5521", "code hh-5521", "number 12345"]);
  });

  it("are addresses and numbers with their country", () => {
    expect(tokensIn("<mailto:ben.b@example.net>, +49 (170) 765-4321.")).toEqual([
      "email ben.b@example.net",
      "phone +49 (170) 765",
      "phone +49 (170) 765-4321",
      "number 765-4321",
    ]);
  });

  it("are no days, times, fractions and years", () => {
    expect(tokensIn("2018-05-01T06:20:31.123Z 2018-05-01 06:20:31 48.137154 1999")).toEqual([]);
  });

  it("are whole behind escapes", () => {
    expect(tokensIn(String.raw`"a\n${CODE}\u00e4${CODE}"`)).toEqual([`code ${CODE}`, `code ${CODE}`]);
  });

  it("are addresses of network cards, that look like times", () => {
    expect(tokensIn("06:20:31:44:55:66")).toContain("number 06:20:31:44:55:66");
  });
});

describe("a customer's token", () => {
  const border = fc.constantFrom(" ", "\n", '"', ",", ";", "=", "<", ">", "(", "|", "\t", "?", "\u0000");

  it("is found once, wherever it stands and however the bytes come", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-ascii", maxLength: 900 }),
        border,
        border,
        fc.string({ unit: "grapheme-ascii", maxLength: 900 }),
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 8 }),
        fc.boolean(),
        (before, first, last, after, cuts, isWide) => {
          fc.pre(!before.endsWith("\\"));
          const prefix = Buffer.from(before + first, isWide ? "utf16le" : "latin1");
          const text = `${before}${first}${CODE}${last}${after}`;
          const bytes = Buffer.from(text, isWide ? "utf16le" : "latin1");
          const found = scanner([BEN]);
          let at = 0;
          for (const cut of cuts) {
            found.push(bytes.subarray(at, at + cut));
            at += cut;
          }
          found.push(bytes.subarray(at));
          found.end();
          expect(found.hits().map(({ key, count, offsets }) => [key, count, offsets])).toEqual([
            [CODE, 1, [prefix.length]],
          ]);
        },
      ),
    );
  });

  it("is none inside another word", () => {
    fc.assert(
      fc.property(fc.constantFrom("a", "Z", "0", "9"), fc.boolean(), (letter, isBefore) => {
        const found = scanner([BEN]);
        found.push(Buffer.from(isBefore ? `${letter}${CODE} ` : ` ${CODE}${letter}`));
        found.end();
        expect(found.hits()).toEqual([]);
      }),
    );
  });

  it("counts the same tokens however the bytes come", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."a1b2-_.:@+/ \n\\0".split("")), maxLength: 3000 }),
        fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 8 }),
        (text, cuts) => {
          const bytes = Buffer.from(text, "latin1");
          const whole = scanner([BEN]);
          whole.push(bytes);
          whole.end();
          const cut = scanner([BEN]);
          let at = 0;
          for (const size of cuts) {
            cut.push(bytes.subarray(at, at + size));
            at += size;
          }
          cut.push(bytes.subarray(at));
          cut.end();
          expect(cut.tally()).toEqual(whole.tally());
        },
      ),
    );
  });

  it("stands alone where its form is distinctive among so many customers, and numbers never do", () => {
    const twelve = "A3ZK8W2P6R4N";
    const customers: Customer[] = [
      BEN,
      { owner: 4, kind: "account", id: twelve },
      { owner: 3, kind: "account", id: "1234567890123456789" },
    ];
    const found = scanner(customers, 100_000_000);
    found.push(Buffer.from(`${CODE} ${twelve} 1234567890123456789`));
    found.end();
    expect(found.hits().map(({ key }) => key)).toEqual([CODE]);
    expect(found.tally()).toMatchObject({ tokens: 3, distinctive: 1, coincidences: 2 });
    expect(found.tally().chance).toBeGreaterThan(0);
    expect(found.tally().chance).toBeLessThan(1e-12);
  });

  it("stands with a second identifier of the same customer, not with one of another or with a part of itself", () => {
    const customers: Customer[] = [
      { owner: 2, kind: "account", id: "104277" },
      { owner: 2, kind: "account", id: "C-104277" },
      { owner: 2, kind: "device", id: "7740110" },
      { owner: 3, kind: "account", id: "205388" },
    ];
    const hits = (text: string): readonly string[] => {
      const found = scanner(customers);
      found.push(Buffer.from(text));
      found.end();
      return found.hits().map(({ key }) => key);
    };
    expect(hits("104277 205388")).toEqual([]);
    expect(hits("C-104277")).toEqual([]);
    expect(hits("104277 has 7740110")).toEqual(["104277", "7740110"]);
    expect(hits("104277\n7740110")).toEqual([]);
    expect(hits(`104277${" ".repeat(600)}7740110`)).toEqual([]);
    expect(hits('{ "a": 104277,\n "b": 7740110 }')).toEqual(["104277", "7740110"]);
  });
});
