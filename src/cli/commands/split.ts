import type { Command } from "commander";
import { CannotRun } from "../../model/errors.ts";
import { collect } from "../output-options.ts";
import { addSubjectOptions, type SubjectArguments } from "../subject-arguments.ts";

/** What commander hands over; arrays are repeatable options. */
export interface SplitArguments extends SubjectArguments {
  readonly own: string;
  readonly held: string;
  readonly manifest?: string;
  readonly layout: string[];
  readonly policy: string[];
  readonly passwordFile?: string;
  readonly registry?: string;
  readonly registryKey?: string;
  readonly keepAnchored?: boolean;
  readonly jobs?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly progress: boolean;
}

const SPLIT_CODES = `
Exit codes: 0 both are written, and a check of the corrected bundle is clean;
3 both are written, nothing foreign was seen in it, but it is not proven, or
there is nothing to give out and no file is left; 1 another person's data was
seen and there is nothing to give out, or it cannot be taken out: no file is
left; 2 it did not run, no file is left. Release on 0 only.
`;

/** `straycheck split <bundle>`: the corrected bundle, and the rest. */
export function addSplitCommand(
  program: Command,
  signal: AbortSignal,
  done: (exitCode: number) => void,
): void {
  const command = program
    .command("split")
    .description("write a bundle anew as two: what is the requester's, and everything else")
    // Several are taken only to say what to do with them.
    .usage("[options] <bundle>")
    .argument("<bundle...>", "a ZIP, a tar or a folder, one at a time; it is never changed")
    .requiredOption("--own <clean.zip>", "the corrected bundle, a new file")
    .requiredOption("--held <held.zip>", "everything else, a new file that only you can read")
    .option("--manifest <file.json>", "what went where, a new file; by default beside the held one");
  addSubjectOptions(command)
    .option("-l, --layout <name|file>", "a layout of the export that you vouch for; repeatable", collect, [])
    .option(
      "--policy <file>",
      "accepted exceptions, own identifiers, limits; repeatable, the later one holds",
      collect,
      [],
    )
    .option("--password-file <file>", "passwords of encrypted entries, one a line; - for standard input")
    .option(
      "--registry <file>",
      "the index of all customers (registry build): names strangers, finds them anywhere",
    )
    .option("--registry-key <file>", "the key that it was built with")
    .option(
      "--keep-anchored",
      "with -l: keep what names nobody where the layout says whose it is and nothing foreign is left beside it",
    )
    .option("--jobs <n>", "worker threads")
    .option("--json", "print the manifest instead of the summary")
    .option("-q, --quiet", "print nothing; the exit code says it")
    .option("--no-progress", "no progress line")
    .addHelpText("after", SPLIT_CODES)
    .action(async (bundles: readonly string[], options: SplitArguments) => {
      const [bundle = "", ...others] = bundles;
      if (others.length > 0)
        throw new CannotRun(
          `${bundles.length} bundles are given, and split takes one: parts of one export are split one by one, each into files of its own`,
        );
      const { runSplit } = await import("../run-split.ts");
      done(await runSplit(bundle, options, signal));
    });
}
