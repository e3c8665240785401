import { type Command, InvalidArgumentError } from "commander";
import { type Shell, SHELLS } from "../catalogue/completion.ts";

/** `straycheck rules | explain | schema | diff | completion`: what the tool knows, and what stored reports say. */
export function addCatalogueCommands(program: Command, done: (exitCode: number) => void): void {
  program
    .command("rules")
    .description("every rule: its id, how it weighs, what it means")
    .option("--json", "as JSON, with the whole text")
    .action(async (options: { json?: boolean }) => {
      const { runRules } = await import("../catalogue/run-rules.ts");
      done(await runRules(options.json === true));
    });
  program
    .command("explain")
    .description("explain a rule, or one finding of a stored report")
    .argument("<rule|fingerprint>", "the rule's id, or the beginning of a finding's fingerprint")
    .option("--report <report.json>", "the report that holds the finding")
    .action(async (what: string, options: { report?: string }) => {
      const { runExplain } = await import("../catalogue/run-explain.ts");
      done(await runExplain(what, options.report));
    });
  program
    .command("schema")
    .description("print a JSON Schema: report, subject, policy, layout, receipt, batch, people or evidence")
    .argument("<name>", "its name")
    .option("--defaults", "of the policy: the built-in defaults instead")
    .action(async (name: string, options: { defaults?: boolean }) => {
      const { runSchema } = await import("../catalogue/run-schema.ts");
      done(await runSchema(name, options.defaults === true));
    });
  program
    .command("diff")
    .description("what is new, gone and unchanged between two stored reports")
    .argument("<old.json>", "the older report")
    .argument("<new.json>", "the newer report; its verdict gives the exit code")
    .option("--json", "as JSON")
    .action(async (older: string, newer: string, options: { json?: boolean }) => {
      const { runDiff } = await import("../run-diff.ts");
      done(await runDiff(older, newer, options.json === true));
    });
  program
    .command("completion")
    .description("print the completion script of a shell")
    .argument("<shell>", SHELLS.join(", "), shellOf)
    .action(async (shell: Shell) => {
      const { completionFor } = await import("../catalogue/completion.ts");
      const { knownWords } = await import("../catalogue/known-words.ts");
      const { streamSink } = await import("../sinks.ts");
      await streamSink(process.stdout).write(completionFor(shell, program, knownWords()));
      done(0);
    });
}

function shellOf(text: string): Shell {
  const shell = SHELLS.find((one) => one === text);
  if (shell === undefined) throw new InvalidArgumentError(`There are ${SHELLS.join(", ")}.`);
  return shell;
}
