import { number } from "../model/number.ts";
import { printable } from "../model/printable.ts";
import type { Summary, SummaryRow } from "./summary.ts";

const COLUMNS = 80;
/** Mix-ups and requests that are shown; the others are in the files. */
const MAX_MIX_UPS = 12;
const MAX_ROWS = 15;
const REF_COLUMNS = 24;
const WORDS: Readonly<Record<number, string>> = {
  0: "clean",
  1: "stray",
  2: "did not run",
  3: "not proven",
  130: "not checked",
};
const KINDS: Readonly<Record<Summary["mixUps"][number]["kind"], string>> = {
  swapped: "SWAPPED",
  donor: "FROM ANOTHER REQUEST",
  "same-archive": "THE SAME ARCHIVE",
  "same-recordings": "THE SAME RECORDINGS",
  "same-records": "THE SAME FILES",
  "told-twice": "TOLD TWICE",
  released: "RELEASED BEFORE",
};

/** The summary for people, 80 columns wide. `where`: the report folder, undefined for none. */
export function summaryText(summary: Summary, where: string | undefined): string {
  const { counts, mixUps, requests, known, exitCode } = summary;
  const held = requests.filter(({ exitCode: code }) => code !== 0 && code !== 130);
  const shown = held.slice(0, MAX_ROWS);
  const lines = [
    ...wrapped("", headline(summary)),
    "",
    ...row("Requests", `${number(counts.total)}; ${countWords(summary)}`),
    ...(known === 0 ? [] : row("Journal", `${number(known)} were finished before and are unchanged`)),
    ...(where === undefined ? [] : row("Reports", where)),
    ...(mixUps.length === 0 ? [] : ["", "MIX-UPS  what only shows across the bundles"]),
    ...mixUps.slice(0, MAX_MIX_UPS).flatMap((mixUp, index) => [
      ...wrapped(`  ${String(index + 1).padStart(2)}  `, `${KINDS[mixUp.kind]}${mixUp.level === "note" ? " (note)" : ""}: ${mixUp.what}.`),
      ...examples(mixUp),
      ...wrapped("      -> ", mixUp.next),
    ]),
    ...more(mixUps.length - MAX_MIX_UPS, "mix-up", where),
    ...(summary.comparedAll ? [] : wrapped("  ", "There were more files than can be compared; not all of them were.")),
    ...(held.length === 0 ? [] : ["", "HOLD"]),
    ...shown.flatMap((one) => wrapped(`  ${cut(one.ref)}  ${(WORDS[one.exitCode] ?? "").padEnd(11)}  `, why(one))),
    ...more(held.length - shown.length, "request", where),
    "",
    ...next(summary).flatMap((words, index) => wrapped(index === 0 ? "NEXT  1. " : `      ${index + 1}. `, words)),
    `exit code ${exitCode} (${WORDS[exitCode] ?? ""})`,
  ];
  return `${lines.join("\n")}\n`;
} // prettier-ignore

function headline(summary: Summary): string {
  const { accepted } = summary;
  const many = accepted === 1 ? "1 file" : `${number(accepted)} files`;
  return `${outcomeWords(summary)}${accepted === 0 ? "" : ` (${many} accepted by policy)`}`;
}

function outcomeWords({ counts, complete }: Summary): string {
  if (!complete)
    return `INTERRUPTED   ${number(counts.total - counts.notChecked)} of ${requestWords(counts.total)} checked: hold all of them.`;
  if (counts.clean === counts.total) return `CLEAN   all ${requestWords(counts.total)} are clean.`;
  const held = counts.total - counts.clean;
  return `HOLD ${number(held)} OF ${number(counts.total)}   ${countWords({ counts })}.`;
}

function countWords({ counts }: Pick<Summary, "counts">): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.stray, "stray"],
    [counts.failed, "did not run"],
    [counts.unproven, "not proven"],
    [counts.notChecked, "not checked"],
    [counts.clean, "clean"],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${number(count)} ${words}`)
    .join(", ");
}

function requestWords(count: number): string {
  return `${number(count)} request${count === 1 ? "" : "s"}`;
}

function examples({ files }: Summary["mixUps"][number]): string[] {
  const [first] = files;
  if (first === undefined) return [];
  const places = first.in.slice(0, 3).map(({ ref, entry }) => `entry #${number(entry)} of ${ref}`);
  return wrapped("      first: ", `${places.join(", ")} (sha256 ${first.sha256.slice(0, 8)}…)`);
}

function why(row: SummaryRow): string {
  const whose = [...new Set(row.strangers.flatMap(({ requests }) => requests))];
  // The other sentences say that it is clean.
  const words = row.reasons.slice(0, row.checkExitCode === 0 ? 1 : 2);
  return [
    ...words,
    ...(whose.length > 0 ? [`from ${whose.slice(0, 3).join(", ")}${whose.length > 3 ? " …" : ""}`] : []),
    ...(row.mixUps.length > 0 ? [`see mix-up ${row.mixUps.slice(0, 3).join(", ")}`] : []),
  ].join("; ");
}

function next({ counts, complete, exitCode, mixUps }: Summary): string[] {
  if (exitCode === 0) return ["Release them: each archive with its sha256 in the summary, to its own person."];
  const steps: string[] = [];
  if (!complete) steps.push("Run the same command again: what is finished is not checked again.");
  if (counts.stray > 0) steps.push("Hold them. Already sent? Tell the privacy officer now (72 hours).");
  if (mixUps.some(({ kind, level }) => level === "hold" && kind !== "released"))
    steps.push("Clear the mix-ups first: several requests of one cause are fixed together.");
  if (counts.failed > 0) steps.push("Mend the rows or bundles that did not run, and run the same command again.");
  if (counts.unproven > 0) steps.push("Read the reports of those that are not proven: they say what is missing.");
  return steps;
} // prettier-ignore

function more(count: number, unit: string, where: string | undefined): string[] {
  if (count <= 0) return [];
  const place = where === undefined ? "--reports <folder> lists them" : "in summary.json";
  return [`  and ${number(count)} more ${unit}${count === 1 ? "" : "s"}: ${place}`];
}

function row(label: string, words: string): string[] {
  return wrapped(`  ${label.padEnd(10)}`, words);
}

function cut(ref: string): string {
  const characters = Array.from(printable(ref));
  return characters.length <= REF_COLUMNS
    ? characters.join("").padEnd(Math.min(REF_COLUMNS, 16))
    : `${characters.slice(0, REF_COLUMNS - 1).join("")}…`;
}

/** Words behind a prefix, as many lines as they take; what comes from files is made safe to print. */
function wrapped(prefix: string, words: string): string[] {
  const lines: string[] = [];
  let line = prefix;
  for (const word of printable(words).split(" ")) {
    if (line.length > prefix.length && line.length + word.length > COLUMNS) {
      lines.push(line.trimEnd());
      line = " ".repeat(prefix.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
