import { isOtherBundle, isToldInTime, rangeOf, severityText, timeLeft } from "../../incident/index.ts";
import type { IncidentView } from "../../model/incident.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";

/** A few lines for the terminal; the folder says the rest. */
export function caseSummary(view: IncidentView, folder: string): string {
  const { clock, phase, subjects, severity, form, changes, coverage } = view;
  const fields = form.flatMap((section) => section.fields);
  const odd = fields.find(({ id }) => id === "contradictions");
  const toldAt = view.register.authorityNotifiedAt ?? undefined;
  const clockSays = isToldInTime(clock, toldAt)
    ? `the authority was told in time, ${toldAt}`
    : `${timeLeft(clock)}; 72 hours end ${clock.deadline}`;
  const blank = fields.filter(({ state }) => state === "to-fill").length;
  const lines = [
    `Case written to ${printable(folder)}: report.html, people.csv, evidence.json, letters/`,
    "",
    `  Phase ${phase.number}    ${clockSays}`,
    `  People     ${rangeOf(subjects.count)}${subjects.requesterToldApart ? " other than the requester" : " (nobody said who asked)"}`,
    `  Severity   ${severityText(severity)}`,
    ...(coverage.entries.notInspected > 0
      ? [
          `  Not read   ${number(coverage.entries.notInspected)} of ${number(coverage.entries.total)} entries: the numbers are lower bounds`,
        ]
      : []),
    ...(changes === null
      ? []
      : [
          `  Changed    ${number(changes.length)} since phase ${phase.number - 1}${isOtherBundle(changes) ? "; it was of ANOTHER BUNDLE: is it the case of this breach?" : ""}`,
        ]),
    ...(odd === undefined ? [] : [`  Look at    times that do not go together, under "When it happened"`]),
    `  To fill    ${number(blank)} fields, each in a dashed box in report.html`,
  ];
  return `${lines.join("\n")}\n`;
}
