import { readFileSync } from "node:fs";
import { Command, CommanderError, Help, type Option } from "commander";
import { CannotRun, Interrupted, messageOf } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { addBatchCommand } from "./commands/batch.ts";
import { addCatalogueCommands } from "./commands/catalogue.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addConvertCommand } from "./commands/convert.ts";
import { addIncidentCommand } from "./commands/incident.ts";
import { addLayoutCommand } from "./commands/layout.ts";
import { addPolicyCommand } from "./commands/policy.ts";
import { addRegistryCommand } from "./commands/registry.ts";
import { addSplitCommand } from "./commands/split.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { addWhoCommand } from "./commands/who.ts";
import { leaveNothing } from "./unfinished.ts";

const STOPPING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const HELP_COLUMNS = 80;

/** Runs the command line. Sets `process.exitCode`, never ends the process: a report in a pipe must arrive whole. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = 2;
  const interrupt = new AbortController();
  const faults: unknown[] = [];
  const stop = (): void => {
    if (!interrupt.signal.aborted) return interrupt.abort();
    // Whoever asks twice does not want to wait, and may ask a third time: that ends the process, and nothing may be left then.
    leaveNothing();
    for (const signal of STOPPING) process.removeListener(signal, stop);
  };
  for (const signal of STOPPING) process.on(signal, stop);
  // A reader that has gone (`| head -1`) is no error of ours, and changes no verdict.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  process.on("uncaughtException", (error) => {
    faults.push(error);
    complain(`internal error: ${messageOf(error)}`);
    process.exitCode = 2;
    interrupt.abort();
  });
  let exitCode: number;
  try {
    exitCode = await run(argv, interrupt.signal);
  } catch (error) {
    // What an internal error stops is not interrupted by anybody, and has been said.
    exitCode = faults.length > 0 ? 2 : codeFor(error);
  } finally {
    for (const signal of STOPPING) process.removeListener(signal, stop);
  }
  process.exitCode = faults.length > 0 ? 2 : exitCode;
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const program = new Command("straycheck");
  let exitCode = 0;
  program
    .description("Does every recording and every record in this export belong to the person who asked?")
    .version(packageVersion(), "-V, --version")
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({ outputError: (text) => complain(usageSentence(text)) })
    .configureHelp({ helpWidth: HELP_COLUMNS, optionDescription });
  const check = addCheckCommand(program, signal, (code) => (exitCode = code));
  addBatchCommand(program, signal, (code) => (exitCode = code));
  addWhoCommand(program, signal, (code) => (exitCode = code));
  addVerifyCommand(program, signal, (code) => (exitCode = code));
  addSplitCommand(program, signal, (code) => (exitCode = code));
  addRegistryCommand(program, signal, (code) => (exitCode = code));
  addConvertCommand(program, (code) => (exitCode = code));
  addIncidentCommand(program, signal, (code) => (exitCode = code));
  addLayoutCommand(program, signal, (code) => (exitCode = code));
  addPolicyCommand(program, (code) => (exitCode = code));
  addCatalogueCommands(program, (code) => (exitCode = code));
  check.addHelpText("after", EXIT_CODES);
  // It is the default command: what most people look for are its options.
  program.addHelpText("after", () => `\n${check.helpInformation()}${EXIT_CODES}`);
  await program.parseAsync(argv);
  return exitCode;
}

const EXIT_CODES = `
Exit codes: 0 clean, 1 another person's data was seen, 2 it did not run,
3 not proven (something could not be read or attributed), 130 interrupted.
Any other code means: hold the bundle.
`;

/** What commander throws when help or the version was asked for and shown. */
const ANSWERS = new Set(["commander.help", "commander.helpDisplayed", "commander.version"]);

/** An empty list is no default worth a line. */
function optionDescription(option: Option): string {
  return Array.isArray(option.defaultValue) ? option.description : new Help().optionDescription(option);
}

function usageSentence(text: string): string {
  const sentence = text.replace(/^error: /, "").trim();
  return `${sentence.replace(/\.$/, "")} (straycheck --help shows the options)`;
}

function codeFor(error: unknown): number {
  if (error instanceof CommanderError) return ANSWERS.has(error.code) ? 0 : 2;
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
