import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { OWN_FILES } from "../../fixtures/real-writers/files.ts";
import { quiet, saidOf, type Said } from "./quiet.ts";

const ENVIRONMENT = { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" };

/** Runs a program that must succeed; its output. */
export function run(cwd: string, program: string, ...words: readonly string[]): Buffer {
  return runWith(Buffer.alloc(0), cwd, program, ...words);
}

/** The same with bytes on standard input. */
export function runWith(
  input: Uint8Array,
  cwd: string,
  program: string,
  ...words: readonly string[]
): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd,
    input,
    env: ENVIRONMENT,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    const why = error === undefined ? `${stderr.toString()} ${stdout.toString()}` : error.message;
    throw new Error(`${program} ${words.join(" ")}: ${why}`);
  }
  return stdout;
}

/** Whether a program is there and answers these words well. */
export function has(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words, { env: ENVIRONMENT }).status === 0;
}

/** Says on the console what is left out because a program is missing; returns whether it is there. */
export function hasOrSays(program: string, ...words: readonly string[]): boolean {
  const there = has(program, ...words);
  if (!there) console.warn(`skipped: archives that ${program} writes, because it is not installed`);
  return there;
}

/** Writes files into a folder, by their relative paths. */
export function plant(root: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

/** A place where programs pack Anna's files. */
export interface Workbench {
  readonly folder: string;
  /** Folder with the files. */
  readonly files: string;
  /** A path for an archive, in a folder of its own. */
  readonly fresh: (name?: string) => string;
  /** What is said of an archive that a program has written to its standard output. */
  readonly saidOfOutput: (bytes: Uint8Array) => Promise<Said>;
  /** What is said of an archive that a program writes to the path that stands for `ARCHIVE`. */
  readonly saidOfWritten: (program: string, words: readonly string[], input?: Uint8Array) => Promise<Said>;
}

/** Sets up a place that is gone after the tests of the file. */
export function workbench(): Workbench {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-writers-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const files = plant(join(folder, "files"), OWN_FILES);
  let count = 0;
  const fresh = (name = "archive.zip"): string => {
    count += 1;
    mkdirSync(join(folder, `${count}`));
    return join(folder, `${count}`, name);
  };
  return {
    folder,
    files,
    fresh,
    saidOfOutput(bytes) {
      const path = fresh();
      writeFileSync(path, bytes);
      return saidOf(path);
    },
    saidOfWritten(program, words, input = Buffer.alloc(0)) {
      const path = fresh();
      runWith(input, files, program, ...words.map((word) => (word === "ARCHIVE" ? path : word)));
      return saidOf(path);
    },
  };
}

/** All of Anna's files. */
export const ALL = quiet(OWN_FILES);
