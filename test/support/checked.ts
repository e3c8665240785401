import { writeZip, type ZipEntry, type ZipOptions } from "../../fixtures/support/zip-writer.ts";
import { parseSubject } from "../../src/cli/subject-file.ts";
import { check, type CheckOptions } from "../../src/engine/check.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/model/limits.ts";
import type { EntryView, FindingView, ReportEvent, TotalsView } from "../../src/model/report.ts";
import { load } from "../../src/reporters/index.ts";
import { TODAY, withFile } from "./run-case.ts";

/** What a check said, by path. */
export interface Checked {
  readonly exitCode: number | undefined;
  readonly entries: Readonly<Record<string, EntryView>>;
  readonly attributions: Readonly<Record<string, EntryView["attribution"]>>;
  readonly findings: readonly FindingView[];
  readonly totals: TotalsView;
}

export interface CheckedOptions extends Partial<Omit<CheckOptions, "limits">> {
  readonly limits?: Partial<Limits>;
  readonly zip?: ZipOptions;
}

/** Checks a ZIP of these entries. `subject`: YAML. */
export async function checked(
  subject: string,
  entries: readonly ZipEntry[],
  { limits, zip, ...options }: CheckedOptions = {},
): Promise<Checked> {
  const events = await withFile("export.zip", writeZip(entries, zip), (path) =>
    Array.fromAsync(check(optionsFor(path, subject, limits, options))),
  );
  return told(events);
}

/** The JSON report of a check, byte for byte. */
export async function reported(
  subject: string,
  entries: readonly ZipEntry[],
  { limits, zip, ...options }: CheckedOptions = {},
): Promise<string> {
  const reporter = await load("json");
  return withFile("export.zip", writeZip(entries, zip), async (path) => {
    const events = check(optionsFor(path, subject, limits, options));
    const chunks = reporter.render(events, { color: 0, columns: 80, verbose: false });
    return (await Array.fromAsync(chunks)).join("");
  });
}

export function optionsFor(
  path: string,
  subject: string,
  limits: Partial<Limits> = {},
  options: Partial<Omit<CheckOptions, "limits">> = {},
): CheckOptions {
  return {
    bundles: [path],
    subject: parseSubject(subject, "subject.yaml", {}),
    today: TODAY,
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...options,
  };
}

export function told(events: readonly ReportEvent[]): Checked {
  const entries: Record<string, EntryView> = {};
  const findings: FindingView[] = [];
  let exitCode: number | undefined;
  let totals: TotalsView | undefined;
  for (const event of events) {
    if (event.type === "entry") entries[event.entry.path] = event.entry;
    else if (event.type === "finding") findings.push(event.finding);
    else if (event.type === "verdict") ({ exitCode } = event.verdict);
    else if (event.type === "totals") ({ totals } = event);
  }
  if (totals === undefined) throw new Error("a check without totals");
  const attributions = Object.fromEntries(
    Object.entries(entries).map(([path, { attribution }]) => [path, attribution]),
  );
  return { exitCode, entries, attributions, findings, totals };
}
