import { createReadStream } from "node:fs";
import { CannotRun, messageOf } from "../model/errors.ts";
import type { ReportEvent } from "../model/report.ts";
import { storedReport } from "../reporters/index.ts";

/** A report of a million entries; a longer one does not fit into one text. */
const MAX_REPORT_BYTES = 448 * 1024 * 1024;

/** The events of a report that `-r json` wrote; `-` is standard input. Throws `CannotRun`. */
export async function readStored(path: string): Promise<readonly ReportEvent[]> {
  const name = path === "-" ? "standard input" : path;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const source: AsyncIterable<Buffer | string> = path === "-" ? process.stdin : createReadStream(path);
    for await (const chunk of source) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > MAX_REPORT_BYTES) break;
    }
  } catch (error) {
    throw new CannotRun(`${name} cannot be read: ${messageOf(error)}`);
  }
  if (length > MAX_REPORT_BYTES) throw new CannotRun(`${name} is longer than 448 MiB: no report is`);
  return storedReport(Buffer.concat(chunks).toString("utf8"), name);
}
