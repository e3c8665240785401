export { Journal } from "./journal.ts";
export { reportNames } from "./names.ts";
export type { BatchRequest, ReportFile } from "./request.ts";
export { runBatch, type BatchProgress } from "./run.ts";
export { summaryText } from "./summary-text.ts";
export { summaryCsv, summaryJson, type Summary } from "./summary.ts";
