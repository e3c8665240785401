// Rebuilds the misdelivered export of 2018 in full size and checks it three times. `npm run demo`.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { alexa2018, type Alexa2018 } from "../fixtures/alexa-2018.ts";
import { openZipFile } from "../fixtures/support/zip-file-writer.ts";

const PROGRAM = fileURLToPath(new URL("../bin/straycheck.js", import.meta.url));
const RECORDINGS = 1_700;

interface Step {
  readonly title: string;
  readonly words: readonly string[];
  readonly bundle: Alexa2018;
  readonly expected: 0 | 1;
}

const INTRODUCTION = `
In 2018 a customer asked an online shop for the data it keeps about them. The
ZIP that came held some fifty files of their own, and about 1,700 voice
recordings with a transcript. Those were a stranger's: somebody had mixed up two
requests. The customer owned no voice device at all.

This demo rebuilds that ZIP with invented people and invented sound, and checks
it the way a gate would before it is sent. It works offline, in a temporary
folder that is removed at the end.
`;

const STEPS: readonly Step[] = [
  {
    title: "The export of 2018",
    words: ["Anna asked. The transcript names the account of a stranger on every line."],
    bundle: alexa2018({ recordings: RECORDINGS, identifiers: true }),
    expected: 1,
  },
  {
    title: "The same, and nothing names the stranger",
    words: [
      "Now neither the transcript nor a recording carries any identifier. What is left:",
      'Anna\'s subject file says "devices: []": she owns nothing that records.',
    ],
    bundle: alexa2018({ recordings: RECORDINGS, identifiers: false }),
    expected: 1,
  },
  {
    title: "The corrected export",
    words: ["Only Anna's own fifty files: what should have been sent."],
    bundle: alexa2018({ recordings: 0, identifiers: true, corrected: true }),
    expected: 0,
  },
];

interface Result {
  readonly exitCode: number;
  readonly buildSeconds: number;
  readonly checkSeconds: number;
}

async function run(step: Step, number: number, folder: string, signal: AbortSignal): Promise<Result> {
  console.log(`\n--- ${number} of ${STEPS.length}: ${step.title} ${"-".repeat(50)}`.slice(0, 80));
  for (const line of step.words) console.log(line);
  const started = performance.now();
  const { files, bytes } = await build(step.bundle, folder, signal);
  const built = performance.now();
  console.log(`\nexport.zip: ${files.toLocaleString("en")} files, ${bytes.toLocaleString("en")} bytes`);
  console.log("$ straycheck check export.zip -s anna.yaml\n");
  const exitCode = await check(folder, signal);
  const checked = performance.now();
  console.log(`\nA gate would get exit code ${exitCode}.`);
  return { exitCode, buildSeconds: (built - started) / 1_000, checkSeconds: (checked - built) / 1_000 };
}

async function build(
  bundle: Alexa2018,
  folder: string,
  signal: AbortSignal,
): Promise<{ files: number; bytes: number }> {
  await writeFile(path.join(folder, "anna.yaml"), bundle.subject);
  const zip = await openZipFile(path.join(folder, "export.zip"));
  let files = 0;
  let bytes = 0;
  try {
    for (const entry of bundle.entries()) {
      signal.throwIfAborted();
      await zip.add(entry.path, entry.bytes, { method: entry.method ?? 8 });
      files += 1;
    }
  } finally {
    bytes = await zip.close();
  }
  return { files, bytes };
}

/** Runs the built program as a person would, on the same terminal; its exit code, 130 when interrupted. */
function check(folder: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const arguments_ = [PROGRAM, "check", "export.zip", "-s", "anna.yaml"];
    const child = spawn(process.execPath, arguments_, { cwd: folder, stdio: "inherit" });
    const stop = (): boolean => child.kill("SIGINT");
    signal.addEventListener("abort", stop);
    child.once("error", reject);
    child.once("exit", (code) => {
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(signal.reason);
      else resolve(code ?? 130);
    });
  });
}

function summarise(results: readonly Result[]): boolean {
  console.log(`\n--- Summary ${"-".repeat(68)}`);
  let asExpected = true;
  for (const [index, step] of STEPS.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    const right = result.exitCode === step.expected;
    asExpected &&= right;
    const verdict = right ? "as it should be" : `WRONG, should be ${step.expected}`;
    console.log(`  ${step.title.padEnd(42)} exit code ${result.exitCode}, ${verdict}`);
    console.log(
      `    built in ${result.buildSeconds.toFixed(1)} s, checked in ${result.checkSeconds.toFixed(1)} s`,
    );
  }
  return asExpected;
}

async function main(): Promise<void> {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => interruption.abort());
  process.exitCode = 1;
  const folder = await mkdtemp(path.join(tmpdir(), "straycheck-demo-"));
  try {
    console.log(INTRODUCTION);
    const results: Result[] = [];
    for (const [index, step] of STEPS.entries())
      results.push(await run(step, index + 1, folder, interruption.signal));
    process.exitCode = summarise(results) ? 0 : 1;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    console.error("\nInterrupted.");
    process.exitCode = 130;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
