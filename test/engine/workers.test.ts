import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ownProfile } from "../../fixtures/support/own.ts";
import { ANNA_BY_ACCOUNT, BEN } from "../../fixtures/support/people.ts";
import { csvEntry, type FixtureEntry } from "../../fixtures/support/text.ts";
import { flacWithComments } from "../../fixtures/support/tagged-audio.ts";
import { openZipFile } from "../../fixtures/support/zip-file-writer.ts";
import { writeZip } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check, type CheckOptions } from "../../src/engine/check.ts";
import { CannotRun, Interrupted } from "../../src/model/errors.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/model/limits.ts";
import type { EntryView, ReportEvent } from "../../src/model/report.ts";
import { withFile } from "../support/run-case.ts";

const subject = parseSubject(ANNA_BY_ACCOUNT, "subject.yaml", {});

/** What stands around the entry that kills its reader: all of it must be read all the same. */
const BEFORE = [ownProfile("before.json"), csvEntry("before.csv", ["customerId"], [[BEN.account]])];
const AFTER = [ownProfile("after.json"), csvEntry("after.csv", ["customerId"], [[BEN.account]])];

async function checked(
  entries: readonly FixtureEntry[],
  limits: Partial<Limits>,
  more: Partial<CheckOptions> = {},
): Promise<ReportEvent[]> {
  return withFile("export.zip", writeZip(entries), (path) =>
    Array.fromAsync(check({ bundles: [path], subject, limits: { ...DEFAULT_LIMITS, ...limits }, ...more })),
  );
}

function entryOf(events: readonly ReportEvent[], path: string): EntryView | undefined {
  return events
    .flatMap((event) => (event.type === "entry" ? [event.entry] : []))
    .find((entry) => entry.path === path);
}

function expectTheRestRead(events: readonly ReportEvent[]): void {
  for (const name of ["before", "after"]) {
    expect(entryOf(events, `${name}.json`)).toMatchObject({ fate: "inspected", attribution: "own" });
    expect(entryOf(events, `${name}.csv`)).toMatchObject({ fate: "inspected", attribution: "stray" });
  }
  const verdict = events.find((event) => event.type === "verdict");
  expect(verdict?.verdict).toMatchObject({
    exitCode: 1,
    codes: expect.arrayContaining(["stray-records", "not-inspected"]),
  });
  expect(events.at(-1)).toEqual({ type: "end", complete: true });
}

/** A YAML of very many small maps: parsed in one call, for seconds, in a hundred times the memory of its length. */
function manyMaps(bytes: number): Buffer {
  return Buffer.from("- {a: b, c: d}\n".repeat(Math.floor(bytes / 15)));
}

const MAPS_BYTES = 1.9 * 2 ** 20;

describe("a file that makes its reader", () => {
  for (const jobs of [1, 2]) {
    it(`spin costs only itself (${jobs} at a time)`, async () => {
      const spinning = { path: "spin.yaml", bytes: manyMaps(MAPS_BYTES) };
      const limits = { parseMillis: 300, entryMemoryMiB: 1024 };
      const events = await checked([...BEFORE, spinning, ...AFTER], limits, { jobs });
      expect(entryOf(events, "spin.yaml")).toMatchObject({
        fate: "not-inspected",
        reason: "timed-out",
        sha256: null,
      });
      expectTheRestRead(events);
    });

    it(`eat its memory costs only itself (${jobs} at a time)`, async () => {
      const events = await checked(
        [...BEFORE, { path: "eat.yaml", bytes: manyMaps(MAPS_BYTES) }, ...AFTER],
        { entryMemoryMiB: 64, parseMillis: 60_000 },
        { jobs },
      );
      expect(entryOf(events, "eat.yaml")).toMatchObject({
        fate: "not-inspected",
        reason: "over-limit",
        detail: expect.stringContaining("64 MiB of memory"),
      });
      expectTheRestRead(events);
    });
  }

  // One allocation of 208 MB: with a small heap it ends the whole process, not only the reader.
  it("ask for one huge array costs only itself", async () => {
    const huge = { path: "huge.flac", bytes: manyComments(26_000_000) };
    const events = await checked([...BEFORE, huge, ...AFTER], {});
    expect(entryOf(events, "huge.flac")).toMatchObject({ fate: "not-inspected" });
    expectTheRestRead(events);
  });

  it("die leaves what was found in the same run before it", async () => {
    const several = Array.from({ length: 4 }, (_, index) => ({
      path: `eat-${index}.flac`,
      bytes: manyComments(33_000_000),
    }));
    const events = await checked([...BEFORE, ...several, ...AFTER], { entryMemoryMiB: 32 });
    for (const { path } of several) expect(entryOf(events, path)).toMatchObject({ fate: "not-inspected" });
    expectTheRestRead(events);
  });
});

describe("a large file of a format that nobody knows", () => {
  it("is no reader that stands still, however long its digest takes", { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
    try {
      const path = join(folder, "export.zip");
      const zip = await openZipFile(path);
      await zip.addSparse("zeros.bin", 2 ** 31);
      await zip.close();
      const limits = { ...DEFAULT_LIMITS, stallMillis: 1_000, parseMillis: 1_000 };
      const events = await Array.fromAsync(check({ bundles: [path], subject, limits }));
      expect(entryOf(events, "zeros.bin")).toMatchObject({ fate: "not-inspected", reason: "unknown-format" });
      expect(entryOf(events, "zeros.bin")?.sha256).toMatch(/^[0-9a-f]{64}$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a check that cannot go on", () => {
  it("rejects, without a verdict, when its signal stops it", async () => {
    const stopped = AbortSignal.abort();
    await expect(checked(BEFORE, {}, { signal: stopped })).rejects.toBeInstanceOf(Interrupted);
  });

  it("rejects with what a subject throws that is no subject", async () => {
    const broken = {
      ref: "A-1",
      get identifiers(): never {
        throw new TypeError("planted");
      },
      none: [],
      names: [],
    };
    await expect(checked(BEFORE, {}, { subject: broken })).rejects.toThrow("planted");
  });

  it("rejects with a sentence when the bundle is missing", async () => {
    await expect(Array.fromAsync(check({ bundles: ["nowhere.zip"], subject }))).rejects.toBeInstanceOf(
      CannotRun,
    );
  });
});

/** A FLAC of some hundred bytes that announces so many comments. */
function manyComments(count: number): Buffer {
  const bytes = flacWithComments(["NOTE=x", "NOTE=y"]);
  const vendorAt = bytes.indexOf("straycheck fixture");
  bytes.writeUInt32LE(count, vendorAt + "straycheck fixture".length);
  return bytes;
}
