import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check, type CheckOptions } from "../../src/engine/check.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import type { ReportEvent } from "../../src/model/report.ts";
import { zipOfCase, type FixtureCase } from "../../fixtures/support/fixture-case.ts";

/** The day on which all fixtures are checked: acceptances expire. */
export const TODAY = "2026-11-21";

/** Writes bytes into a folder of its own, and removes it afterwards. */
export async function withFile<T>(
  name: string,
  bytes: Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A ledger that knows all bytes as released to one request. */
function releasesTo(ref: string): NonNullable<CheckOptions["releasedTo"]> {
  const at = "2026-11-20T10:00:00.000Z";
  return (digests) => Promise.resolve(new Map([...digests].map((sha256) => [sha256, { sha256, ref, at }])));
}

/** Builds a registry of these customers beside a file. */
async function registryBeside(
  path: string,
  customers: string,
): Promise<NonNullable<CheckOptions["registry"]>> {
  const { buildRegistry, readRegistryKey, writeNewKey } = await import("../../src/registry/index.ts");
  const folder = dirname(path);
  writeNewKey(join(folder, "key"));
  const key = readRegistryKey(join(folder, "key"));
  writeFileSync(join(folder, "customers.csv"), customers);
  const output = join(folder, "customers.registry");
  await buildRegistry({
    sources: [join(folder, "customers.csv")],
    format: "csv",
    columns: new Map(),
    key,
    inputs: [],
    output,
    ownersFile: undefined,
    leavesOut: false,
    replaces: false,
    standardInput: process.stdin,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return { path: output, key };
}

/** All events of a check of a fixture. */
export async function eventsOf(
  fixture: FixtureCase,
  more: Partial<CheckOptions> = {},
): Promise<ReportEvent[]> {
  return withFile("export.zip", zipOfCase(fixture), async (path) => {
    const options: CheckOptions = {
      bundles: [path],
      subject: parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true }),
      today: TODAY,
      ...(fixture.policy === undefined ? {} : { policy: parsePolicy(fixture.policy, "policy.yaml", TODAY) }),
      ...(fixture.layout === undefined ? {} : { layouts: [await loadLayout(fixture.layout, "layout.json")] }),
      ...(fixture.vouched === undefined ? {} : { givenBuiltins: fixture.vouched }),
      ...(fixture.deleted === undefined ? {} : { deleted: fixture.deleted }),
      ...(fixture.registry === undefined || more.registry !== undefined
        ? {}
        : { registry: await registryBeside(path, fixture.registry) }),
      ...(fixture.releasedTo === undefined ? {} : { releasedTo: releasesTo(fixture.releasedTo) }),
      ...(fixture.limits === undefined ? {} : { limits: { ...DEFAULT_LIMITS, ...fixture.limits } }),
      ...more,
    };
    return Array.fromAsync(check(options));
  });
}
