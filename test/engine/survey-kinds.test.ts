import { describe, expect, test, vi } from "vitest";
import { BEN } from "../../fixtures/support/people.ts";
import { csvEntry, jsonEntry, textEntry } from "../../fixtures/support/text.ts";
import { type Survey } from "../../src/engine/survey.ts";
import { personIn, surveyed } from "../support/surveyed.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

function kindsOf(found: Survey, id: string): Record<string, number> {
  return Object.fromEntries(
    personIn(found, id).kinds.map(({ kind, records, recordings }) => [kind, records + recordings]),
  );
}

describe("kinds of data", () => {
  test("come from the names of fields that hold something, in English and German", async () => {
    const found = await surveyed([
      csvEntry(
        "data.csv",
        [
          "customerId",
          "latitude",
          "Bestellnummer",
          "IBAN",
          "password",
          "Herzfrequenz",
          "religion",
          "thermostat",
        ],
        [
          [BEN.account, "52.5", "", "", "", "", "", ""],
          [BEN.account, "", "4711", "DE02120300000000202051", "", "", "", ""],
          [BEN.account, "", "", "", "hunter2x", "71", "none", "21"],
          [BEN.account, "", "", "", "", "", "catholic", ""],
        ],
      ),
    ]);
    expect(kindsOf(found, "stranger-1")).toEqual({
      location: 1,
      purchases: 1,
      financial: 1,
      credentials: 1,
      health: 1,
      beliefs: 1,
      "smart-home": 1,
    });
  });

  test.each([
    ["Sicherheitsfrage", "credentials"],
    ["security_answer", "credentials"],
    ["Impfstatus", "health"],
    ["disability", "health"],
    ["Kaufdatum", "purchases"],
    ["party_affiliation", "beliefs"],
    ["ip_address", "activity"],
    ["healthCheck", "other"],
    ["nextToken", "other"],
  ])("%s holds %s", async (field, kind) => {
    const found = await surveyed([csvEntry("data.csv", ["customerId", field], [[BEN.account, "value1"]])]);
    expect(kindsOf(found, "stranger-1")).toEqual({ [kind]: 1 });
  });

  test("count in nested objects and in labels of text", async () => {
    const found = await surveyed([
      jsonEntry("a.json", [
        { customerId: BEN.account, geo: { latitude: 1.5, longitude: 2 }, items: [{ unitPrice: 3 }] },
      ]),
      textEntry("b.txt", `Customer ID: ${BEN.account}\nDiagnosis: J45\n`),
    ]);
    expect(kindsOf(found, "stranger-1")).toMatchObject({ location: 1, purchases: 1 });
  });

  test("of what names nothing it is other", async () => {
    const found = await surveyed([csvEntry("x.csv", ["customerId", "foo"], [[BEN.account, "1"]])]);
    expect(kindsOf(found, "stranger-1")).toEqual({ other: 1 });
  });
});
