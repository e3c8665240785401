import { type Command, Option } from "commander";
import { collect } from "../output-options.ts";
import { addSubjectOptions, type SubjectArguments } from "../subject-arguments.ts";

/** What commander hands over; arrays are repeatable options. */
export interface WhoArguments extends SubjectArguments {
  readonly layout: string[];
  readonly policy: string[];
  readonly passwordFile?: string;
  readonly registry?: string;
  readonly registryKey?: string;
  readonly reveal?: boolean;
  readonly revealTo?: string;
  readonly report: string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: "auto" | "always" | "never";
  readonly jobs?: string;
  readonly progress: boolean;
}

const WHO_CODES = `
Without -s nobody is taken for the one who asked: everybody is a stranger.
Exit codes: 0 it ran (there is no verdict), 2 it did not run, 130 interrupted.
`;

const PERSON_WORDS = "stranger-2, or requester: that person's share only; any other id is of who asked";

/** `straycheck who <bundle> [more parts]`: whose data is in it, without a verdict. */
export function addWhoCommand(program: Command, signal: AbortSignal, done: (exitCode: number) => void): void {
  const command = program
    .command("who")
    .description("whose data is in a bundle, and how much: for a bundle that already leaked")
    .argument("<bundle...>", "the ZIP or folder; several paths are parts of one export");
  addSubjectOptions(command);
  const person = command.options.find(({ long }) => long === "--person");
  if (person !== undefined) person.description = PERSON_WORDS;
  command
    .option("-l, --layout <name|file>", "a layout of the export that you vouch for; repeatable", collect, [])
    .option(
      "--policy <file>",
      "the controller's own identifiers, accepted exceptions; repeatable",
      collect,
      [],
    )
    .option("--password-file <file>", "passwords of encrypted entries, one a line; - for standard input")
    .option(
      "--registry <file>",
      "the index of all customers (registry build): names strangers, finds them anywhere",
    )
    .option("--registry-key <file>", "the key that it was built with")
    .option("--reveal", "show identifiers in the text report, on a terminal only")
    .option("--reveal-to <file.csv>", "write identifiers to a new file that only you can read")
    .option("-r, --report <format[=path]>", "text, json, csv or html; repeatable", collect, [])
    .option("-q, --quiet", "no text report")
    .option("-v, --verbose", "everybody, with all of their identifiers, ties and files")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"))
    .option("--jobs <n>", "worker threads")
    .option("--no-progress", "no progress line")
    .addHelpText("after", WHO_CODES)
    .action(async (bundles: string[], options: WhoArguments) => {
      const { runWho } = await import("../run-who.ts");
      done(await runWho(bundles, options, signal));
    });
}
