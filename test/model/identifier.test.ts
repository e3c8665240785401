import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, isDamagedNumber, isPlaceholder } from "../../src/model/identifier.ts";
import { KINDS, type Kind } from "../../src/model/kinds.ts";

const CANONICAL: readonly (readonly [Kind, string, string | undefined])[] = [
  ["account", " A32TRBM6QOXJ5H ", "A32TRBM6QOXJ5H"],
  ["account", "0123", "0123"],
  ["account", "12345E67", "12345E67"],
  ["account", "1234567890123456789", "1234567890123456789"],
  ["account", "Anna@Example.org", "anna@example.org"],
  ["account", "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"],
  ["account", "3F2504E04F8911D39A0C0305E82C3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"],
  ["account", "DEADBEEFDEADBEEF", "deadbeefdeadbeef"],
  ["account", "ACC-1001", "ACC-1001"],
  ["account", "", undefined],
  ["account", "x".repeat(513), undefined],
  ["email", "Anna <Anna@Example.org>", "anna@example.org"],
  ["email", "mailto:anna@example.org", "anna@example.org"],
  ["email", "a.n.n.a+tag@example.org", "a.n.n.a+tag@example.org"],
  ["email", "anna", undefined],
  ["phone", "+49 (0) 170 / 123-45 67", "+491701234567"],
  ["phone", "0049 170 1234567", "+491701234567"],
  ["phone", "tel:+491701234567", "+491701234567"],
  ["phone", "0170 1234567", "01701234567"],
  ["phone", "ask me", undefined],
  ["device", "G090 LF11-8184.0BFC", "G090LF1181840BFC"],
  ["device", "00:1A:2B:3C:4D:5E", "001a2b3c4d5e"],
  ["device", "-", undefined],
  ["household", " hh-5521", "hh-5521"],
  ["handle", "@Ben", "Ben"],
  ["name", " Anna \n MÜLLER", "anna müller"],
];

describe("canonical forms", () => {
  it.each(CANONICAL)("of %s %j is %j", (kind, text, expected) => {
    expect(canonical(kind, text)).toBe(expected);
  });

  it("are stable: the form of a form is the form", () => {
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.string({ unit: "binary", maxLength: 40 }), (kind, text) => {
        const form = canonical(kind, text);
        if (form !== undefined && kind !== "handle") expect(canonical(kind, form)).toBe(form);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("placeholders", () => {
  it.each([
    "",
    " ",
    "0",
    "null",
    "NULL",
    "n/a",
    "N/A",
    "unknown",
    "-",
    "--",
    "00000000-0000-0000-0000-000000000000",
    "0000000",
    "XXXX",
    "****",
    "FFFFFFFFFFFF",
    "ff:ff:ff:ff:ff:ff",
  ])("%j names nobody", (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each(["1", "11111111", "00000001", "A32TRBM6QOXJ5H", "anna@example.org", "nullius", "x1"])(
    "%j names somebody",
    (text) => {
      expect(isPlaceholder(text)).toBe(false);
    },
  );
});

describe("numbers that a spreadsheet has rounded", () => {
  it.each(["1.23E+15", "1,23E+15", "1.23e15", "1E+15", "-1.5E+3"])("%s is one", (text) => {
    expect(isDamagedNumber(text)).toBe(true);
  });

  it.each(["12345E67", "1234567890123456789", "1.5", "A1E+15", "123e4567"])("%s is none", (text) => {
    expect(isDamagedNumber(text)).toBe(false);
  });
});
