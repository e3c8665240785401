import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN, CLARA } from "../../fixtures/support/people.ts";
import { csvEntry, textEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { survey, type Survey } from "../../src/engine/survey.ts";
import type { Subject } from "../../src/model/subject.ts";
import { peopleReporter } from "../../src/reporters/index.ts";
import type { Customer } from "../support/registry-stand-in.ts";
import { optionsFor } from "../support/checked.ts";
import { withFile } from "../support/run-case.ts";

vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));
vi.mock("../../src/registry/index.ts", () => import("../support/registry-stand-in.ts"));

const NO_KEY = { id: Buffer.alloc(8), hash: Buffer.alloc(16), seal: Buffer.alloc(32), isExposed: false };
const folder = mkdtempSync(join(tmpdir(), "straycheck-survey-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CUSTOMERS: readonly Customer[] = [
  { owner: 1, kind: "account", id: ANNA.account },
  { owner: 2, kind: "account", id: BEN.account },
  { owner: 2, kind: "device", id: BEN.device },
  { owner: 3, kind: "account", id: CLARA.account },
];

/** Rows of Ben and of nobody known, a device of Ben's alone, Clara in bytes that no format reads. */
const ENTRIES = [
  ownProfile(),
  csvEntry("rows.csv", ["customerId"], [[BEN.account], [BEN.account], ["A9UNKNOWN0000X"]]),
  csvEntry("devices.csv", ["deviceSerialNumber"], [[BEN.device]]),
  { path: "blob.bin", bytes: Buffer.from(`\u0001\u0002 ${CLARA.account}\u0000`, "latin1") },
  textEntry("note.txt", "Nobody.\n"),
];

function found(isAsked: boolean): Promise<Survey> {
  const path = join(folder, "customers.json");
  writeFileSync(path, JSON.stringify(CUSTOMERS));
  return withFile("export.zip", writeZip(ENTRIES), (bundle) => {
    const { subject, ...options } = optionsFor(
      bundle,
      ANNA_BY_ACCOUNT,
      {},
      { registry: { path, key: NO_KEY } },
    );
    const asked: { readonly subject?: Subject } = isAsked ? { subject } : {};
    return survey({ ...options, ...asked });
  });
}

describe("people whom a registry knows", () => {
  it.each([false, true])(
    "are named by their numbers, and are one where it says so (asked: %s)",
    async (isAsked) => {
      const { people } = await found(isAsked);
      const others = people.people.filter(
        ({ id, registry }) => id !== "requester" && registry?.customers[0]?.number !== 1,
      );
      expect(others.map(({ records, registry }) => [records, registry])).toEqual([
        [3, { customers: [{ number: 2, identifiers: 2 }], unknown: 0 }],
        [1, { customers: [], unknown: 1 }],
        [1, { customers: [{ number: 3, identifiers: 1 }], unknown: 0 }],
      ]);
      expect(people.registry).toMatchObject({ owners: 3, requester: isAsked ? 1 : null });
      expect(people.count.atLeast).toBe(isAsked ? 3 : 4);
    },
  );

  it.each(["text", "json", "csv", "html"])(
    "stand so in the report (%s), without an identifier",
    async (format) => {
      const survey = await found(false);
      const reporter = await peopleReporter(format);
      const report = { ...survey.people, request: null, person: null, files: [] };
      const text = (await reporter?.render(report, { color: 0, columns: 80, verbose: true })) ?? "";
      if (format !== "json") expect(text).toMatch(/known customer, registry owner #2[\s\S]*unknown anywhere/);
      for (const one of [BEN.account, BEN.device, CLARA.account]) expect(text).not.toContain(one);
    },
  );
});
