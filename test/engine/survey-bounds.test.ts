import { describe, expect, test, vi } from "vitest";
import { BEN, CLARA } from "../../fixtures/support/people.ts";
import { csvEntry, textEntry } from "../../fixtures/support/text.ts";
import { writeZip, type ZipEntry } from "../../fixtures/support/zip-writer.ts";
import { survey } from "../../src/engine/survey.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { TODAY, withFile } from "../support/run-case.ts";
import { surveyed } from "../support/surveyed.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

describe("what bounds the count", () => {
  const known = csvEntry("calls.csv", ["customerId", "text"], [[BEN.account, "x"]]);

  test("nothing does where a file was not inspected", async () => {
    const found = await surveyed([known, { path: "x.bin", bytes: new Uint8Array([0, 1, 2, 250, 251, 9]) }]);
    expect(found.people.count).toMatchObject({ atLeast: 1, atMost: null });
    expect(found.people.notInspected[0]).toMatchObject({ entries: 1, examples: ["x.bin"] });
  });

  test("nothing does where recordings name nobody, unless a policy accepts them", async () => {
    const entries = [known, textEntry("letter-1.txt", "Dear customer, here is your data.\n")];
    expect((await surveyed(entries)).people.count).toMatchObject({ atLeast: 1, atMost: null });
    const policy = parsePolicy(
      `accept: [{ files: "letter-*.txt", why: unattributed, max: 1, reason: letter, until: 2027-01-01 }]\n`,
      "policy.yaml",
      TODAY,
    );
    expect((await surveyed(entries, "", { policy })).people.count).toEqual({
      atLeast: 1,
      atMost: 1,
      why: [],
    });
  });

  test("nothing does where the archive was cut off, even between two files", async () => {
    const rows = (account: string): ZipEntry =>
      csvEntry(`${account}.csv`, ["customerId", "text"], [[account, "x"]]);
    const whole = writeZip([rows(BEN.account), rows(CLARA.account)]);
    const cut = whole.subarray(0, whole.indexOf("PK\x03\x04", 4, "latin1"));
    const found = await withFile("export.zip", cut, (path) => survey({ bundles: [path], today: TODAY }));
    expect(found.people.count).toMatchObject({ atLeast: 1, atMost: null });
    expect(found.people.count.why[0]).toContain("an archive was cut off");
  });

  test("nothing does where more people were seen than are told apart, and the counts stay exact", async () => {
    const rows = Array.from({ length: 100 }, (_, index) => [`C-${1_000_000 + index}`, "x"]);
    const found = await surveyed([csvEntry("calls.csv", ["customerId", "text"], rows)], "", {
      limits: { ...DEFAULT_LIMITS, maxForeignIds: 10 },
    });
    expect(found.people.count.atMost).toBeNull();
    expect(found.people.people).toHaveLength(10);
    expect([found.people.totals.records.total, found.people.unnamed.records]).toEqual([100, 90]);
  });
});
