import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA, ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { writeTar } from "../../fixtures/support/tar-writer.ts";
import { csvEntry } from "../../fixtures/support/text.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check } from "../../src/engine/check.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/model/limits.ts";
import type { EntryView, ReportEvent } from "../../src/model/report.ts";
import { withFile } from "../support/run-case.ts";

// Without threads of its own; test/engine/worker-threads.test.ts holds that they tell the same.
vi.mock("node:worker_threads", () => import("../../fixtures/support/threads-in-process.ts"));

const subject = parseSubject(ANNA_BY_ACCOUNT, "subject.yaml", {});

interface File {
  readonly path: string;
  readonly bytes: Uint8Array;
}

async function checked(
  bytes: Uint8Array,
  limits: Partial<Limits> = {},
  jobs = 1,
): Promise<readonly ReportEvent[]> {
  return withFile("export.zip", bytes, (path) =>
    Array.fromAsync(check({ bundles: [path], subject, limits: { ...DEFAULT_LIMITS, ...limits }, jobs })),
  );
}

function entriesOf(events: readonly ReportEvent[]): readonly EntryView[] {
  return events.flatMap((event) => (event.type === "entry" ? [event.entry] : []));
}

function exitCodeOf(events: readonly ReportEvent[]): number | undefined {
  return events.flatMap((event) => (event.type === "verdict" ? [event.verdict.exitCode] : []))[0];
}

const leaf: fc.Arbitrary<File> = fc.oneof(
  fc.constant(ownProfile("own.json")),
  fc.constant(csvEntry("rows.csv", ["customerId"], [[ANNA.account], [BEN.account]])),
  fc.constant({ path: "zeros.bin", bytes: Buffer.alloc(5_000) }),
);
const { file } = fc.letrec<{ file: File; files: File[] }>((tie) => ({
  file: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leaf,
    tie("files").map((files): File => ({ path: "a.zip", bytes: writeZip(files) })),
    tie("files").map((files): File => ({ path: "a.tar", bytes: writeTar(files) })),
    tie("file").map(({ path, bytes }): File => ({ path: `${path}.gz`, bytes: gzipSync(bytes) })),
  ),
  files: fc.array(tie("file"), { minLength: 1, maxLength: 3 }),
}));

describe("archives in archives", () => {
  it(
    "have the same report whatever the number of workers and however tight the leases",
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(file, { minLength: 1, maxLength: 3 }),
          fc.constantFrom(20_000, DEFAULT_LIMITS.maxBundleBytes),
          fc.constantFrom(12, DEFAULT_LIMITS.maxEntries),
          async (files, maxBundleBytes, maxEntries) => {
            const bundle = writeZip(files);
            const limits = { maxBundleBytes, maxEntries, ratioFloorBytes: 4_096 };
            expect(await checked(bundle, limits, 2)).toEqual(await checked(bundle, limits, 1));
          },
        ),
        { numRuns: 15 },
      );
    },
  );

  it("that expand without end stop within their lease, and the rest is checked", async () => {
    let bomb: File = {
      path: "0.zip",
      bytes: writeZip([{ path: "zeros.bin", bytes: Buffer.alloc(200_000) }]),
    };
    for (let level = 1; level < 6; level += 1) {
      const { bytes } = bomb;
      const copies = Array.from({ length: 6 }, (_, index) => ({ path: `${level}-${index}.zip`, bytes }));
      bomb = { path: `${level}.zip`, bytes: writeZip(copies) };
    }
    const rows = csvEntry("rows.csv", ["customerId"], [[BEN.account]]);
    const after = { path: "after.zip", bytes: writeZip([rows]) };
    const events = await checked(writeZip([bomb, after, ownProfile()]), {
      maxBundleBytes: 2_000_000,
      maxEntries: 1_000,
    });
    const entries = entriesOf(events);
    expect(entries.length).toBeLessThanOrEqual(1_000);
    expect(entries.some(({ path, reason }) => path.startsWith("5.zip") && reason === "over-limit")).toBe(
      true,
    );
    expect(entries.find(({ path }) => path === "after.zip!/rows.csv")?.attribution).toBe("stray");
    expect(entries.find(({ path }) => path === "profile.json")?.attribution).toBe("own");
    expect(exitCodeOf(events)).toBe(1);
  });

  it("name files of their own archive only", async () => {
    const rows = csvEntry("index.csv", ["customerId", "file"], [[ANNA.account, "1.bin"]]);
    const inner = { path: "inner.zip", bytes: writeZip([rows]) };
    const events = await checked(writeZip([inner, { path: "1.bin", bytes: Buffer.alloc(9, 1) }]));
    const findings = events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
    expect(findings.map(({ rule }) => rule)).toContain("missing-files");
  });

  it("are shown behind what they lie in, by the numbers of their paths", async () => {
    const inner = { path: "inner.zip", bytes: writeZip([ownProfile("b.json"), ownProfile("c.json")]) };
    const events = await checked(writeZip([ownProfile("a.json"), inner, ownProfile("d.json")]));
    expect(entriesOf(events).map(({ id, path }) => `${id} ${path}`)).toEqual([
      "0.0 a.json",
      "0.1 inner.zip",
      "0.1.0 inner.zip!/b.json",
      "0.1.1 inner.zip!/c.json",
      "0.2 d.json",
    ]);
    expect(exitCodeOf(events)).toBe(0);
  });
});
