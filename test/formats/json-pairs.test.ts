import { describe, expect, it } from "vitest";
import { readEntry, subjectOf } from "../support/entry.ts";

const MINE = "C-104233";
const OTHER = "C-104999";
const SUBJECT = subjectOf(`ref: T\naccounts: [${MINE}]\nemails: [anna@example.org]\n`);

async function counts(document: unknown, name = "a.json"): Promise<Readonly<Record<string, number>>> {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const whole = (await readEntry(text, SUBJECT, { name })).counts;
  expect((await readEntry(text, SUBJECT, { name, chunkBytes: 7 })).counts).toEqual(whole);
  return whole;
}

const field = (
  name: string,
  value: unknown,
  keys: readonly [string, string] = ["name", "value"],
): object => ({
  [keys[0]]: name,
  [keys[1]]: value,
});

describe("an object of a name and its value", () => {
  it.each([
    ["name", "value"],
    ["Name", "Value"],
    ["key", "value"],
    ["field", "text"],
    ["label", "value"],
    ["attribute_name", "attribute_value"],
    ["identity_type", "identity_value"],
    ["question", "answer"],
  ] as const)("is a field of what holds the list of them: %s and %s", async (...keys) => {
    const record = { total: 3, fields: [field("customerId", MINE, keys), field("tier", "gold", keys)] };
    expect(await counts({ orders: [record, record] })).toEqual({ own: 2 });
    const other = { total: 3, fields: [field("customerId", OTHER, keys)] };
    expect(await counts({ orders: [record, other] })).toEqual({ own: 1, stray: 1 });
    expect(await counts({ customerId: MINE, orders: [record, other] })).toEqual({ own: 2, conflict: 1 });
  });

  it("may tell its value first, or its number before its name, or its value by a type", async () => {
    expect(await counts({ a: [{ value: MINE, name: "customerId" }] })).toEqual({ own: 1 });
    expect(await counts({ a: [{ id: 77, name: "Customer ID", value: MINE }] })).toEqual({ own: 1 });
    expect(await counts({ a: [field("customer_id", { string_value: MINE, set: 1 })] })).toEqual({ own: 1 });
    expect(await counts({ a: [field("custom:customerId", [MINE])] })).toEqual({ own: 1 });
  });

  it("is one record with the others where nothing holds their list", async () => {
    expect(await counts([field("customerId", MINE), field("tier", "gold")])).toEqual({ own: 1 });
    expect(await counts([field("tier", "gold"), field("customerId", OTHER)])).toEqual({ stray: 1 });
  });

  it("encloses what stands beside the list", async () => {
    const fields = [field("Customer ID", MINE)];
    expect(await counts({ fields, orders: [{ n: 1 }, { n: 2 }] })).toEqual({ own: 3 });
  });

  it("belongs to somebody else where what holds it does", async () => {
    const fields = [field("userId", OTHER)];
    expect(await counts({ customerId: MINE, friends: [{ name: "Ben", fields }] })).toEqual({
      own: 1,
      context: 1,
    });
    expect(await counts({ customerId: MINE, recipient: { fields } })).toEqual({ own: 1 });
  });

  it("is no owner where it is an option, a setting, a sentence or a measure", async () => {
    const options = [field("Customer number", "customerNumber"), field("User ID", "user_id")];
    expect(await counts({ customerId: MINE, options })).toEqual({ own: 3 });
    expect(
      await counts({ customerId: MINE, faq: [field("Account number", "it has 8 digits, see page 3")] }),
    ).toEqual({
      own: 2,
    });
    expect(await counts({ plays: [field("Some song", 3), field("Other song", 5)] })).toEqual({
      unattributed: 2,
    });
  });

  it("names a party where a field of that name would, and leaves the list what it was", async () => {
    expect(await counts({ settings: [field("email", "ben@example.net"), field("theme", "dark")] })).toEqual({
      unattributed: 2,
    });
  });

  it("is a record of its own where it names somebody besides", async () => {
    const note = (userId: string) => ({ name: "email", value: "x@example.net", userId });
    expect(await counts([note(MINE), note(OTHER)])).toEqual({ own: 1, stray: 1 });
  });

  it("is read in YAML, too", async () => {
    expect(
      await counts(
        `env:\n  - name: CUSTOMER_ID\n    value: ${OTHER}\n  - name: TZ\n    value: UTC\n`,
        "a.yaml",
      ),
    ).toEqual({
      stray: 1,
    });
  });
});

describe("a map by identifiers", () => {
  const message = (sender: string) => ({ sender, text: "hello" });

  it("holds records as an array does, whichever of them name an owner", async () => {
    expect(
      await counts({
        orders: { "o-1": { customerId: MINE }, "o-2": { customer: { id: OTHER } }, "o-3": { n: 1 } },
      }),
    ).toEqual({ own: 1, stray: 1, unattributed: 1 });
    expect(await counts({ customerId: MINE, orders: { "o-1": { n: 1 }, "o-2": { n: 2 } } })).toEqual({
      own: 3,
    });
  });

  it("does not mix those who stand in one value with those in another", async () => {
    const messages = { "-M1": message("anna@example.org"), "-M2": message("ben@example.net") };
    expect(await counts({ messages })).toEqual({ own: 1, unattributed: 1 });
  });

  it("holds what lies in the lists of its values", async () => {
    const chats = {
      "c-1": { lines: [message("anna@example.org"), message("ben@example.net")] },
      "c-2": { lines: [] },
    };
    expect((await counts({ chats })).own).toBe(1);
  });

  it("names those who take part where it is a map of people", async () => {
    expect(await counts({ customerId: MINE, members: { [MINE]: true, [OTHER]: true } })).toEqual({ own: 1 });
  });

  it("is read in YAML, too", async () => {
    expect(
      await counts(`orders:\n  o-1:\n    customerId: ${MINE}\n  o-2:\n    customerId: ${OTHER}\n`, "a.yaml"),
    ).toEqual({
      own: 1,
      stray: 1,
    });
  });

  it("is none where its keys are names", async () => {
    expect(
      await counts({ sender: { customerId: OTHER }, customer: { id: MINE }, address_1: { city: "x" } }),
    ).toEqual({
      own: 1,
    });
  });
});
