import type { Command } from "commander";
import { addOutputOptions, collect } from "../output-options.ts";
import type { OutputArguments } from "../opened-reports.ts";
import type { ReceiptArguments } from "../receipt-file.ts";
import { addSubjectOptions, type SubjectArguments } from "../subject-arguments.ts";

/** What commander hands over; arrays are repeatable options. */
export interface CheckArguments extends OutputArguments, SubjectArguments, ReceiptArguments {
  readonly layout: string[];
  readonly policy: string[];
  readonly passwordFile?: string;
  readonly deleted?: string;
  readonly reveal?: boolean;
  readonly revealTo?: string;
  readonly released?: string;
  readonly registry?: string;
  readonly registryKey?: string;
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
    .argument("<bundle...>", "the ZIP or folder; several paths are parts of one export");
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
      "--deleted <file.csv>",
      "items that the person had deleted, one a line: told where they still stand",
    )
    .option("--released <ledger.jsonl>", "what was released before (verify writes it): said where to others")
    .option(
      "--registry <file>",
      "the index of all customers (registry build): names strangers, finds them anywhere",
    )
    .option("--registry-key <file>", "the key that it was built with")
    .option("--reveal", "show strangers' identifiers in the text report, on a terminal only")
    .option("--reveal-to <file.csv>", "write strangers' identifiers to a new file that only you can read")
    .option("--receipt <file>", "if the verdict is clean: a signed receipt of it, in a new file")
    .option("--key <key.pem>", "the private key that signs the receipt: Ed25519 or ECDSA P-256")
    .option("--key-password-file <file>", "its password; - for standard input")
    .option("--subject-key <file>", "a secret that keys the receipt's digest of the person who asked")
    .option("--jobs <n>", "worker threads")
    .option("--no-progress", "no progress line");
  return addOutputOptions(command).action(async (bundles: string[], options: CheckArguments) => {
    const { runCheck } = await import("../run-check.ts");
    done(await runCheck(bundles, options, signal));
  });
}
