import type { FindingView, VerdictView } from "../../model/report.ts";
import { counted, number } from "../text-words.ts";
import { printable } from "../../model/printable.ts";
import { acceptedWords } from "../acceptances.ts";
import { ordered } from "../events.ts";
import type { Reporter } from "../reporter.ts";
import { WhatToDo } from "../what-to-do.ts";

/** GitHub shows ten annotations of a kind in a step and drops the others in silence; the last one says how many. */
const MAX_ANNOTATIONS = 10;
const COMMANDS = { stray: "error", unproven: "warning", note: "notice" } as const;

/** Writes GitHub's workflow commands: the verdict and the first findings as annotations. */
export const githubReporter: Reporter = {
  name: "github",
  title: "GitHub annotations, and the step summary where GitHub asks for one",
  machine: true,
  async *render(events) {
    const waiting: Record<FindingView["level"], FindingView[]> = { stray: [], unproven: [], note: [] };
    const left = { stray: 0, unproven: 0, note: 0 };
    let accepted = "";
    let verdict: VerdictView | undefined;
    const next = new WhatToDo();
    for await (const event of ordered(events)) {
      next.take(event);
      if (event.type === "run") accepted = acceptedWords(event.run);
      if (event.type === "verdict") ({ verdict } = event);
      if (event.type !== "finding" || event.finding.level === "note") continue;
      const { level } = event.finding;
      // One is kept for the verdict, one for the line that says how many there are more.
      if (waiting[level].length < MAX_ANNOTATIONS - 2) waiting[level].push(event.finding);
      else left[level] += 1;
    }
    if (verdict !== undefined) yield verdictCommand(verdict, accepted, next.steps());
    for (const level of ["stray", "unproven"] as const) {
      for (const finding of waiting[level]) yield findingCommand(finding);
      if (left[level] > 0)
        yield command(COMMANDS[level], "more", `${number(left[level])} more findings are in the report.`);
    }
  },
};

function verdictCommand(
  { outcome, reasons, exitCode }: VerdictView,
  accepted: string,
  steps: readonly string[],
): string {
  const name = outcome === "clean" ? "notice" : outcome === "stray" ? "error" : "warning";
  const words = { clean: "CLEAN", stray: "DO NOT RELEASE", unproven: "NOT PROVEN" }[outcome];
  const why = [...reasons, accepted].filter((text) => text !== "").join("; ");
  return command(
    name,
    words,
    `${why} (exit code ${exitCode})`,
    ...steps.map((step, index) => `${index + 1}. ${step}`),
  );
}

function findingCommand(finding: FindingView): string {
  const { title, level, count, unit, owner, entry, places } = finding;
  const where = entry === null ? "the bundle" : entry;
  const first = places[0] === undefined ? "" : `, first at ${places[0]}`;
  const whose = owner === null ? "" : ` of ${owner}`;
  return command(COMMANDS[level], title, `${where}: ${counted(count, unit)}${whose}${first}`);
}

/** One workflow command. What comes from the bundle can neither end it nor begin another one (actions/toolkit, command.ts). */
function command(name: "error" | "warning" | "notice", title: string, ...lines: readonly string[]): string {
  return `::${name} title=${property(`straycheck: ${title}`)}::${lines.map(data).join("%0A")}\n`;
}

function data(text: string): string {
  return printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
