import { describe, expect, it } from "vitest";
import { strangersInName } from "../../src/attribution/names.ts";
import { subjectOf } from "../support/entry.ts";

const find = strangersInName(
  subjectOf("ref: T\naccounts: [C-104233, A32TRBM6QOXJ5H]\nemails: [anna@example.org]\n"),
);
const keys = (text: string, whole: boolean): string[] => find(text, whole).map(({ key }) => key);

describe("a stranger in a name", () => {
  it.each([
    "C-104277.zip",
    "export-C-104277.zip",
    "C-104277/orders.csv",
    "export_C-104277-final.zip",
    "a/export-C-104277/b.csv",
  ])("is found in %s", (name) => {
    expect(keys(name, false)).toEqual(["C-104277"]);
  });

  it("is no identifier of the subject, whatever stands around it", () => {
    for (const name of ["C-104233.zip", "export-C-104233-2026-11-21.zip", "c-104233/orders.csv"])
      expect(keys(name, true)).toEqual([]);
  });

  it("is no number, date, model or digest", () => {
    for (const name of [
      "2018-05-01_06-20-31.wav",
      "AB72C64C86AW2_1.0_2017.wav",
      "4b982869fec246ec94003c1aab5341bd.json",
      "IMG-20180501-WA0001.jpg",
      "T-1001/ticket.json",
    ])
      expect(keys(name, false)).toEqual([]);
  });

  it("may be an address or a code only where the bundle as a whole is named", () => {
    expect(keys("A4C34GWKR5R6R.zip", true)).toEqual(["A4C34GWKR5R6R"]);
    expect(keys("eve@example.org", true)).toEqual(["eve@example.org"]);
    expect(keys("eve@example.org.zip", true)).toEqual(["eve@example.org"]);
    expect(keys("eve.anna@example.org.tar.gz", true)).toEqual(["eve.anna@example.org"]);
    expect(keys("anna@example.org.uk.zip", true)).toEqual(["anna@example.org.uk"]);
    for (const own of [
      "anna@example.org",
      "Anna@example.org.zip",
      "export-anna@example.org-2026-11-22.tar.gz",
    ])
      expect(keys(own, true), own).toEqual([]);
    const dotted = strangersInName(subjectOf("ref: T\nemails: [anna.m.mueller@example.org]\n"));
    expect(dotted("anna.m.mueller@example.org.zip", true)).toEqual([]);
    expect(keys("contacts/eve@example.org.vcf", false)).toEqual([]);
  });
});
