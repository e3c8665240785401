import { BUILTIN_NAMES, builtinData, builtinDigest } from "../../layouts/index.ts";
import { CannotRun } from "../../model/errors.ts";
import { streamSink } from "../sinks.ts";

/** Digits of a digest that tell layouts apart for people. */
const SHOWN_DIGITS = 12;

/** Prints the built-in layouts: name, title, the beginning of the digest that reports show. */
export async function runLayoutList(): Promise<number> {
  const width = Math.max(...BUILTIN_NAMES.map(({ length }) => length));
  const lines = BUILTIN_NAMES.map((name) => {
    const title = builtinData(name)?.title ?? "";
    return `${name.padEnd(width)}  ${builtinDigest(name).slice(0, SHOWN_DIGITS)}  ${title}\n`;
  });
  await streamSink(process.stdout).write(lines.join(""));
  return 0;
}

/** Prints a built-in layout as JSON. Throws `CannotRun` when there is none of that name. */
export async function runLayoutShow(name: string): Promise<number> {
  const data = builtinData(name);
  if (data === undefined)
    throw new CannotRun(`there is no built-in layout "${name}"; there are ${BUILTIN_NAMES.join(", ")}`);
  await streamSink(process.stdout).write(`${JSON.stringify(data, null, 2)}\n`);
  return 0;
}
