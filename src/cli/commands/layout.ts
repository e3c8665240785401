import type { Command } from "commander";

/** Options of `layout draft`. */
export interface DraftArguments {
  readonly subject: string;
  readonly output?: string;
  readonly name: string;
  readonly passwordFile?: string;
  readonly jobs?: string;
}

/** Options of `layout check`. */
export interface LayoutCheckArguments {
  readonly passwordFile?: string;
  readonly jobs?: string;
}

const CHECK_CODES = `
Exit codes: 0 the layout is right and the bundles use all of it, 2 it is not or it did not run,
3 parts or fields of it mean nothing in the bundles, 130 interrupted.
`;

/** `straycheck layout draft | check | list | show`. */
export function addLayoutCommand(
  program: Command,
  signal: AbortSignal,
  done: (exitCode: number) => void,
): Command {
  const layout = program
    .command("layout")
    .description("layouts: propose one from good bundles, check one, list and show the built-in ones");
  layout
    .command("draft")
    .description("propose a layout from bundles of at least two people that are known to be right")
    .argument("<good-bundle...>", "exports that hold nothing foreign, of different people")
    .requiredOption(
      "-s, --subject <subjects.csv>",
      "who is whose: CSV with the columns bundle, account, email …",
    )
    .option("-o, --output <file>", "write the layout to this file; by default to standard output")
    .option("--name <name>", "how the layout is called", "draft")
    .option("--password-file <file>", "passwords of encrypted entries, one a line")
    .option("--jobs <n>", "worker threads")
    .action(async (bundles: string[], options: DraftArguments) => {
      const { runLayoutDraft } = await import("../layout/run-draft.ts");
      done(await runLayoutDraft(bundles, options, signal));
    });
  layout
    .command("check")
    .description("check a layout: its schema, its examples, and what of it means nothing in some bundles")
    .argument("<layout>", "the file")
    .argument("[bundle...]", "exports in which every part and field of it should mean something")
    .option("--password-file <file>", "passwords of encrypted entries, one a line")
    .option("--jobs <n>", "worker threads")
    .addHelpText("after", CHECK_CODES)
    .action(async (file: string, bundles: string[], options: LayoutCheckArguments) => {
      const { runLayoutCheck } = await import("../layout/run-check-layout.ts");
      done(await runLayoutCheck(file, bundles, options, signal));
    });
  layout
    .command("list")
    .description("the built-in layouts")
    .action(async () => {
      const { runLayoutList } = await import("../layout/run-show.ts");
      done(await runLayoutList());
    });
  layout
    .command("show")
    .description("print a built-in layout")
    .argument("<name>", "its name")
    .action(async (name: string) => {
      const { runLayoutShow } = await import("../layout/run-show.ts");
      done(await runLayoutShow(name));
    });
  return layout;
}
