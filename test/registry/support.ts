import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { buildRegistry, type BuiltRegistry } from "../../src/registry/index.ts";
import { registryKey } from "../../src/registry/key.ts";

export const KEY = registryKey(Buffer.from("0f8c2d1b7a6e5948"));
export const OTHER_KEY = registryKey(Buffer.from("a different key!"));

type Request = Parameters<typeof buildRegistry>[0];

/** A folder for one file of tests. */
export function folderForTests(): string {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-registry-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function* only(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

/** Builds a registry from text, as from standard input, unless the request names files. */
export function built(text: string, output: string, more: Partial<Request> = {}): Promise<BuiltRegistry> {
  return buildRegistry({
    sources: ["-"],
    format: "csv",
    columns: new Map(),
    key: KEY,
    inputs: [],
    output,
    ownersFile: undefined,
    leavesOut: false,
    replaces: true,
    standardInput: only(text),
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  });
}
