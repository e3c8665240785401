import { messageOf } from "../model/errors.ts";
import type { ReportEvent } from "../model/report.ts";
import { load, type Reporter, type ReporterOptions } from "../reporters/index.ts";
import { RULES } from "../rules/index.ts";
import { colorDepth } from "./color.ts";
import { openReports, type OpenedReport, type OutputArguments } from "./opened-reports.ts";
import { appendSink } from "./sinks.ts";
import { tee } from "./tee.ts";

const GITHUB_FILES = [
  ["GITHUB_STEP_SUMMARY", "github-summary"],
  ["GITHUB_OUTPUT", "github-outputs"],
] as const;

const RULE_LISTINGS = RULES.map(({ id, level, words }) => ({ id, level, ...words }));

/** The reports of one run, opened before it begins so that a path that cannot be written is said at once. */
export class Outputs {
  readonly #outputs: OpenedReport<Reporter>[] = [];
  readonly #options: OutputArguments;

  private constructor(options: OutputArguments) {
    this.#options = options;
  }

  /** Opens all reports or none. Throws `CannotRun`. `inputs`: files and folders that no report may change. */
  static async open(options: OutputArguments, inputs: readonly string[]): Promise<Outputs> {
    const outputs = new Outputs(options);
    try {
      await outputs.#open(inputs);
      return outputs;
    } catch (error) {
      outputs.abandon();
      throw error;
    }
  }

  async #open(inputs: readonly string[]): Promise<void> {
    for await (const opened of openReports(this.#options, inputs, load)) {
      this.#outputs.push(opened);
      if (opened.reporter.name === "github" && opened.stream !== undefined) await this.#openForGitHub();
    }
  }

  /** GitHub names the files that take a step's summary and its outputs; other steps write into the same ones. */
  async #openForGitHub(): Promise<void> {
    for (const [variable, format] of GITHUB_FILES) {
      const path = process.env[variable];
      if (path === undefined || path === "") continue;
      this.#outputs.push({ reporter: await load(format), sink: appendSink(path), stream: undefined });
    }
  }

  /** Whether the text report is shown on a terminal. */
  get isOnTerminal(): boolean {
    return this.#outputs.some(({ reporter, stream }) => reporter.name === "text" && stream?.isTTY === true);
  }

  /**
   * Writes every report from one stream of events; resolves to the verdict's exit code. `revealed`: strangers'
   * identifiers for the text report on a terminal, and for nothing else. `isStored`: nothing is checked now, so no report
   * says how long it took.
   */
  async write(
    events: AsyncIterable<ReportEvent>,
    revealed?: ReadonlyMap<string, readonly string[]>,
    isStored = false,
  ): Promise<number> {
    const started = Date.now();
    const [own, ...copies] = tee(events, this.#outputs.length + 1);
    const writing = this.#outputs.map(async ({ reporter, sink, stream }, index) => {
      const options: ReporterOptions = {
        color: stream === undefined ? 0 : colorDepth(this.#options.color, stream, process.env),
        columns: stream?.columns ?? 0,
        verbose: this.#options.verbose === true,
        rules: RULE_LISTINGS,
        // A getter: how long it took is known when the report is written, not when it is begun.
        get elapsedMillis() {
          return isStored ? undefined : Date.now() - started;
        },
        ...(revealed !== undefined && reporter.name === "text" && stream?.isTTY === true
          ? { reveal: revealed }
          : {}),
      };
      const copy = copies[index];
      if (copy === undefined) return;
      for await (const text of reporter.render(copy, options)) await sink.write(text);
    });
    const [exitCode] = await Promise.all([verdictOf(own), ...writing]);
    return exitCode;
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

/** The verdict's exit code, once everything was said. A stream without an end proves nothing. */
async function verdictOf(events: AsyncIterable<ReportEvent> | undefined): Promise<number> {
  let exitCode: number | undefined;
  let isComplete = false;
  for await (const event of events ?? []) {
    if (event.type === "verdict") exitCode = event.verdict.exitCode;
    if (event.type === "end") isComplete = true;
  }
  if (exitCode === undefined || !isComplete) throw new Error("the check ended without a verdict");
  return exitCode;
}

/** Does what may fail on the way out; a failure there is said and hides nothing. */
export function quietly(action: () => void): void {
  try {
    action();
  } catch (error) {
    process.stderr.write(`straycheck: a partial file may be left behind: ${messageOf(error)}\n`);
  }
}
