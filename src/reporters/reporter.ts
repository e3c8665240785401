import type { Level } from "../model/finding.ts";
import type { ReportEvent } from "../model/report.ts";

/** A rule as reports speak of it. */
export interface RuleListing {
  readonly id: string;
  readonly level: Level;
  /** Up to 60 characters. */
  readonly title: string;
  /** What it means and what to do. */
  readonly help: string;
}

/** What a reporter may know besides the masked events. */
export interface ReporterOptions {
  /** Colour depth of the terminal: none, 16, 256 or 16 million colours. */
  readonly color: 0 | 1 | 2 | 3;
  /** Columns of the terminal; 0 where there is none. */
  readonly columns: number;
  readonly verbose: boolean;
  /** For `--reveal`, only ever given to the text reporter on a terminal: owner id -> lines such as "account A32TRBM6QOXJ5H". */
  readonly reveal?: ReadonlyMap<string, readonly string[]>;
  /** How long the check took. Only the text report says it: machine reports hold the same bytes every time. */
  readonly elapsedMillis?: number | undefined;
  /** The catalogue of rules, for formats that carry it. */
  readonly rules?: readonly RuleListing[];
}

/** Turns masked report events into text. Decides nothing. */
export interface Reporter {
  readonly name: string;
  readonly title: string;
  /** Machine formats own stdout: one document and nothing else. */
  readonly machine: boolean;
  /** Throws when the events are out of order or stop before `end`. */
  render(events: AsyncIterable<ReportEvent>, options: ReporterOptions): AsyncIterable<string>;
}
