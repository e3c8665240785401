import type { Command } from "commander";
import { collect } from "../output-options.ts";

/** What commander hands over. */
export interface BatchArguments {
  readonly reports?: string;
  readonly report: string[];
  readonly fresh?: boolean;
  readonly layout: string[];
  readonly policy: string[];
  readonly passwordFile?: string;
  readonly deleted?: string;
  readonly devices: boolean;
  readonly released?: string;
  readonly registry?: string;
  readonly registryKey?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly jobs?: string;
  readonly progress: boolean;
}

const BATCH_CODES = `
Exit code: the first of 130, 1, 2, 3, 0 that occurs: interrupted, another
person's data was seen, a request did not run, one is not proven, all are clean.
`;

/** `straycheck batch <requests.csv>`: many exports, and what only shows across them. */
export function addBatchCommand(
  program: Command,
  signal: AbortSignal,
  done: (exitCode: number) => void,
): void {
  program
    .command("batch")
    .description("check many exports, and look for what was mixed up between them")
    .argument("<requests.csv>", "who asked: the subject CSV with a column bundle; - for standard input")
    .option("--reports <folder>", "a report per request, summary.json, summary.csv, and the journal")
    .option("-r, --report <format>", "formats of the reports; json if not given; repeatable", collect, [])
    .option("--fresh", "check everything again: the journal is thrown away")
    .option("-l, --layout <name|file>", "a layout of the exports that you vouch for; repeatable", collect, [])
    .option("--policy <file>", "accepted exceptions and the controller's own identifiers; repeatable", collect, [])
    .option("--password-file <file>", "passwords of encrypted entries, one a line; - for standard input")
    .option("--no-devices", "who is told no device owns none: rows without one count as `devices: []`")
    .option("--deleted <file.csv>", "items that people had deleted, with their ref: told where they still stand")
    .option("--released <ledger.jsonl>", "what was released before (verify writes it): said where it was to others")
    .option("--registry <file>", "the index of all customers (registry build): names strangers, finds them anywhere")
    .option("--registry-key <file>", "the key that it was built with")
    .option("--json", "the summary as JSON; the text goes to standard error")
    .option("-q, --quiet", "no text")
    .option("--jobs <n>", "bundles that are checked at the same time")
    .option("--no-progress", "no progress line")
    .addHelpText("after", BATCH_CODES)
    .action(async (path: string, options: BatchArguments) => {
      const { runBatch } = await import("../run-batch.ts");
      done(await runBatch(path, options, signal));
    });
} // prettier-ignore
