import type { Command } from "commander";
import { addOutputOptions } from "../output-options.ts";
import type { OutputArguments } from "../opened-reports.ts";

const CONVERT_CODES = `
Ends with the exit code of the stored verdict: a conversion never turns red into green.
`;

/** `straycheck convert <report.json> -r format=path`: a stored report in other formats. */
export function addConvertCommand(program: Command, done: (exitCode: number) => void): Command {
  const command = program
    .command("convert")
    .description("write a stored JSON report again in other formats; nothing is checked again")
    .argument("<report.json>", "what -r json wrote; - for standard input");
  return addOutputOptions(command)
    .addHelpText("after", CONVERT_CODES)
    .action(async (path: string, options: OutputArguments) => {
      const { runConvert } = await import("../run-convert.ts");
      done(await runConvert(path, options));
    });
}
