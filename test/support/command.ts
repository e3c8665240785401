import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { zipOfCase, type FixtureCase } from "../../fixtures/support/fixture-case.ts";

/** The program as it is installed; it runs what `npm run build` made. */
export const PROGRAM = resolve("bin/straycheck.js");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called once the process runs, to do something to it. */
  readonly meanwhile?: (child: ChildProcess) => Promise<void>;
}

/** Runs `straycheck` with these arguments to its end. */
export function straycheck(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  if (!existsSync(resolve("dist/cli/main.js"))) throw new Error("there is no build to test: npm run build");
  return run(process.execPath, [PROGRAM, ...args], options);
}

/** Runs any command to its end, without the colours that this terminal would ask for. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.env };
  // Node takes a terminal on a CI for one without colours.
  for (const name of ["NO_COLOR", "FORCE_COLOR", "NODE_OPTIONS", "CI"]) {
    if (options.env?.[name] === undefined) delete env[name];
  }
  const child = spawn(command, args, { cwd: options.cwd, env, stdio: "pipe" });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((done, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => done([code, signal]));
  });
  await options.meanwhile?.(child);
  const [code, signal] = await ended;
  return { code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** A folder for the files of a test. */
export interface Workplace {
  readonly folder: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): string;
  /** Writes the ZIP and the subject file of a fixture; returns the arguments that check it. */
  fixture(fixture: FixtureCase): [zip: string, option: "-s", subject: string];
  remove(): void;
}

export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), "straycheck-test-"));
  const path = (name: string): string => join(folder, name);
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    folder,
    path,
    write,
    fixture: (fixture) => [
      write(`${fixture.name}.zip`, zipOfCase(fixture)),
      "-s",
      write(`${fixture.name}.yaml`, fixture.subject),
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Text as a shell takes it for one word. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
