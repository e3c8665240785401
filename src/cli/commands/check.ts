import type { Command } from "commander";
import { addOutputOptions, collect } from "../output-options.ts";
import type { OutputArguments } from "../outputs.ts";

/** What commander hands over; arrays are repeatable options. */
export interface CheckArguments extends OutputArguments {
  readonly subject?: string;
  readonly ref?: string;
  readonly account: string[];
  readonly email: string[];
  readonly phone: string[];
  readonly person: string[];
  readonly household: string[];
  readonly device: string[];
  /** `--no-devices` */
  readonly devices: boolean;
  readonly layout: string[];
  readonly policy?: string;
  readonly passwordFile?: string;
  readonly deleted?: string;
  readonly reveal?: boolean;
  readonly revealTo?: string;
  readonly jobs?: string;
  readonly progress: boolean;
}

/** `straycheck check <bundle> [more parts]`: the main job, and the default command. */
export function addCheckCommand(
  program: Command,
  signal: AbortSignal,
  done: (exitCode: number) => void,
): Command {
  const command = program
    .command("check", { isDefault: true })
    .description("check one export: a ZIP, the parts of one export, or a folder")
    .argument("<bundle...>", "the ZIP or folder; several paths are parts of one export")
    .option("-s, --subject <file>", "who asked: YAML, JSON, or CSV with --ref; - for standard input")
    .option("--ref <text>", "the request's number");
  for (const kind of ["account", "email", "phone", "person", "household", "device"]) {
    command.option(
      `--${kind} <id>`,
      kind === "account" ? "an identifier of the person who asked; repeatable, as the next five" : "the same",
      collect,
      [],
    );
  }
  command
    .option("--no-devices", "the person who asked owns no device")
    .option("-l, --layout <name|file>", "a layout of the export that you vouch for; repeatable", collect, [])
    .option("--policy <file>", "accepted exceptions and the controller's own identifiers")
    .option("--password-file <file>", "passwords of encrypted entries, one a line; - for standard input")
    .option(
      "--deleted <file.csv>",
      "items that the person had deleted, one a line: told where they still stand",
    )
    .option("--reveal", "show strangers' identifiers in the text report, on a terminal only")
    .option("--reveal-to <file.csv>", "write strangers' identifiers to a new file that only you can read")
    .option("--jobs <n>", "worker threads")
    .option("--no-progress", "no progress line");
  return addOutputOptions(command).action(async (bundles: string[], options: CheckArguments) => {
    const { runCheck } = await import("../run-check.ts");
    done(await runCheck(bundles, options, signal));
  });
}
