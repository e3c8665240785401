import type { ReportEvent, Tally, VerdictView } from "../../../src/model/report.ts";
import { expectedOf, type Bundle, type Expected } from "./truth.ts";

/** What one check said, against the truth. */
export interface Outcome {
  readonly bundle: Bundle;
  readonly given: boolean;
  readonly verdict: VerdictView;
  readonly expected: Expected;
  /** In words; empty when it says what it must. */
  readonly problems: readonly Problem[];
}

/**
 * `leak-clean`: a leaky bundle ends in 0 · `leak-unproven`: in 3 although it names a stranger · `clean-stray`: a clean one
 * ends in 1 · `clean-unproven`: in 3 although all of it can be told to be the subject's · `count`: other numbers.
 */
export type ProblemKind =
  "leak-clean" | "leak-unproven" | "clean-stray" | "clean-unproven" | "count" | "broken";
export interface Problem {
  readonly kind: ProblemKind;
  readonly what: string;
}

/** Holds what a check said against the truth. */
export function outcomeOf(bundle: Bundle, given: boolean, events: readonly ReportEvent[]): Outcome {
  const expected = expectedOf(bundle, given);
  const verdict = events.find((event) => event.type === "verdict")?.verdict;
  const totals = events.find((event) => event.type === "totals")?.totals;
  if (verdict === undefined || totals === undefined) throw new Error("the check came to no end");
  const problems: Problem[] = [];
  const { exitCode } = verdict;
  const unseen = events.flatMap((event) =>
    event.type === "entry" && (event.entry.attribution === "unattributed" || event.entry.reason !== null)
      ? [`${event.entry.path}${event.entry.reason === null ? "" : ` (${event.entry.reason})`}`]
      : [],
  );
  const say = (kind: ProblemKind, what: string): void => void problems.push({ kind, what });
  const why = `${verdict.codes.join(", ")}: ${verdict.reasons.join("; ")}`;
  if (bundle.isLeak) {
    if (exitCode === 0) say("leak-clean", "ends in 0");
    else if (expected.exitCode === 1 && exitCode === 3)
      say("leak-unproven", `ends in 3: ${why}; ${unseen.join(", ")}`);
  } else if (exitCode === 1) say("clean-stray", `ends in 1: ${why}`);
  else if (exitCode === 3) say("clean-unproven", `ends in 3: ${why}; ${unseen.join(", ")}`);
  if (isCounted(bundle, given)) {
    const differing = (["records", "recordings"] as const).flatMap((unit) =>
      differences(unit, totals[unit], expected[unit]),
    );
    if (differing.length > 0)
      say("count", [...differing, ...entriesThatDiffer(bundle, given, events)].join("; "));
  }
  return { bundle, given, verdict, expected, problems };
}

/** Which objects are records depends on which of them name an owner, and nobody knows the words of odd ones. */
function isCounted({ files, isOdd }: Bundle, given: boolean): boolean {
  return (given || !isOdd) && !files.some(({ isVague }) => isVague === true);
}

function differences(unit: string, said: Tally, truth: Expected["records"]): string[] {
  return (["total", "stray", "conflict"] as const).flatMap((which) =>
    said[which] === truth[which] ? [] : [`${said[which]} ${unit} are ${which}, in truth ${truth[which]}`],
  );
}

/** Which files hold another number of records than they were made with, or are stray and should not be, or not and should. */
function entriesThatDiffer(bundle: Bundle, given: boolean, events: readonly ReportEvent[]): string[] {
  const entries = events.flatMap((event) => (event.type === "entry" ? [event.entry] : []));
  return bundle.files.flatMap(({ path, truth }) => {
    const entry = entries.find(
      (one) => one.path.endsWith(path) || one.path.endsWith(path.replace("more/", "")),
    );
    if (entry === undefined) return [];
    const records = truth.filter(({ unit }) => unit === "record").reduce((sum, { count }) => sum + count, 0);
    const isStray = truth.some(({ whose, alone = whose }) => isAgainst(given ? whose : alone));
    const saysStray = entry.attribution === "stray" || entry.attribution === "conflict";
    const number =
      entry.recording || entry.records === records ? [] : [`${path} holds ${entry.records}, not ${records}`];
    return [...number, ...(isStray === saysStray ? [] : [`${path} is ${entry.attribution}`])];
  });
}

function isAgainst(whose: string): boolean {
  return whose === "stray" || whose === "conflict";
}

interface Cell {
  leaks: number;
  found: number;
  asExpected: number;
  clean: number;
  zero: number;
  stray: number;
  exact: number;
  counted: number;
  /** Clean, and the words let it end in 0. */
  canBeZero: number;
}

const GROUPS = ["overall", "layout", "mechanism"] as const;

/** Counts over all checks, by layout and by mechanism, with the layout given and without. */
export class Score {
  readonly #cells = new Map<string, Cell>();

  add({ bundle, given, verdict, expected, problems }: Outcome): void {
    const names = { overall: "all", layout: bundle.layoutName, mechanism: bundle.mechanism };
    for (const group of GROUPS) {
      const cell = this.#cell(`${group}\t${names[group]}\t${given ? "given" : "alone"}`);
      if (bundle.isLeak) {
        cell.leaks += 1;
        if (verdict.exitCode !== 0) cell.found += 1;
        if (verdict.exitCode === expected.exitCode) cell.asExpected += 1;
      } else {
        cell.clean += 1;
        if (verdict.exitCode === 0) cell.zero += 1;
        if (verdict.exitCode === 1) cell.stray += 1;
        if (expected.exitCode === 0) cell.canBeZero += 1;
      }
      if (isCounted(bundle, given)) {
        cell.counted += 1;
        if (!problems.some(({ kind }) => kind === "count")) cell.exact += 1;
      }
    }
  }

  /** As a table of text. */
  text(): string {
    const head = `${"".padEnd(24)}${["leaky", "held", "as truth", "clean", "could be 0", "in 0", "in 1", "exact"].map((word) => word.padStart(11)).join("")}`;
    const order = (key: string): string => key.replace(/M(\d)\t/, "M0$1\t");
    const rows = [...this.#cells]
      .toSorted(
        ([a], [b]) =>
          GROUPS.indexOf(groupOf(a)) - GROUPS.indexOf(groupOf(b)) || (order(a) < order(b) ? -1 : 1),
      )
      .map(([key, cell]) => {
        const [, name = "", given = ""] = key.split("\t");
        const cells = [
          String(cell.leaks),
          rate(cell.found, cell.leaks),
          rate(cell.asExpected, cell.leaks),
          String(cell.clean),
          rate(cell.canBeZero, cell.clean),
          rate(cell.zero, cell.clean),
          rate(cell.stray, cell.clean),
          rate(cell.exact, cell.counted),
        ];
        return `${`${name}, ${given}`.padEnd(24)}${cells.map((text) => text.padStart(11)).join("")}`;
      });
    return [head, ...rows].join("\n");
  }

  #cell(key: string): Cell {
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const made = {
      leaks: 0,
      found: 0,
      asExpected: 0,
      clean: 0,
      zero: 0,
      stray: 0,
      exact: 0,
      counted: 0,
      canBeZero: 0,
    };
    this.#cells.set(key, made);
    return made;
  }
}

function groupOf(key: string): (typeof GROUPS)[number] {
  return GROUPS.find((group) => key.startsWith(group)) ?? "overall";
}

function rate(part: number, of: number): string {
  return of === 0 ? "-" : `${((100 * part) / of).toFixed(1)} %`;
}
