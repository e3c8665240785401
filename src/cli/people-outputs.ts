import { CannotRun } from "../model/errors.ts";
import type { PeopleReport } from "../model/people.ts";
import { printable } from "../model/printable.ts";
import { PEOPLE_FORMATS, peopleReporter, type PeopleReporter } from "../reporters/index.ts";
import { colorDepth } from "./color.ts";
import { openReports, type OpenedReport, type OutputArguments } from "./opened-reports.ts";
import { quietly } from "./outputs.ts";

/** The reports of people of one run, opened before it begins so that a path that cannot be written is said at once. */
export class PeopleOutputs {
  readonly #outputs: OpenedReport<PeopleReporter>[] = [];
  readonly #options: OutputArguments;

  private constructor(options: OutputArguments) {
    this.#options = options;
  }

  /** Opens all reports or none. Throws `CannotRun`. `inputs`: files and folders that no report may change. */
  static async open(options: OutputArguments, inputs: readonly string[]): Promise<PeopleOutputs> {
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
    for await (const opened of openReports(this.#options, inputs, reporterOf)) this.#outputs.push(opened);
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
