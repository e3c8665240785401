import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { CannotRun, Interrupted, messageOf } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { addCheckCommand } from "./commands/check.ts";

/** Runs the command line. Sets `process.exitCode`, never ends the process: a report in a pipe must arrive whole. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = 2;
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  // A reader that has gone (`| head -1`) is no error of ours, and changes no verdict.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  process.on("uncaughtException", (error) => {
    complain(`internal error: ${messageOf(error)}`);
    process.exitCode = 2;
    interrupt.abort();
  });
  try {
    process.exitCode = await run(argv, interrupt.signal);
  } catch (error) {
    process.exitCode = codeFor(error);
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
  }
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const program = new Command("straycheck");
  let exitCode = 0;
  program
    .description("Does every recording and every record in this export belong to the person who asked?")
    .version(packageVersion(), "-V, --version")
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError("(straycheck --help shows the options)")
    .configureHelp({ helpWidth: 80 })
    .addHelpText("after", EXIT_CODES);
  addCheckCommand(program, signal, (code) => (exitCode = code));
  await program.parseAsync(argv);
  return exitCode;
}

const EXIT_CODES = `
Exit codes: 0 clean, 1 another person's data was seen, 2 it did not run,
3 not proven (something could not be read or attributed), 130 interrupted.
Any other code means: hold the bundle.`;

function codeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interrupted) {
    complain("interrupted before the end; nothing is proven, hold the bundle");
    return 130;
  }
  complain(error instanceof CannotRun ? error.message : `internal error: ${messageOf(error)}`);
  return 2;
}

function complain(sentence: string): void {
  process.stderr.write(`straycheck: ${printable(sentence.replaceAll(/\s*\n\s*/g, " "))}\n`);
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return String((JSON.parse(text) as { version?: unknown }).version);
}
