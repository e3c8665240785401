import { counted, number } from "../text-words.ts";
import { printable } from "../../model/printable.ts";
import type { FindingView, OwnerView, RunView, TotalsView, VerdictView } from "../../model/report.ts";
import { ordered } from "../events.ts";
import type { Reporter } from "../reporter.ts";

/** Findings and owners that the summary lists; GitHub refuses more than 1 MiB of it. */
const MAX_ROWS = 200;
/** Characters of one cell. */
const MAX_CELL = 300;

/** Writes the step summary: Markdown without a line that comes from the bundle as Markdown. */
export const githubSummaryReporter: Reporter = {
  name: "github-summary",
  title: "Markdown for the step summary of GitHub",
  machine: true,
  async *render(events) {
    let run: RunView | undefined;
    let verdict: VerdictView | undefined;
    let totals: TotalsView | undefined;
    const owners: OwnerView[] = [];
    const findings: FindingView[] = [];
    const left = { owners: 0, findings: 0 };
    for await (const event of ordered(events)) {
      if (event.type === "run") run = event.run;
      else if (event.type === "verdict") verdict = event.verdict;
      else if (event.type === "totals") totals = event.totals;
      else if (event.type === "owner") keep(owners, event.owner, () => (left.owners += 1));
      else if (event.type === "finding" && event.finding.level !== "note")
        keep(findings, event.finding, () => (left.findings += 1));
    }
    if (run === undefined || verdict === undefined || totals === undefined) return;
    yield* head(run, verdict, totals);
    if (owners.length > 0) {
      yield "\n| whose | recordings | records | from | until |\n| --- | ---: | ---: | --- | --- |\n";
      for (const owner of owners)
        yield row([
          owner.id,
          number(owner.recordings),
          number(owner.records),
          owner.from ?? "",
          owner.to ?? "",
        ]);
      if (left.owners > 0) yield `\n${number(left.owners)} more people are in the report.\n`;
    }
    if (findings.length > 0) {
      yield "\n| rule | where | how many | whose |\n| --- | --- | ---: | --- |\n";
      for (const { title, entry, count, unit, owner } of findings)
        yield row([title, entry ?? "the bundle", counted(count, unit), owner ?? ""]);
      if (left.findings > 0) yield `\n${number(left.findings)} more findings are in the report.\n`;
    }
  },
};

const HEADINGS = { clean: "CLEAN", stray: "DO NOT RELEASE", unproven: "NOT PROVEN" } as const;

function* head(run: RunView, verdict: VerdictView, totals: TotalsView): Generator<string> {
  yield `## ${HEADINGS[verdict.outcome]}: ${cell(run.bundle.name)}\n\n`;
  for (const reason of verdict.reasons) yield `- ${cell(reason)}\n`;
  const { accepted } = run.policy;
  if (accepted.length > 0)
    yield `- the policy accepts ${counted(totals.entries.accepted, "files")} by ${counted(accepted.length, "lines")}\n`;
  yield `\nRequest ${cell(run.subject.ref)}, sha256 ${cell(run.bundle.sha256 ?? "(a folder)")}, `;
  yield `${number(totals.entries.inspected)} of ${number(totals.entries.total)} files inspected, exit code ${verdict.exitCode}\n`;
}

function keep<T>(list: T[], item: T, over: () => void): void {
  if (list.length < MAX_ROWS) list.push(item);
  else over();
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(" | ")} |\n`;
}

/** As plain text: everything that Markdown or HTML would take for its own is escaped. */
function cell(text: string): string {
  const short = text.length > MAX_CELL ? `${text.slice(0, MAX_CELL)}…` : text;
  return printable(short.toWellFormed())
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_{}[\]()#+!|~>@:]/g, (character) => `&#${character.codePointAt(0)};`);
}
