import { problemWith } from "../json-schema/index.ts";
import { CannotRun } from "../model/errors.ts";
import type {
  EntryView,
  FindingView,
  MechanismView,
  OwnerView,
  ReportEvent,
  RunView,
  TotalsView,
  VerdictView,
} from "../model/report.ts";
import schema from "./report.schema.json" with { type: "json" };

/** A report as `-r json` wrote it. Members that later versions added may be missing. */
interface StoredReport extends Omit<RunView, "subject"> {
  readonly subject: Omit<RunView["subject"], "told"> & Partial<Pick<RunView["subject"], "told">>;
  readonly verdict: Omit<VerdictView, "paste"> & Partial<Pick<VerdictView, "paste">>;
  readonly totals: Omit<TotalsView, "ownersComplete"> & Partial<Pick<TotalsView, "ownersComplete">>;
  readonly mechanisms?: readonly MechanismView[];
  readonly owners: readonly (Omit<OwnerView, "recordingDays"> & Partial<Pick<OwnerView, "recordingDays">>)[];
  readonly findings: readonly FindingView[];
  readonly entries: readonly (Omit<EntryView, "facts"> & Partial<Pick<EntryView, "facts">>)[];
}

/**
 * The events of a report that `-r json` wrote, in their order. Throws `CannotRun` for anything else, also for a
 * report that was cut off; `fileName` is what the sentence names.
 */
export async function eventsOf(text: string, fileName: string): Promise<readonly ReportEvent[]> {
  const report = await parsed(text, fileName);
  const { schema: name, tool, bundle, subject, policy, registry, verdict, totals } = report;
  const known = registry === undefined ? {} : { registry };
  return [
    { type: "run", run: { schema: name, tool, bundle, subject: { told: [], ...subject }, policy, ...known } },
    { type: "verdict", verdict: { paste: [], ...verdict } },
    { type: "totals", totals: { ownersComplete: true, ...totals } },
    ...(report.mechanisms ?? []).map((mechanism) => ({ type: "mechanism" as const, mechanism })),
    ...report.owners.map((owner) => ({ type: "owner" as const, owner: { recordingDays: [], ...owner } })),
    ...report.findings.map((finding) => ({ type: "finding" as const, finding })),
    ...report.entries.map((entry) => ({ type: "entry" as const, entry: { facts: null, ...entry } })),
    { type: "end", complete: true },
  ];
}

async function parsed(text: string, fileName: string): Promise<StoredReport> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new CannotRun(`${fileName} is no whole JSON document: is it a report that -r json wrote?`);
  }
  const problem = await problemWith(data, schema);
  if (problem !== undefined) {
    const where = problem.where === "" ? "" : `${problem.where} `;
    throw new CannotRun(`${fileName} is no straycheck-report/1: ${where}${problem.what}`);
  }
  if (!isStoredReport(data)) throw new CannotRun(`${fileName} is no straycheck-report/1`);
  return data;
}

/** The schema has been held against it. */
function isStoredReport(data: unknown): data is StoredReport {
  return typeof data === "object" && data !== null && "schema" in data;
}
