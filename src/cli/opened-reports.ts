import { CannotRun } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { fileSink, streamSink, type ReportSink } from "./sinks.ts";

/** What the options say of reports, the same for every command that writes them. */
export interface OutputArguments {
  /** `format` or `format=path`, as given. */
  readonly report: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: "auto" | "always" | "never";
}

/** A report that is to be written, and where. */
export interface OpenedReport<R> {
  readonly reporter: R;
  readonly sink: ReportSink;
  /** Where it is shown; undefined for a file. */
  readonly stream: NodeJS.WriteStream | undefined;
}

/**
 * Opens the reports that are asked for, one after the other: the text goes to stdout, or to stderr when another report owns
 * stdout. Throws `CannotRun` when one cannot be written, or two would go to stdout.
 */
export async function* openReports<R extends { readonly name: string }>(
  options: OutputArguments,
  inputs: readonly string[],
  load: (format: string) => Promise<R>,
): AsyncGenerator<OpenedReport<R>> {
  let stdoutTaken = false;
  let textWanted = options.quiet !== true;
  for (const wanted of options.report) {
    const [format, path] = splitReport(wanted);
    const reporter = await load(format);
    if (path === undefined && stdoutTaken)
      throw new CannotRun("two reports cannot both go to standard output; give one a path (-r format=path)");
    if (reporter.name === "text") textWanted = false;
    stdoutTaken ||= path === undefined;
    yield path === undefined
      ? { reporter, sink: streamSink(process.stdout), stream: process.stdout }
      : { reporter, sink: fileSink(path, inputs), stream: undefined };
  }
  if (!textWanted) return;
  const stream = stdoutTaken ? process.stderr : process.stdout;
  yield { reporter: await load("text"), sink: streamSink(stream), stream };
}

function splitReport(wanted: string): readonly [format: string, path: string | undefined] {
  const at = wanted.indexOf("=");
  if (at < 0) return [wanted, undefined];
  const path = wanted.slice(at + 1);
  if (path === "") throw new CannotRun(`-r ${printable(wanted)}: the path is missing`);
  return [wanted.slice(0, at), path === "-" ? undefined : path];
}
