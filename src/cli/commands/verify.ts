import { collect } from "../output-options.ts";
import type { Command } from "commander";
import { addSubjectOptions, type SubjectArguments } from "../subject-arguments.ts";

/** What commander hands over. */
export interface VerifyArguments extends SubjectArguments {
  readonly receipt: string;
  readonly key: string;
  readonly anySubject?: boolean;
  readonly subjectKey?: string;
  readonly policy: string[];
  readonly maxAge?: string;
  readonly released?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const VERIFY_CODES = `
Exit codes: 0 verified: these bytes were checked, for this person, and were clean;
1 not verified, with the first step that failed; 2 it did not run. Release on 0 only.
`;

/** `straycheck verify <archive> --receipt … --key …`: the gate right before the release. */
export function addVerifyCommand(
  program: Command,
  signal: AbortSignal,
  done: (exitCode: number) => void,
): void {
  const command = program
    .command("verify")
    .description("hold an archive to the receipt of its check, right before it is released")
    .argument("<archive...>", "what is about to be released; several are parts of one export")
    .requiredOption("--receipt <file>", "what check --receipt wrote")
    .requiredOption("--key <pub.pem>", "the public key of whoever checked");
  addSubjectOptions(command)
    .option("--any-subject", "do not compare the person who asked")
    .option("--subject-key <file>", "the secret that keys the receipt's digest of the person who asked")
    .option("--policy <file>", "the policy that must have been applied; repeatable", collect, [])
    .option("--max-age <time>", "how long ago it may have been checked: 24h, 90m, 7d")
    .option(
      "--released <ledger.jsonl>",
      "note the release there; fail if somebody else was given these bytes",
    )
    .option("--json", "as JSON")
    .option("-q, --quiet", "print nothing; the exit code says it")
    .addHelpText("after", VERIFY_CODES)
    .action(async (archives: string[], options: VerifyArguments) => {
      const { runVerify } = await import("../run-verify.ts");
      done(await runVerify(archives, options, signal));
    });
}
