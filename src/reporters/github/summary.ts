import { counted, number } from "../text-words.ts";
import { printable } from "../../model/printable.ts";
import type { FindingView, OwnerView, RunView, TotalsView, VerdictView } from "../../model/report.ts";
import { acceptanceWords, acceptedWords } from "../acceptances.ts";
import { ordered } from "../events.ts";
import type { Reporter } from "../reporter.ts";
import { PASTE_WORDS, WhatToDo } from "../what-to-do.ts";

/** Findings and owners that the summary lists. */
const MAX_ROWS = 200;
/** GitHub refuses a step's summary above 1 MiB; other programs of the step write into the same one. */
const MAX_ROW_BYTES = 600_000;
/** Lines of the policy that it lists. */
const MAX_LINES = 20;
/** Characters of one cell. */
const MAX_CELL = 300;
/** Characters of a sentence of this program. */
const MAX_SENTENCE = 1000;

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
    const next = new WhatToDo();
    for await (const event of ordered(events)) {
      next.take(event);
      if (event.type === "run") run = event.run;
      else if (event.type === "verdict") verdict = event.verdict;
      else if (event.type === "totals") totals = event.totals;
      else if (event.type === "owner") keep(owners, event.owner, () => (left.owners += 1));
      else if (event.type === "finding" && event.finding.level !== "note")
        keep(findings, event.finding, () => (left.findings += 1));
    }
    if (run === undefined || verdict === undefined || totals === undefined) return;
    yield* head(run, verdict, totals);
    yield "\n**What to do**\n\n";
    for (const step of next.steps()) yield `1. ${cell(step, MAX_SENTENCE)}\n`;
    yield* pasteLines(next.paste());
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
      let bytes = 0;
      for (const [at, { title, entry, count, unit, owner }] of findings.entries()) {
        const text = row([title, entry ?? "the bundle", counted(count, unit), owner ?? ""]);
        bytes += Buffer.byteLength(text);
        if (bytes > MAX_ROW_BYTES) {
          left.findings += findings.length - at;
          break;
        }
        yield text;
      }
      if (left.findings > 0) yield `\n${number(left.findings)} more findings are in the report.\n`;
    }
  },
};

const HEADINGS = { clean: "CLEAN", stray: "DO NOT RELEASE", unproven: "NOT PROVEN" } as const;

function* head(run: RunView, verdict: VerdictView, totals: TotalsView): Generator<string> {
  yield `## ${HEADINGS[verdict.outcome]}: ${cell(run.bundle.name)}\n\n`;
  for (const reason of verdict.reasons) yield `- ${cell(reason)}\n`;
  const accepted = acceptedWords(run);
  if (accepted !== "") yield `- ${cell(accepted)}\n`;
  const lines = run.policy.accepted;
  for (const line of lines.slice(0, MAX_LINES)) yield `- ${cell(acceptanceWords(line), MAX_SENTENCE)}\n`;
  if (lines.length > MAX_LINES) yield `- ${number(lines.length - MAX_LINES)} more lines of the policy\n`;
  yield `\nRequest ${cell(run.subject.ref)}, sha256 ${cell(run.bundle.sha256 ?? "(none: a folder, or several parts)")}, `;
  yield `${number(totals.entries.inspected)} of ${number(totals.entries.total)} files inspected, exit code ${verdict.exitCode}\n`;
}

/** As text that can be copied: a browser shows it as it is. */
function* pasteLines(lines: readonly string[]): Generator<string> {
  if (lines.length === 0) return;
  yield `\n${cell(PASTE_WORDS)}\n\n<pre>\n`;
  for (const line of lines) yield `${cell(line, MAX_SENTENCE)}\n`;
  yield "</pre>\n";
}

function keep<T>(list: T[], item: T, over: () => void): void {
  if (list.length < MAX_ROWS) list.push(item);
  else over();
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((text) => cell(text)).join(" | ")} |\n`;
}

/** As plain text: everything that Markdown or HTML would take for its own is escaped. */
function cell(text: string, most = MAX_CELL): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return printable(short.toWellFormed())
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_{}[\]()#+!|~>@:]/g, (character) => `&#${character.codePointAt(0)};`);
}
