import type { Command } from "commander";
import { Option } from "commander";

/** What commander hands over; arrays are repeatable options. */
export interface CheckArguments {
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
  readonly policy: string[];
  readonly passwordFile?: string;
  readonly deleted?: string;
  readonly report: string[];
  readonly reveal?: boolean;
  readonly revealTo?: string;
  readonly jobs?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly progress: boolean;
  readonly color: "auto" | "always" | "never";
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
  return command
    .option("--no-devices", "the person who asked owns no device")
    .option("-l, --layout <name|file>", "a layout of the export that you vouch for; repeatable", collect, [])
    .option(
      "--policy <file>",
      "accepted exceptions, own identifiers, limits; repeatable, the later one holds",
      collect,
      [],
    )
    .option("--password-file <file>", "passwords of encrypted entries, one a line; - for standard input")
    .option(
      "--deleted <file.csv>",
      "items that the person had deleted, one a line: told where they still stand",
    )
    .option("-r, --report <format[=path]>", "text or json; repeatable", collect, [])
    .option("--reveal", "show strangers' identifiers in the text report, on a terminal only")
    .option("--reveal-to <file.csv>", "write strangers' identifiers to a new file that only you can read")
    .option("--jobs <n>", "worker threads")
    .option("-q, --quiet", "no text report")
    .option("-v, --verbose", "all findings with their places, and every entry")
    .option("--no-progress", "no progress line")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .action(async (bundles: string[], options: CheckArguments) => {
      const { runCheck } = await import("../run-check.ts");
      done(await runCheck(bundles, options, signal));
    });
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
