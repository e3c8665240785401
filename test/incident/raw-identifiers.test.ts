import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_SOUGHT, plainValues, searchFor } from "../../src/incident/raw-identifiers.ts";
import { incident } from "../support/incidents.ts";

const NONE: ReadonlySet<string> = new Set();
const finds = (text: string, ...identifiers: readonly string[]): boolean =>
  searchFor(identifiers, "", NONE).find(text, true, true) >= 0;

describe("the search for identifiers in clear", () => {
  it("finds one as a word of its own, in any case, and as HTML writes it", () => {
    expect(finds("x/a3zk8w2p6r4n1v.csv", "A3ZK8W2P6R4N1V")).toBe(true);
    expect(finds("<td>bea.o&#39;hara@example.org</td>", "bea.o'hara@example.org")).toBe(true);
    expect(finds("call +4915155500001.", "+4915155500001")).toBe(true);
    expect(finds("user_C4810959_1", "C4810959")).toBe(true);
  });

  it("takes no part of another word, and no mask, for one", () => {
    expect(finds(`digest ${"ab48109590".repeat(6)}`, "48109590")).toBe(false);
    expect(finds("A3…1V and be…rg", "A3ZK8W2P6R4N1V", "bea@example.org")).toBe(false);
  });

  it("looks for nothing that is short, or a word without a digit", () => {
    expect(searchFor(["2026", "profile", "confidentiality", "1234567"], "", NONE).size).toBe(0);
  });

  it("looks for nothing that people told themselves, or that is a number or digest of the case as well", () => {
    const plain = plainValues(incident(), [
      {
        id: "0.0",
        path: "a",
        bytes: 12_345_678,
        sha256: "ab".repeat(32),
        format: null,
        fate: "inspected",
        reason: null,
        attribution: null,
        records: 3,
      },
    ]);
    const all = ["12345678", "ab".repeat(32), "dpo@acme.example", "C4810959"];
    expect(searchFor(all, '{"dpo":{"email":"DPO@acme.example"}}', plain).size).toBe(1);
  });

  it("finds one wherever a text is cut", () => {
    const text = `${"word ".repeat(40)}bea@example.org${" more".repeat(40)}`;
    const search = searchFor(["bea@example.org"], "", NONE);
    const overlap = LONGEST_SOUGHT + 2;
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (cut) => {
        const first = text.slice(0, cut);
        const isFound = search.find(first, true, false) >= 0;
        const rest = first.slice(-overlap) + text.slice(cut);
        return isFound || search.find(rest, first.length <= overlap, true) >= 0;
      }),
    );
  });
});
