import { rangeOf, severityText, timeLeft } from "../../incident/index.ts";
import type { IncidentView } from "../../model/incident.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";

/** A few lines for the terminal; the folder says the rest. */
export function caseSummary(view: IncidentView, folder: string): string {
  const { clock, phase, subjects, severity, form, changes, coverage } = view;
  const blank = form.flatMap(({ fields }) => fields).filter(({ state }) => state === "to-fill").length;
  const lines = [
    `Case written to ${printable(folder)}: report.html, people.csv, evidence.json, letters/`,
    "",
    `  Phase ${phase.number}    ${timeLeft(clock)}; 72 hours end ${clock.deadline}`,
    `  People     ${rangeOf(subjects.count)}${subjects.requesterToldApart ? " other than the requester" : " (nobody said who asked)"}`,
    `  Severity   ${severityText(severity)}`,
    ...(coverage.entries.notInspected > 0
      ? [
          `  Not read   ${number(coverage.entries.notInspected)} of ${number(coverage.entries.total)} entries: the numbers are lower bounds`,
        ]
      : []),
    ...(changes === null ? [] : [`  Changed    ${number(changes.length)} since phase ${phase.number - 1}`]),
    `  To fill    ${number(blank)} fields, each in a dashed box in report.html`,
  ];
  return `${lines.join("\n")}\n`;
}
