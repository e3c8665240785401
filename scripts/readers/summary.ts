import path from "node:path";
import type { Judged } from "./law.ts";

/** Counts over all archives. */
export interface Summary {
  archives: number;
  agreed: number;
  readonly violating: Judged[];
  /** Exit code 2. */
  readonly refused: Judged[];
  /** By rule: archives on which all readers agree. */
  readonly falseAlarms: Map<string, string[]>;
  falselyAlarmed: number;
  /** Readers deliver what was not inspected, and the report says that the archive is at fault. */
  caught: number;
  /** By reader: archives of which it delivers something that was not inspected. */
  readonly differing: Map<string, number>;
  /** When the first archive was handed out, in milliseconds. */
  readonly started: number;
  slowest: Judged | undefined;
}

/** What the listed violations of one archive show of each reader. */
const SHOWN_PER_READER = 3;
const EXAMPLES = 8;

export function emptySummary(): Summary {
  return {
    archives: 0,
    agreed: 0,
    violating: [],
    refused: [],
    falseAlarms: new Map(),
    falselyAlarmed: 0,
    caught: 0,
    differing: new Map(),
    started: performance.now(),
    slowest: undefined,
  };
}

export function note(summary: Summary, judged: Judged): void {
  summary.archives += 1;
  if (judged.isAgreed) summary.agreed += 1;
  if (judged.violations.length > 0) summary.violating.push(judged);
  else if (judged.view.refused !== undefined) summary.refused.push(judged);
  else if (judged.unseen.length > 0) summary.caught += 1;
  const unseen = judged.view.refused === undefined ? judged.unseen : [];
  for (const reader of new Set(unseen.map((violation) => violation.reader)))
    summary.differing.set(reader, (summary.differing.get(reader) ?? 0) + 1);
  if (judged.falseAlarms.length > 0) summary.falselyAlarmed += 1;
  for (const rule of new Set(judged.falseAlarms.map((alarm) => alarm.rule))) {
    const archives = summary.falseAlarms.get(rule);
    if (archives === undefined) summary.falseAlarms.set(rule, [judged.path]);
    else archives.push(judged.path);
  }
  if (summary.slowest === undefined || judged.millis > summary.slowest.millis) summary.slowest = judged;
}

/** One line about an archive, made safe for a terminal. */
export function lineOf(judged: Judged): string {
  const { view, unseen, violations, isAgreed } = judged;
  const verdict =
    view.refused !== undefined ? "refused" : view.broken !== undefined ? "BROKEN" : `exit ${view.exitCode}`;
  const law =
    violations.length > 0 ? "VIOLATION" : isAgreed ? "agreed" : unseen.length > 0 ? "caught" : "subset";
  const rules = [...new Set(view.alarms.map(({ rule }) => rule))].join(", ");
  const said = view.refused ?? view.broken ?? (rules === "" ? "no alarm" : rules);
  const errors = [...judged.deliveries].flatMap(([name, { error }]) => (error === undefined ? [] : [name]));
  return printable(
    [
      law.padEnd(9),
      verdict.padEnd(7),
      shortPath(judged.path),
      said,
      whoSees(judged),
      errors.length > 0 ? `errors: ${errors.join(" ")}` : "",
    ]
      .filter((part) => part !== "")
      .join(" | "),
  );
}

/** Which reader shows what else, in a few words. */
function whoSees({ unseen }: Judged): string {
  const kinds = new Map<string, Set<string>>();
  for (const { reader, what } of unseen) kinds.set(reader, (kinds.get(reader) ?? new Set()).add(what));
  return [...kinds].map(([reader, whats]) => `${reader} (${[...whats].join(", ")})`).join(" ");
}

export function summaryText(summary: Summary): string {
  const { violating, refused, falseAlarms, slowest } = summary;
  const delivered = refused.filter((judged) =>
    [...judged.deliveries.values()].some(({ contents }) => contents.length > 0),
  );
  const lines = [
    "",
    `archives      ${summary.archives}`,
    `  all readers agree, and all of it was inspected: ${summary.agreed}`,
    `  some reader delivers what was not inspected, and a finding says so: ${summary.caught}`,
    `    by reader: ${[...summary.differing].map(([reader, count]) => `${reader} ${count}`).join(", ")}`,
    `refused       ${refused.length} (exit code 2); some reader delivers content of ${delivered.length} of them`,
    ...groups(refused.map((judged) => [sentenceOf(judged), judged.path])),
    `false alarms  ${summary.falselyAlarmed} archives on which all readers agree`,
    ...[...falseAlarms]
      .toSorted((a, b) => b[1].length - a[1].length)
      .map(([rule, paths]) => groupLine(rule, paths)),
    `violations    ${violating.length}`,
    ...violating.flatMap((judged) => violationLines(judged)),
  ];
  if (slowest !== undefined) {
    const seconds = (performance.now() - summary.started) / 1_000;
    lines.push(
      `time          ${seconds.toFixed(1)} s, ${(seconds / summary.archives).toFixed(2)} s an archive; the slowest took ${(slowest.millis / 1_000).toFixed(1)} s: ${shortPath(slowest.path)}`,
    );
  }
  return lines.map((line) => printable(line)).join("\n");
}

function sentenceOf({ view }: Judged): string {
  return (view.refused ?? "").replace(/^\S*archive\.zip:?\s*/, "").replaceAll(/\d+/g, "N");
}

function groups(pairs: readonly (readonly [string, string])[]): string[] {
  const byKey = Map.groupBy(pairs, ([key]) => key);
  return [...byKey]
    .toSorted((a, b) => b[1].length - a[1].length)
    .map(([key, members]) =>
      groupLine(
        key,
        members.map(([, file]) => file),
      ),
    );
}

function groupLine(key: string, paths: readonly string[]): string {
  const examples = paths.slice(0, EXAMPLES).map((file) => path.basename(file, ".zip"));
  return `  ${String(paths.length).padStart(5)}  ${key}: ${examples.join(", ")}${paths.length > EXAMPLES ? ", …" : ""}`;
}

function violationLines(judged: Judged): string[] {
  const lines = [`  ${judged.path}`];
  for (const [reader, all] of Map.groupBy(judged.violations, (violation) => violation.reader)) {
    for (const { what, value } of all.slice(0, SHOWN_PER_READER))
      lines.push(`    ${reader.padEnd(12)} ${what} ${what === "name" ? JSON.stringify(value) : value}`);
    if (all.length > SHOWN_PER_READER)
      lines.push(`    ${reader.padEnd(12)} and ${all.length - SHOWN_PER_READER} more`);
  }
  return lines;
}

function shortPath(file: string): string {
  return path.join(path.basename(path.dirname(file)), path.basename(file));
}

function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- names of archives hold them
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "?");
}
