import { describe, expect, it } from "vitest";
import { columnsOf, columnUses } from "../../src/registry/sources/columns.ts";

describe("the columns of a table of customers", () => {
  it("may be two of one kind where they are told", () => {
    const told = columnUses(["id=owner", "old=account", "new=account"]);
    expect(columnsOf(["id", "old", "new", "else"], told, "crm.csv").identifiers).toEqual([
      { index: 1, kind: "account" },
      { index: 2, kind: "account" },
    ]);
  });

  it("are a mistake where the header says the same twice", () => {
    expect(() => columnsOf(["owner", "email", "email"], new Map(), "crm.csv")).toThrow(
      'crm.csv: two columns are "email"',
    );
  });

  it("are only those that are told, where any is, and that is said", () => {
    const told = columnUses(["customer_id=owner"]);
    expect(() => columnsOf(["customer_id", "email"], told, "crm.csv")).toThrow(
      "only those are read; add --column email=email",
    );
  });
});
