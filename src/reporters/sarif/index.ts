import type {
  EntryView,
  FindingView,
  RunView,
  TotalsView,
  VerdictCode,
  VerdictView,
} from "../../model/report.ts";
import { ordered } from "../events.ts";
import { encode } from "../json.ts";
import type { Reporter, RuleListing } from "../reporter.ts";
import { WhatToDo } from "../what-to-do.ts";
import { Artifacts, encodedPath } from "./artifacts.ts";
import { NOT_PROVEN, resultOf, unprovenResult, type Result } from "./results.ts";

/** GitHub keeps 5,000 results of a run and drops the others in silence (docs, *SARIF support for code scanning*). */
const MAX_RESULTS = 4900;
const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const INFORMATION = "https://www.npmjs.com/package/straycheck";

/** Writes SARIF 2.1.0 as GitHub takes it. Findings beyond its limits are counted in a notification, never dropped in silence. */
export const sarifReporter: Reporter = {
  name: "sarif",
  title: "SARIF 2.1.0, for viewers and for code scanning of test bundles",
  machine: true,
  async *render(events, options) {
    const log = new Log(options.rules ?? []);
    for await (const event of ordered(events)) {
      log.next.take(event);
      if (event.type === "run") log.run = event.run;
      else if (event.type === "verdict") log.verdict = event.verdict;
      else if (event.type === "totals") log.totals = event.totals;
      else if (event.type === "finding") log.finding(event.finding);
      else if (event.type === "entry") log.entry(event.entry);
    }
    yield `${encode(log.document())}\n`;
  },
};

/** Codes that say what was found; all others say that these results may not be all. */
const FOUND: ReadonlySet<VerdictCode> = new Set(["stray-recordings", "stray-records", "conflicts"]);

/** What is gathered of a report until its end: bounded by the results that are kept. */
class Log {
  run: RunView | undefined;
  verdict: VerdictView | undefined;
  totals: TotalsView | undefined;
  readonly next = new WhatToDo();
  readonly #rules: readonly RuleListing[];
  readonly #findings: FindingView[] = [];
  readonly #artifacts = new Artifacts();
  #more = 0;

  constructor(rules: readonly RuleListing[]) {
    this.#rules = rules;
  }

  finding(finding: FindingView): void {
    if (this.#findings.length === MAX_RESULTS) {
      this.#more += 1;
      return;
    }
    this.#findings.push(finding);
    if (finding.entryId !== null) this.#artifacts.want(finding.entryId);
  }

  entry(entry: EntryView): void {
    this.#artifacts.add(entry);
  }

  document(): object {
    const { run, verdict, totals } = this;
    if (run === undefined || verdict === undefined || totals === undefined)
      throw new Error("a report without its head");
    const bundle = run.bundle.name;
    const rules = this.#rulesFor();
    const artifacts = this.#artifacts.list(run.bundle);
    const index = new Map(rules.map(({ id }, position) => [id, position]));
    const results: Result[] = this.#findings.map((finding) =>
      resultOf(finding, bundle, index.get(finding.rule) ?? 0, this.#artifacts),
    );
    // GitHub shows no notification: what is not proven must be a result as well, one for the bundle.
    const open = verdict.outcome === "clean" ? [] : verdict.reasons.filter((_, at) => !isFound(verdict, at));
    const steps = this.next.steps();
    if (open.length > 0)
      results.push(unprovenResult({ reasons: open, steps, verdict }, bundle, index.get(NOT_PROVEN.id) ?? 0));
    return {
      $schema: SCHEMA,
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: run.tool.name,
              semanticVersion: run.tool.version,
              informationUri: INFORMATION,
              rules: rules.map(ruleDescriptor),
              notifications: [
                {
                  id: "found",
                  shortDescription: { text: "What was found." },
                },
                {
                  id: "not-proven",
                  shortDescription: { text: "Why these results cannot be taken for complete." },
                },
                {
                  id: "more-findings",
                  shortDescription: { text: "How many findings this file leaves out." },
                },
              ],
            },
          },
          automationDetails: { id: `straycheck/${automationId(bundle)}/` },
          invocations: [
            {
              executionSuccessful: true,
              exitCode: verdict.exitCode,
              exitCodeDescription: verdict.outcome,
              toolExecutionNotifications: this.#notifications(verdict),
            },
          ],
          artifacts,
          results,
          columnKind: "unicodeCodePoints",
          properties: {
            verdict: { outcome: verdict.outcome, codes: verdict.codes, reasons: verdict.reasons },
            request: run.subject.ref,
            next: steps,
            paste: this.next.paste(),
            accepted: totals.entries.accepted,
            policy: {
              digest: run.policy.digest,
              accepted: run.policy.accepted.map(({ files, why, entries, state, max, reason, until, by }) => ({
                files,
                why,
                entries,
                state,
                // What older reports do not tell is left out.
                max,
                reason,
                until,
                by,
              })),
              notes: run.policy.notes ?? [],
            },
            totals: { entries: totals.entries, records: totals.records, recordings: totals.recordings },
          },
        },
      ],
    };
  }

  #notifications(verdict: VerdictView): object[] {
    const unproven =
      verdict.outcome === "clean"
        ? []
        : verdict.reasons.map((text, at) => ({
            descriptor: { id: isFound(verdict, at) ? "found" : "not-proven" },
            // The level that says: do not take the results for complete (SARIF 2.1.0, appendix on incomplete result sets).
            level: isFound(verdict, at) ? "note" : "error",
            message: { text },
          }));
    const left = `${this.#more} more findings are in the JSON report; this file holds the first ${MAX_RESULTS}.`;
    return this.#more === 0
      ? unproven
      : [...unproven, { descriptor: { id: "more-findings" }, level: "warning", message: { text: left } }];
  }

  /** The rules that are in the results, in the catalogue's words. */
  #rulesFor(): RuleListing[] {
    const used = new Map<string, RuleListing>();
    for (const { rule, title, level } of this.#findings) {
      const known = this.#rules.find(({ id }) => id === rule);
      if (!used.has(rule)) used.set(rule, known ?? { id: rule, level, title, help: title });
    }
    return [...used.values(), NOT_PROVEN];
  }
}

/** Whether a reason, of which there is one for each code, tells what was found. */
function isFound({ codes }: VerdictView, at: number): boolean {
  const code = codes[at];
  return code !== undefined && FOUND.has(code);
}

/** Characters that GitHub takes of a description. */
const MAX_DESCRIPTION = 1000;

function ruleDescriptor({ id, level, title, help }: RuleListing): object {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: help.slice(0, MAX_DESCRIPTION) },
    help: { text: help },
    defaultConfiguration: { level: level === "stray" ? "error" : level === "unproven" ? "warning" : "note" },
    properties: { precision: level === "note" ? "medium" : "very-high", tags: ["privacy", level] },
  };
}

/** Characters of a name that stands in an id. */
const MAX_ID = 200;

function automationId(bundle: string): string {
  return encodedPath(bundle).replaceAll("/", "%2F").slice(0, MAX_ID);
}
