import { CannotRun } from "../model/errors.ts";
import type { IncidentView } from "../model/incident.ts";
import type { PersonView } from "../model/people.ts";
import type { ReportEvent } from "../model/report.ts";
import type { Reporter } from "./reporter.ts";

export type { Reporter, ReporterOptions } from "./reporter.ts";
export { PEOPLE_FORMATS, peopleReporter, peopleSchema, type PeopleReporter } from "./people/index.ts";
export { counted } from "./text-words.ts";

/** A reporter before it is loaded: what help and option parsing need to know. */
export interface ReporterListing {
  readonly name: string;
  readonly title: string;
  readonly machine: boolean;
  readonly load: () => Promise<Reporter>;
}

/** Every report format, each imported only when it is asked for. */
export const REPORTERS: readonly ReporterListing[] = [
  {
    name: "text",
    title: "text for a person, 80 columns",
    machine: false,
    load: async () => (await import("./text.ts")).textReporter,
  },
  {
    name: "json",
    title: "one JSON document, straycheck-report/1",
    machine: true,
    load: async () => (await import("./json.ts")).jsonReporter,
  },
  {
    name: "jsonl",
    title: "JSON lines, the first is run, the last is end",
    machine: true,
    load: async () => (await import("./jsonl.ts")).jsonlReporter,
  },
  {
    name: "sarif",
    title: "SARIF 2.1.0, for viewers and for code scanning of test bundles",
    machine: true,
    load: async () => (await import("./sarif/index.ts")).sarifReporter,
  },
  {
    name: "csv",
    title: "a table of the findings for a spreadsheet",
    machine: true,
    load: async () => (await import("./csv.ts")).csvReporter,
  },
  {
    name: "junit",
    title: "JUnit XML, a test case per file",
    machine: true,
    load: async () => (await import("./junit.ts")).junitReporter,
  },
  {
    name: "html",
    title: "one page for a person, to read in a browser or to print",
    machine: true,
    load: async () => (await import("./html/index.ts")).htmlReporter,
  },
  {
    name: "github",
    title: "GitHub annotations, and the step summary where GitHub asks for one",
    machine: true,
    load: async () => (await import("./github/annotations.ts")).githubReporter,
  },
  {
    name: "github-summary",
    title: "Markdown for the step summary of GitHub",
    machine: true,
    load: async () => (await import("./github/summary.ts")).githubSummaryReporter,
  },
  {
    name: "github-outputs",
    title: "outputs of a step of GitHub",
    machine: true,
    load: async () => (await import("./github/step-outputs.ts")).githubOutputsReporter,
  },
];

/** Loads the reporter called `name`; throws `CannotRun` with the known names for any other. */
export async function load(name: string): Promise<Reporter> {
  const listing = REPORTERS.find((reporter) => reporter.name === name);
  if (listing === undefined) {
    const known = REPORTERS.map((reporter) => reporter.name).join(", ");
    throw new CannotRun(`There is no report format ${JSON.stringify(name)}; there are: ${known}.`);
  }
  return listing.load();
}

/** The events of a report that `-r json` wrote. Throws `CannotRun`; `fileName` is what the sentence names. */
export async function storedReport(text: string, fileName: string): Promise<readonly ReportEvent[]> {
  const { eventsOf } = await import("./stored-report.ts");
  return eventsOf(text, fileName);
}

/** The JSON Schema of `straycheck-report/1`. */
export async function reportSchema(): Promise<object> {
  const { default: schema } = await import("./report.schema.json", { with: { type: "json" } });
  return schema;
}

/** The page that tells of an incident. */
export async function* incidentReport(
  view: IncidentView,
  people: readonly PersonView[],
): AsyncGenerator<string, void, void> {
  const { incidentPage } = await import("./incident/index.ts");
  yield* incidentPage(view, people);
}
