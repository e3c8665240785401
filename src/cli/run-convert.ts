import type { ReportEvent } from "../model/report.ts";
import type { OutputArguments } from "./opened-reports.ts";
import { Outputs } from "./outputs.ts";
import { readStored } from "./read-stored.ts";

/**
 * Writes a stored report again in other formats; returns the stored verdict's exit code, so that no pipeline turns
 * from red to green by a conversion. Throws `CannotRun` for what is no whole report.
 */
export async function runConvert(path: string, options: OutputArguments): Promise<number> {
  const events = await readStored(path);
  const outputs = await Outputs.open(options, [path]);
  try {
    const exitCode = await outputs.write(given(events), undefined, true);
    await outputs.finish();
    return exitCode;
  } catch (error) {
    outputs.abandon();
    throw error;
  }
}

async function* given(events: readonly ReportEvent[]): AsyncGenerator<ReportEvent> {
  yield* events;
}
