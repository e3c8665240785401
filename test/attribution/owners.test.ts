import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foreignId, OwnerGraph } from "../../src/attribution/owners.ts";
import { claims } from "../support/claims.ts";

/** Records, each the foreign identifiers in it; strangers as sorted lists of keys. */
function strangers(...records: readonly string[]): string[] {
  const graph = new OwnerGraph();
  for (const record of records) graph.add([claims(record)]);
  return [...graph.groups().values()].map(({ identifiers }) =>
    identifiers
      .map(({ key }) => key)
      .toSorted()
      .join(" "),
  );
}

describe("strangers", () => {
  it("are one by account and e-mail in one record", () => {
    expect(strangers("foreign account #B, foreign email #b@x", "foreign email #b@x")).toEqual(["B b@x"]);
  });

  it("are one by a chain of accounts and addresses", () => {
    expect(
      strangers("foreign account #B, foreign email #b@x", "foreign phone #+49, foreign email #b@x"),
    ).toEqual(["+49 B b@x"]);
  });

  it("stay two with one shared device", () => {
    expect(
      strangers("foreign account #B, foreign device #D", "foreign account #C, foreign device #D"),
    ).toEqual(["B", "D", "C"]);
  });

  it("stay two with one shared household", () => {
    expect(
      strangers("foreign account #B, foreign household #H", "foreign account #C, foreign household #H"),
    ).toHaveLength(3);
  });

  it("own the device that only they were seen with, also where it stands alone", () => {
    expect(strangers("foreign device #D", "foreign account #B, foreign device #D")).toEqual(["B D"]);
  });

  it("own a device through two of their accounts", () => {
    const records = [
      "foreign account #B, foreign device #D",
      "foreign email #b@x, foreign device #D",
      "foreign account #B, foreign email #b@x",
    ];
    expect(strangers(...records)).toEqual(["B D b@x"]);
  });

  it("are not joined by devices and households of one record", () => {
    expect(strangers("foreign device #D, foreign household #H")).toEqual(["D", "H"]);
  });

  it("are one for an address as account and as e-mail", () => {
    expect(strangers("foreign account #b@x", "foreign email #b@x")).toEqual(["b@x"]);
  });

  it("beyond the limit are nobody's in particular", () => {
    expect(
      strangers("foreign account #, foreign email #b@x", "foreign account #, foreign email #c@x"),
    ).toEqual(["", "b@x", "c@x"]);
  });

  it("do not depend on the order of the records", () => {
    const claim = fc
      .tuple(fc.constantFrom("account", "device", "household", "person"), fc.integer({ min: 0, max: 5 }))
      .map(([kind, number]) => `foreign ${kind} #${kind}${number}`);
    const record = fc.array(claim, { minLength: 1, maxLength: 3 }).map((list) => list.join(", "));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        expect(strangers(...records.toReversed()).toSorted()).toEqual(strangers(...records).toSorted());
      }),
    );
  });

  it("stand for a record by the identifier of the highest rank", () => {
    const [device, account] = claims("foreign device #D, foreign account #B");
    const graph = new OwnerGraph();
    expect(graph.add([[device, account].filter((one) => one !== undefined)])).toBe(
      account === undefined ? "" : foreignId(account),
    );
    expect(graph.add([])).toBeUndefined();
  });

  it("are two where one stands in the record and the other around it", () => {
    const graph = new OwnerGraph();
    graph.add([claims("foreign account #B"), claims("foreign account #C")]);
    expect(graph.groups().size).toBe(2);
  });

  it("own the device in a record whose account stands around it", () => {
    const graph = new OwnerGraph();
    const id = graph.add([claims("foreign device #D"), claims("foreign account #B")]);
    expect(graph.groups().size).toBe(1);
    expect(graph.groupOf(id ?? "")).toBe(graph.groupOf("account B"));
  });
});
