import { describe, expect, test, vi } from "vitest";
import { ANNA, ANNA_BY_ACCOUNT, BEN, CLARA } from "../../fixtures/support/people.ts";
import { csvEntry, jsonEntry, textEntry } from "../../fixtures/support/text.ts";
import { type Survey } from "../../src/engine/survey.ts";
import { personIn, surveyed } from "../support/surveyed.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

/** Handles, by an identifier that they have. */
function handleOf({ raw }: Survey, key: string): string | undefined {
  return [...raw].find(([, identifiers]) => identifiers.some((one) => one.key === key))?.[0];
}

describe("what names somebody and no owner", () => {
  const address = (index: number): string => `reader${index}@example.net`;
  const readers = Array.from({ length: 40 }, (_, index) => [address(index), `Reader ${index}`]);

  test.each([
    ["a list of addresses", csvEntry("newsletter.csv", ["email", "first name"], readers)],
    [
      "a list of numbers",
      csvEntry(
        "sms.csv",
        ["phone"],
        readers.map((_, index) => [`+4917012345${10 + index}`]),
      ),
    ],
    [
      "accounts of an application",
      jsonEntry("users.json", {
        users: readers.map(([email], index) => ({ userId: `C-1042${10 + index}`, email })),
      }),
    ],
  ])("%s is as many people, with a subject and without", async (_, entry) => {
    const found = await surveyed([entry]);
    expect(found.people.count).toEqual({ atLeast: 40, atMost: 40, why: [] });
    expect(found.people.people.map(({ records }) => records)).toEqual(readers.map(() => 1));
    const asked = await surveyed(
      [entry],
      `${ANNA_BY_ACCOUNT}emails: [${ANNA.email}]\nphones: ["+49 30 123456"]\n`,
    );
    expect(asked.people.count.atLeast).toBe(40);
  });

  test("an address and a number in one row are one person", async () => {
    const found = await surveyed([
      csvEntry(
        "a.csv",
        ["email", "phone"],
        [
          [BEN.email, "+491701234567"],
          [CLARA.email, "+491707654321"],
        ],
      ),
    ]);
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    expect(found.people.people.map(({ identifiers }) => identifiers.length)).toEqual([2, 2]);
    expect(found.people.people[0]?.tiedBy[0]).toMatchObject({
      records: 1,
      recordings: 0,
      place: "a.csv, row 2",
    });
  });

  test("it is theirs whose address another record ties to an account", async () => {
    const found = await surveyed([
      csvEntry(
        "customers.csv",
        ["customerId", "email"],
        [
          [BEN.account, BEN.email],
          [CLARA.account, CLARA.email],
        ],
      ),
      csvEntry(
        "searches.csv",
        ["email", "searchTerm"],
        [
          [CLARA.email, "x"],
          [CLARA.email, "y"],
          [BEN.email, "z"],
        ],
      ),
    ]);
    expect(found.people.count).toEqual({ atLeast: 2, atMost: 2, why: [] });
    expect(personIn(found, handleOf(found, CLARA.account) ?? "").records).toBe(3);
    expect(found.people.unnamed.records).toBe(0);
  });

  test("the address book of somebody who owns something makes nobody", async () => {
    const card = (email: string): string =>
      `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:X\r\nEMAIL:${email}\r\nEND:VCARD\r\n`;
    const found = await surveyed([
      csvEntry("orders.csv", ["customerId", "text"], [[BEN.account, "x"]]),
      textEntry("contacts.vcf", [0, 1, 2].map((index) => card(address(index))).join("")),
    ]);
    expect(found.people.people).toHaveLength(1);
    expect(found.people.mentioned).toBe(3);
  });
});
