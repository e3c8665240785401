export { Journal } from "./journal.ts";
export { reportNames } from "./names.ts";
export type { BatchRequest, ReportFile } from "./request.ts";
export { runBatch, type BatchProgress } from "./run.ts";
export { summaryText } from "./summary-text.ts";
export { summaryCsv, summaryJson, type Summary } from "./summary.ts";

/** The JSON Schema of `summary.json`, `straycheck-batch/1`. */
export async function batchSchema(): Promise<object> {
  const { default: schema } = await import("./summary.schema.json", { with: { type: "json" } });
  return schema;
}
