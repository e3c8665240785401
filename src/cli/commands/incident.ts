import type { Command } from "commander";
import { collect } from "../output-options.ts";
import { addSubjectOptions, type SubjectArguments } from "../subject-arguments.ts";

/** What commander hands over. */
export interface IncidentArguments extends SubjectArguments {
  readonly awareAt: string;
  readonly out: string;
  readonly now?: string;
  readonly case?: string;
  readonly previous?: string;
  readonly revealTo?: string;
  readonly layout: string[];
  readonly policy: string[];
  readonly passwordFile?: string;
  readonly registry?: string;
  readonly registryKey?: string;
  readonly jobs?: string;
  readonly progress: boolean;
  readonly quiet?: boolean;
}

const INCIDENT_CODES = `
Exit codes: 0 the case was written, whatever it says; 2 it was not, and nothing is
left behind; 130 interrupted. It is no verdict: straycheck check gives one.
`;

/** `straycheck incident <bundle> --aware-at <time> -o case/`: what must be said of a bundle that leaked. */
export function addIncidentCommand(
  program: Command,
  signal: AbortSignal,
  done: (exitCode: number) => void,
): void {
  const command = program
    .command("incident")
    .description("a bundle leaked: whose data, how much, and what must be said within 72 hours")
    .argument("<bundle...>", "the ZIP or folder; several paths are parts of one export")
    .requiredOption("--aware-at <time>", "when you became aware, with its zone: 2026-11-20T09:30+01:00")
    .requiredOption(
      "-o, --out <folder>",
      "a new folder for the report, the table, the evidence, the letters",
    );
  addSubjectOptions(command)
    .option("--now <time>", "the time of the report, with its zone; by default the clock's")
    .option(
      "--case <file>",
      "what only people know: controller, recipients, measures, severity; YAML or JSON",
    )
    .option("--previous <folder>", "the case of the phase before: says what changed")
    .option("--reveal-to <file.csv>", "the table with identifiers, in a new file that only you can read")
    .option("-l, --layout <name|file>", "a layout of the export that you vouch for; repeatable", collect, [])
    .option("--policy <file>", "own identifiers, limits; repeatable, the later one holds", collect, [])
    .option("--password-file <file>", "passwords of encrypted entries, one a line; - for standard input")
    .option(
      "--registry <file>",
      "the index of all customers (registry build): names strangers, finds them anywhere",
    )
    .option("--registry-key <file>", "the key that it was built with")
    .option("--jobs <n>", "worker threads")
    .option("--no-progress", "no progress line")
    .option("-q, --quiet", "print nothing; the folder says it")
    .addHelpText("after", INCIDENT_CODES)
    .action(async (bundles: string[], options: IncidentArguments) => {
      const { runIncident } = await import("../run-incident.ts");
      done(await runIncident(bundles, options, signal));
    });
}
