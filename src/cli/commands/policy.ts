import type { Command } from "commander";

/** Options of `policy check`. */
export interface PolicyCheckArguments {
  readonly report: string[];
}

/** Options of `policy show`. */
export interface PolicyShowArguments {
  readonly policy: string[];
}

const CHECK_CODES = `
Exit codes: 0 the files are right and all of their lines hold, 2 a file is wrong
or it did not run, 3 a line is expired, accepts what another one accepts, or
(with --report) is unused or exceeded.
`;

/** `straycheck policy check | show`. */
export function addPolicyCommand(program: Command, done: (exitCode: number) => void): Command {
  const policy = program
    .command("policy")
    .description("policies: check the files, show what several of them say together");
  policy
    .command("check")
    .description("check policy files: keys, values, names of rules and layouts, lines that no longer hold")
    .argument("<file...>", "the files, in the order in which --policy gives them")
    .option(
      "--report <report.json>",
      "a stored report (-r json): which lines it leaves unused or exceeded; repeatable",
      collect,
      [],
    )
    .addHelpText("after", CHECK_CODES)
    .action(async (files: string[], options: PolicyCheckArguments) => {
      const { runPolicyCheck } = await import("../policy/run-policy-check.ts");
      done(await runPolicyCheck(files, options));
    });
  policy
    .command("show")
    .description(
      "print the policy that files make together, as a policy file, and where each value comes from",
    )
    .option("--policy <file>", "a policy file; repeatable, the later one holds", collect, [])
    .action(async (options: PolicyShowArguments) => {
      const { runPolicyShow } = await import("../policy/run-policy-show.ts");
      done(await runPolicyShow(options));
    });
  return policy;
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
