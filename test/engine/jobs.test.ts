import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIXTURE_CASES } from "../../fixtures/index.ts";
import { ANNA, BEN, subjectYaml } from "../../fixtures/support/people.ts";
import { csvEntry, type FixtureEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check } from "../../src/engine/check.ts";
import { load } from "../../src/reporters/index.ts";
import { TODAY, withFile } from "../support/run-case.ts";

const subject = parseSubject(
  subjectYaml({ accounts: [ANNA.account], emails: [ANNA.email], households: [ANNA.household] }),
  "subject.yaml",
  {},
);

/** Entries of every kind that the fixtures have, and tables whose strangers differ. */
const MATERIAL: readonly FixtureEntry[] = [
  ...FIXTURE_CASES.flatMap((fixture) =>
    "entries" in fixture && fixture.limits === undefined ? fixture.entries() : [],
  ),
  ...Array.from({ length: 8 }, (_, index) =>
    csvEntry(
      `table-${index}.csv`,
      ["customerId", "file"],
      [
        [ANNA.account, "0001.wav"],
        [`${BEN.account.slice(0, -1)}${index}`, "0002.wav"],
      ],
    ),
  ),
];

async function reportOf(path: string, jobs: number): Promise<string> {
  const reporter = await load("json");
  const events = check({ bundles: [path], subject, jobs, today: TODAY });
  return (await Array.fromAsync(reporter.render(events, { color: 0, columns: 80, verbose: false }))).join("");
}

describe("the number of workers", () => {
  it("changes no byte of the report", { timeout: 240_000 }, async () => {
    const bundles = fc.array(fc.nat(MATERIAL.length - 1), { minLength: 1, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(bundles, async (picked) => {
        const entries = picked.flatMap((index) => MATERIAL[index] ?? []);
        await withFile("export.zip", writeZip(entries), async (path) => {
          const [one, three] = await Promise.all([reportOf(path, 1), reportOf(path, 3)]);
          expect(three).toBe(one);
        });
      }),
      { numRuns: 12 },
    );
  });

  it("changes nothing where there is enough to share among them", { timeout: 120_000 }, async () => {
    // A run holds at most 512 entries: three workers get several each.
    const entries = Array.from({ length: 3_000 }, (_, index) => {
      const { bytes } = MATERIAL[index % MATERIAL.length] ?? { bytes: new Uint8Array(0) };
      return { path: `folder-${index % 7}/${index}.dat`, bytes };
    });
    await withFile("export.zip", writeZip(entries), async (path) => {
      const reports = [await reportOf(path, 1), await reportOf(path, 3), await reportOf(path, 2)];
      expect(reports[1]).toBe(reports[0]);
      expect(reports[2]).toBe(reports[0]);
    });
  });
});
