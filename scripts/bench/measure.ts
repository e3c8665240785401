import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const USAGE = fileURLToPath(new URL("usage.cjs", import.meta.url));

/** What one process used, with all its threads. */
export interface Usage {
  /** User and system time. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMiB: number;
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs Node to its end and says what that took. */
export async function measureNode(words: readonly string[], cwd: string): Promise<Usage> {
  return measure(process.execPath, ["--require", USAGE, ...words], cwd);
}

/** The same for a program that writes its figures to file descriptor 3 itself. */
export async function measure(program: string, words: readonly string[], cwd: string): Promise<Usage> {
  const started = performance.now();
  const child = spawn(program, words, { cwd, stdio: ["ignore", "pipe", "inherit", "pipe"] });
  const [output, figures, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stdio[3]),
    new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    }),
  ]);
  const wallSeconds = (performance.now() - started) / 1_000;
  if (figures === "")
    throw new Error(`${program} ${words.join(" ")} ended without its figures (code ${exitCode})`);
  const { cpuMicros, peakKiB } = JSON.parse(figures) as { cpuMicros: number; peakKiB: number };
  return { cpuSeconds: cpuMicros / 1e6, wallSeconds, peakMiB: peakKiB / 1024, exitCode, output };
}

async function textOf(stream: unknown): Promise<string> {
  if (!(stream instanceof Readable)) throw new Error("a pipe is missing");
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}
