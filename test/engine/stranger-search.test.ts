import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { searchFor } from "../../src/engine/stranger-search.ts";
import type { Wanted } from "../../src/sweep/identifiers.ts";

const subject = parseSubject(
  "ref: T-1\naccounts: [C-104233, C-1042]\nemails: [anna.b@example.org]\n",
  "s.yaml",
  {},
);
const strangers: readonly Wanted[] = [
  { kind: "account", key: "C-998877" },
  { kind: "account", key: "K-2077" },
  { kind: "account", key: "77" },
  { kind: "email", key: "b@example.org" },
  { kind: "phone", key: "+491701234567" },
  { kind: "name", key: "Bob Example Person" },
];
const isNamed = searchFor(strangers, subject);
const named = (text: string): boolean => isNamed(Buffer.from(text));

describe("the search for strangers in what is no record", () => {
  it("finds them as whole words, escaped or not, short numbers as well", () => {
    for (const text of ["for C-998877.", '"\\u0043-998877"', "C%2D998877", "k-2077", "(b@example.org)"])
      expect(named(text), text).toBe(true);
  });

  it("finds nobody in the subject's own identifiers, in parts of words, by a name or by two digits", () => {
    for (const text of [
      "C-104233",
      "C-1042",
      "anna.b@example.org",
      "XK-20771",
      "77",
      "Bob Example Person",
      "",
    ])
      expect(named(text), text).toBe(false);
  });

  it("finds one whatever stands around it", () => {
    const around = fc.string({ unit: fc.constantFrom(..." ,;\n\"'{}[]äß|=<>".split("")) });
    fc.assert(
      fc.property(around, fc.constantFrom("C-998877", "K-2077"), around, (before, key, behind) => {
        expect(named(`${before} ${key} ${behind}`)).toBe(true);
      }),
    );
  });

  it("ends, whatever the bytes are", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void isNamed(bytes)));
  });
});
