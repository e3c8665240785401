import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCase } from "../../src/cli/incident/case-file.ts";
import { CannotRun } from "../../src/model/errors.ts";

const WHOLE = `
reference: INC-2026-07
controller: { name: Acme GmbH, address: "Hauptstr. 1, Berlin", contact: J. Doe }
dpo: { name: D. Officer, email: dpo@acme.example, phone: "+49 30 1" }
recipient: { known: yes, trusted: no, deletion: confirmed, malicious: no }
unintelligible: no
countries: [DE, AT]
leadAuthority: BlnBDI
times: { built: 2026-11-18T10:00Z, released: "2026-11-19 10:00 +01:00" }
categoriesOfPeople: [customers]
children: no
measures: { taken: [link revoked], planned: [a check before each release] }
notified: { authority: 2026-11-21T10:00Z }
whyNotNotified: no risk
severity:
  dpc: { value: 4, by: D. Officer, reason: talk about health }
  cb: { value: "0.5", by: D. Officer, reason: it was published }
`;

const KEYS = [
  "controller",
  "recipient",
  "times",
  "measures",
  "severity",
  "countries",
  "children",
  "reference",
];
const ANY = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .dictionary(fc.constantFrom(...KEYS), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })
    .map((one) => JSON.stringify(one)),
);

describe("a case file", () => {
  it("tells what only people know, times in one form", () => {
    expect(parseCase(WHOLE, "case.yaml")).toEqual({
      reference: "INC-2026-07",
      controller: { name: "Acme GmbH", address: "Hauptstr. 1, Berlin", contact: "J. Doe" },
      dpo: { name: "D. Officer", email: "dpo@acme.example", phone: "+49 30 1" },
      recipient: { known: true, trusted: false, deletion: "confirmed", malicious: false },
      unintelligible: false,
      countries: ["DE", "AT"],
      leadAuthority: "BlnBDI",
      times: { built: "2026-11-18T10:00:00Z", released: "2026-11-19T10:00:00+01:00" },
      categoriesOfPeople: ["customers"],
      children: "no",
      measures: { taken: ["link revoked"], planned: ["a check before each release"] },
      notified: { authority: "2026-11-21T10:00:00Z" },
      whyNotNotified: "no risk",
      severity: {
        dpc: { value: 4, by: "D. Officer", reason: "talk about health" },
        cb: { value: 0.5, by: "D. Officer", reason: "it was published" },
      },
    });
  });

  it("is refused with the line and what is wanted", () => {
    const refused = (text: string, sentence: string): void =>
      expect(() => parseCase(text, "case.yaml")).toThrow(sentence);
    refused(
      "refrence: 1\n",
      'case.yaml, line 1: "refrence" is no key of a case file; did you mean "reference"?',
    );
    refused("countries: [Germany]\n", 'line 1: "Germany" is no country');
    refused("times: { built: yesterday }\n", "a time with its zone is wanted");
    refused("recipient: known\n", '"recipient" must hold keys with values');
    refused("recipient: { known: perhaps }\n", '"known" is "perhaps"; it must be yes or no');
    refused("severity:\n  dpc: { value: 3 }\n", '"dpc" needs "value", "by" and "reason"');
    refused("severity:\n  ei: { value: 0.3, by: x, reason: y }\n", "0.25, 0.5, 0.75 or 1");
    refused("severity:\n  dpc: { value: 9, by: x, reason: y }\n", "1, 2, 3 or 4");
    refused("severity:\n  cb: { value: -1, by: x, reason: y }\n", "0 to 2 in quarters");
    refused(`reference: ${"x".repeat(2001)}\n`, "longer than 2000 characters");
    refused("reference:\n", '"reference" is empty');
    refused("", "the file is empty");
  });

  it("is read or refused, whatever it is", () => {
    fc.assert(
      fc.property(ANY, (text) => {
        try {
          parseCase(text, "case.yaml");
        } catch (error) {
          expect(error).toBeInstanceOf(CannotRun);
        }
      }),
      { numRuns: 40 },
    );
  });
});
