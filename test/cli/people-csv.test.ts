import { describe, expect, it } from "vitest";
import { peopleFromCsv } from "../../src/cli/subject/subject-csv.ts";

const people = (text: string): readonly unknown[] =>
  peopleFromCsv(text, "subjects.csv").map(({ subject, bundles }) => ({
    bundles,
    told: subject.identifiers.map(({ kind, key }) => `${kind} ${key}`),
  }));

describe("a subject file that tells several bundles apart", () => {
  it("has one person for each ref, with all their rows and bundles", () => {
    const text = "ref,bundle,account,email\n1,a.zip,C-1,\n1,b.zip,,ann@x.example\n2,c.zip,C-2,\n";
    expect(people(text)).toEqual([
      { bundles: ["a.zip", "b.zip"], told: ["account C-1", "email ann@x.example"] },
      { bundles: ["c.zip"], told: ["account C-2"] },
    ]);
  });

  it("has one person for each bundle where there is no ref", () => {
    expect(people("bundle,account\na.zip,C-1\na.zip,C-9\nb.zip,C-2\n")).toEqual([
      { bundles: ["a.zip"], told: ["account C-1", "account C-9"] },
      { bundles: ["b.zip"], told: ["account C-2"] },
    ]);
  });

  it("must have the column, and something of each person", () => {
    expect(() => people("ref,account\n1,C-1\n")).toThrow('needs the column "bundle"');
    expect(() => people("bundle,account\n,C-1\n")).toThrow('line 2: "bundle" is empty');
    expect(() => people("ref,bundle,account\n1,a.zip,\n")).toThrow("no row of this person names");
  });
});
