import type { Generated } from "../../fixtures/hostile-zip/generate.ts";
import { MUTATIONS, type Hazard } from "../../fixtures/hostile-zip/mutations/index.ts";
import type { Judged } from "../readers/law.ts";

/** What became of the archives of one hazard. */
interface HazardCounts {
  archives: number;
  /** A reader delivers what was not inspected, and a finding says that the archive is at fault. */
  caught: number;
  /** All readers agree, and all of it was inspected. */
  agreed: number;
  /** Exit code 2. */
  refused: number;
  violating: number;
}

/** A violation that can be made again. */
export interface Case {
  readonly seed: number;
  readonly mutations: readonly string[];
  /** The fewest of its mutations that still violate the law. */
  readonly needed: readonly string[];
  /** One line for each reader. */
  readonly seen: readonly string[];
}

/** Counts over all archives. */
export interface Tally {
  archives: number;
  good: number;
  planted: number;
  readonly hazards: Map<Hazard, HazardCounts>;
  /** By rule: seeds of good archives. */
  readonly falseAlarms: Map<string, number[]>;
  falselyAlarmed: number;
  /** By rule: archives that lie, and on which all readers agree all the same. */
  readonly needless: Map<string, number[]>;
  readonly cases: Case[];
  violating: number;
  /** Archives on which the harness failed, with what it said. */
  readonly failures: string[];
}

const EXAMPLES = 6;
const HAZARD_OF: ReadonlyMap<string, Hazard> = new Map(MUTATIONS.map(({ id, hazard }) => [id, hazard]));

export function emptyTally(): Tally {
  return {
    archives: 0,
    good: 0,
    planted: 0,
    hazards: new Map(MUTATIONS.map(({ hazard }) => [hazard, noCounts()])),
    falseAlarms: new Map(),
    falselyAlarmed: 0,
    needless: new Map(),
    cases: [],
    violating: 0,
    failures: [],
  };
}

function noCounts(): HazardCounts {
  return { archives: 0, caught: 0, agreed: 0, refused: 0, violating: 0 };
}

export function count(tally: Tally, generated: Generated, judged: Judged): void {
  tally.archives += 1;
  if (generated.planted) tally.planted += 1;
  if (judged.violations.length > 0) tally.violating += 1;
  if (generated.mutations.length === 0) {
    tally.good += 1;
    const rules = judged.view.alarms.map(({ rule }) => rule);
    if (judged.view.refused !== undefined) rules.push("refused");
    if (rules.length > 0) tally.falselyAlarmed += 1;
    noteRules(tally.falseAlarms, rules, generated.seed);
    return;
  }
  noteRules(
    tally.needless,
    judged.falseAlarms.map(({ rule }) => rule),
    generated.seed,
  );
  for (const hazard of new Set(generated.mutations.map((id) => HAZARD_OF.get(id)))) {
    const counts = hazard === undefined ? undefined : tally.hazards.get(hazard);
    if (counts === undefined) continue;
    counts.archives += 1;
    if (judged.violations.length > 0) counts.violating += 1;
    else if (judged.view.refused !== undefined) counts.refused += 1;
    else if (judged.unseen.length > 0) counts.caught += 1;
    else if (judged.isAgreed) counts.agreed += 1;
  }
}

function noteRules(rules: Map<string, number[]>, seen: readonly string[], seed: number): void {
  for (const rule of new Set(seen)) {
    const seeds = rules.get(rule);
    if (seeds === undefined) rules.set(rule, [seed]);
    else seeds.push(seed);
  }
}

export function tallyText(tally: Tally): string {
  const columns = "hazard              archives   caught   agreed  refused  violations";
  const rows = [...tally.hazards]
    .filter(([, counts]) => counts.archives > 0)
    .map(([hazard, { archives, caught, agreed, refused, violating }]) =>
      [
        hazard.padEnd(18),
        ...[archives, caught, agreed, refused].map((number) => String(number).padStart(9)),
        String(violating).padStart(12),
      ].join(""),
    );
  return [
    columns,
    ...rows,
    "",
    `archives      ${tally.archives}: ${tally.good} good, ${tally.archives - tally.good} that lie; the secret is in ${tally.planted}`,
    `false alarms  ${tally.falselyAlarmed} of ${tally.good} good archives`,
    ...ruleLines(tally.falseAlarms),
    "alarms on archives that lie, although all readers agree",
    ...ruleLines(tally.needless),
    ...(tally.failures.length === 0
      ? []
      : [
          `not judged    ${tally.failures.length}: the harness failed`,
          ...tally.failures.map((line) => `  ${line}`),
        ]),
    `violations    ${tally.violating}`,
    ...tally.cases.flatMap((found) => caseLines(found)),
  ].join("\n");
}

function ruleLines(rules: ReadonlyMap<string, readonly number[]>): string[] {
  return [...rules]
    .toSorted((a, b) => b[1].length - a[1].length)
    .map(([rule, seeds]) => {
      const shown = seeds.slice(0, EXAMPLES).join(", ");
      return `  ${String(seeds.length).padStart(5)}  ${rule}: seed ${shown}${seeds.length > EXAMPLES ? ", …" : ""}`;
    });
}

export function caseLines({ seed, mutations, needed, seen }: Case): string[] {
  return [
    `  --seed ${seed} --count 1   ${mutations.length === 0 ? "a good archive" : mutations.join(" ")}`,
    ...(needed.length < mutations.length ? [`    needed: ${needed.join(" ")}`] : []),
    ...seen.map((line) => `    ${line}`),
  ];
}
