import { CannotRun } from "../model/errors.ts";
import type { PeopleReport } from "../model/people.ts";
import { printable } from "../model/printable.ts";
import { PEOPLE_FORMATS, peopleReporter, type PeopleReporter } from "../reporters/index.ts";
import { colorDepth } from "./color.ts";
import { quietly } from "./outputs.ts";
import { fileSink, streamSink, type ReportSink } from "./sinks.ts";

interface Output {
  readonly reporter: PeopleReporter;
  readonly sink: ReportSink;
  readonly stream: NodeJS.WriteStream | undefined;
}

/** What the options say of reports. */
export interface PeopleOutputArguments {
  readonly report: readonly string[];
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: "auto" | "always" | "never";
}

/** The reports of people of one run, opened before it begins so that a path that cannot be written is said at once. */
export class PeopleOutputs {
  readonly #outputs: Output[] = [];
  readonly #options: PeopleOutputArguments;

  private constructor(options: PeopleOutputArguments) {
    this.#options = options;
  }

  /** Opens all reports or none. Throws `CannotRun`. `inputs`: files and folders that no report may change. */
  static async open(options: PeopleOutputArguments, inputs: readonly string[]): Promise<PeopleOutputs> {
    const outputs = new PeopleOutputs(options);
    try {
      await outputs.#open(inputs);
      return outputs;
    } catch (error) {
      outputs.abandon();
      throw error;
    }
  }

  async #open(inputs: readonly string[]): Promise<void> {
    let stdoutTaken = false;
    let textWanted = this.#options.quiet !== true;
    for (const wanted of this.#options.report) {
      const at = wanted.indexOf("=");
      const path = at < 0 || wanted.slice(at + 1) === "-" ? undefined : wanted.slice(at + 1);
      if (path === "") throw new CannotRun(`-r ${printable(wanted)}: the path is missing`);
      const reporter = await reporterOf(at < 0 ? wanted : wanted.slice(0, at));
      if (path === undefined && stdoutTaken)
        throw new CannotRun(
          "two reports cannot both go to standard output; give one a path (-r format=path)",
        );
      if (reporter.name === "text") textWanted = false;
      stdoutTaken ||= path === undefined;
      this.#outputs.push(
        path === undefined
          ? { reporter, sink: streamSink(process.stdout), stream: process.stdout }
          : { reporter, sink: fileSink(path, inputs), stream: undefined },
      );
    }
    if (!textWanted) return;
    const stream = stdoutTaken ? process.stderr : process.stdout;
    this.#outputs.push({ reporter: await reporterOf("text"), sink: streamSink(stream), stream });
  }

  /** Whether the text report is shown on a terminal. */
  get isOnTerminal(): boolean {
    return this.#outputs.some(({ reporter, stream }) => reporter.name === "text" && stream?.isTTY === true);
  }

  /** `revealed`: identifiers by handle, for the text report on a terminal and for nothing else. */
  async write(report: PeopleReport, revealed?: ReadonlyMap<string, readonly string[]>): Promise<void> {
    for (const { reporter, sink, stream } of this.#outputs) {
      const isShown = reporter.name === "text" && stream?.isTTY === true;
      await sink.write(
        await reporter.render(report, {
          color: stream === undefined ? 0 : colorDepth(this.#options.color, stream, process.env),
          columns: stream?.columns ?? 0,
          verbose: this.#options.verbose === true,
          ...(revealed !== undefined && isShown ? { reveal: revealed } : {}),
        }),
      );
    }
  }

  /** Makes every report visible under its name. */
  async finish(): Promise<void> {
    for (const { sink } of this.#outputs) await sink.finish();
  }

  /** Leaves none of them behind. */
  abandon(): void {
    for (const { sink } of this.#outputs) quietly(() => sink.abandon());
  }
}

async function reporterOf(name: string): Promise<PeopleReporter> {
  const reporter = await peopleReporter(name);
  if (reporter === undefined)
    throw new CannotRun(
      `there is no report format "${printable(name)}" for people; there are ${PEOPLE_FORMATS.join(", ")}`,
    );
  return reporter;
}
