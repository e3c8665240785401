import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipOfCase, type FixtureCase } from "../../fixtures/support/fixture-case.ts";
import { writeZip, type ZipEntry } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import type { CheckOptions } from "../../src/engine/check.ts";
import { loadLayout } from "../../src/layouts/index.ts";
import { DEFAULT_LIMITS } from "../../src/model/limits.ts";
import { parsePolicy } from "../../src/policy/index.ts";
import { splitBundle, type SplitManifest, type SplitResult } from "../../src/split/index.ts";
import { TODAY } from "./run-case.ts";
import { unzipped } from "./unzipped.ts";

export interface Split extends SplitResult {
  /** Bytes of the two ZIPs; undefined where there are none. */
  readonly own: Buffer | undefined;
  readonly held: Buffer | undefined;
}

export type SplitTestOptions = Omit<CheckOptions, "bundles"> & { readonly keepAnchored?: boolean };

/** Splits the bundle at `path`. */
export async function splitAt(
  path: string,
  { keepAnchored = false, ...options }: SplitTestOptions,
): Promise<Split> {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-split-"));
  try {
    const own = { path: join(folder, "clean.zip"), shown: "clean.zip" };
    const held = { path: join(folder, "held.zip"), shown: "held.zip" };
    const result = await splitBundle({
      check: { today: TODAY, ...options, bundles: [path] },
      own,
      held,
      keepAnchored,
      remove: (target) => rmSync(target.path),
    });
    const bytesAt = (one: { path: string }): Buffer | undefined =>
      result.manifest !== undefined && existsSync(one.path) ? readFileSync(one.path) : undefined;
    return { ...result, own: bytesAt(own), held: bytesAt(held) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Splits the bundle of a fixture. */
export async function splitCase(
  fixture: FixtureCase,
  more: Pick<SplitTestOptions, "keepAnchored"> = {},
): Promise<Split> {
  return splitBytes(zipOfCase(fixture), {
    ...more,
    subject: parseSubject(fixture.subject, "subject.yaml", { mayBeEmpty: true }),
    ...(fixture.policy === undefined ? {} : { policy: parsePolicy(fixture.policy, "policy.yaml", TODAY) }),
    ...(fixture.layout === undefined ? {} : { layouts: [await loadLayout(fixture.layout, "layout.json")] }),
    ...(fixture.vouched === undefined ? {} : { givenBuiltins: fixture.vouched }),
    ...(fixture.deleted === undefined ? {} : { deleted: fixture.deleted }),
    ...(fixture.limits === undefined ? {} : { limits: { ...DEFAULT_LIMITS, ...fixture.limits } }),
  });
}

export async function splitBytes(bytes: Uint8Array, options: SplitTestOptions): Promise<Split> {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-split-"));
  try {
    const path = join(folder, "export.zip");
    writeFileSync(path, bytes);
    return await splitAt(path, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Splits a ZIP of these entries. `subject`: YAML. */
export function splitOf(
  subject: string,
  entries: readonly ZipEntry[],
  options: Partial<Omit<CheckOptions, "bundles">> = {},
): Promise<Split> {
  return splitBytes(writeZip(entries), { subject: parseSubject(subject, "subject.yaml", {}), ...options });
}

/** What was written; throws where nothing was. */
export function written({ manifest, own, held, why }: Split): {
  readonly manifest: SplitManifest;
  readonly own: ReadonlyMap<string, Buffer>;
  readonly held: ReadonlyMap<string, Buffer>;
} {
  if (manifest === undefined || own === undefined || held === undefined)
    throw new Error(`nothing was written: ${why}`);
  return { manifest, own: unzipped(own), held: unzipped(held) };
}

/** Splits a folder of these files. */
export async function splitFolder(
  files: Readonly<Record<string, string>>,
  options: Omit<CheckOptions, "bundles">,
): Promise<Split> {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-split-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, "export", name, ".."), { recursive: true });
      writeFileSync(join(folder, "export", name), text);
    }
    return await splitAt(join(folder, "export"), options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
