import { type Command, Option } from "commander";

/** The options of every command that writes reports: `-r`, `-q`, `-v`, `--color`. */
export function addOutputOptions(command: Command): Command {
  return command
    .option(
      "-r, --report <format[=path]>",
      "text, json, jsonl, sarif, junit, csv, html or github; repeatable",
      collect,
      [],
    )
    .option("-q, --quiet", "no text report")
    .option("-v, --verbose", "all findings with their places, and every entry")
    .addOption(new Option("--color <when>", "colours").choices(["auto", "always", "never"]).default("auto"));
}

/** Gathers a repeatable option. */
export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
