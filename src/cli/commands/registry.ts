import { Option, type Command } from "commander";
import { STRONG_KINDS } from "../../model/kinds.ts";
import { collect } from "../output-options.ts";

export interface RegistryBuildArguments {
  readonly key: string;
  readonly newKey?: boolean;
  readonly output: string;
  readonly owners?: string;
  readonly format?: string;
  readonly column: string[];
  readonly skipInvalid?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly progress: boolean;
}

export interface RegistryInfoArguments {
  readonly key?: string;
  readonly verify?: boolean;
  readonly json?: boolean;
}

export interface RegistryLookupArguments {
  readonly key: string;
  readonly kind?: string;
  readonly from?: string;
  readonly owners?: string;
  readonly json?: boolean;
}

const BUILD_HELP = `
The table has the columns owner, kind, identifier, from, until; or owner (ref),
account, email, phone, person, household, device, from, until. CSV, NDJSON with
such keys (both may be .gz), or Parquet.
`;

const LOOKUP_HELP = `
Identifiers on the command line can be seen by others on this machine; --from
reads them from a file, one a line. Exit code 0 when all have been looked up.
`;

/** `straycheck registry build|info|lookup`: an index of all customers' identifiers. */
export function addRegistryCommand(
  program: Command,
  signal: AbortSignal,
  done: (exitCode: number) => void,
): void {
  const registry = program
    .command("registry")
    .description(
      "an index of all customers' identifiers, so that check --registry can say whose a stranger's are",
    );
  registry
    .command("build")
    .description("write the index from tables of customers; it holds no identifier in clear")
    .argument("<source...>", "tables of customers (CSV, NDJSON, Parquet); - is standard input")
    .requiredOption(
      "--key <file>",
      "the secret that it is keyed with, 16 random bytes or more; keep it elsewhere",
    )
    .option("--new-key", "write a new random key into the file of --key first")
    .requiredOption("-o, --output <file>", "the index")
    .option(
      "--owners <file.csv>",
      "write which customer each number stands for; keep it elsewhere, it names them all",
    )
    .addOption(
      new Option("--format <name>", "of all sources, if not told by their beginning").choices([
        "csv",
        "ndjson",
        "parquet",
      ]),
    )
    .option("--column <name=use>", "what a column is: owner, account, email …; repeatable", collect, [])
    .option("--skip-invalid", "leave out values that are no identifier of their kind, and say so")
    .option("--force", "write over an index that exists")
    .option("--json", "say what was built as JSON")
    .option("--no-progress", "no progress line")
    .addHelpText("after", BUILD_HELP)
    .action(async (sources: string[], options: RegistryBuildArguments) => {
      const { runRegistryBuild } = await import("../registry/run-build.ts");
      done(await runRegistryBuild(sources, options, signal));
    });
  registry
    .command("info")
    .description("say what is in an index, and whether it is whole")
    .argument("<registry>", "what registry build wrote")
    .option("--key <file>", "say whether it was made with this key")
    .option("--verify", "read all of it, and compare its digests")
    .option("--json", "as JSON")
    .action(async (path: string, options: RegistryInfoArguments) => {
      const { runRegistryInfo } = await import("../registry/run-info.ts");
      done(await runRegistryInfo(path, options));
    });
  registry
    .command("lookup")
    .description("say whose an identifier is: the number of a customer, or nobody's")
    .argument("<registry>", "what registry build wrote")
    .argument("[identifier...]", "as it is written")
    .requiredOption("--key <file>", "the secret that it was built with")
    .addOption(
      new Option("--kind <kind>", "what the identifiers are, if not whatever they can be").choices(
        STRONG_KINDS,
      ),
    )
    .option("--from <file>", "read identifiers from a file, one a line; - is standard input")
    .option("--owners <file.csv>", "name the customers too, by what registry build --owners wrote")
    .option("--json", "as JSON, one object a line")
    .addHelpText("after", LOOKUP_HELP)
    .action(async (path: string, identifiers: string[], options: RegistryLookupArguments) => {
      const { runRegistryLookup } = await import("../registry/run-lookup.ts");
      done(await runRegistryLookup(path, identifiers, options, signal));
    });
}
