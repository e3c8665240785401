import type { EntryFacts, Rule } from "../model/facts.ts";
import { number } from "../model/number.ts";

/** Recordings that are needed before a few of them can differ from the rest, and how many of these at most (5 %). */
const MIN_RECORDINGS = 20;
const MAX_SHARE = 0.05;
/** The rest must agree on one value, or there is nothing to differ from (80 %). */
const MIN_USUAL_SHARE = 0.8;
/** More small groups than these are a collection of many sources, of which none stands out. */
const MAX_GROUPS = 3;

/** Facts that tell how a recording was made, and the words for them. */
const MADE_WITH: readonly (readonly [fact: string, words: (value: string) => string])[] = [
  ["codec", (value) => `are coded as ${value}`],
  ["sampleRate", (value) => `have ${value} samples a second`],
  ["bitsPerSample", (value) => `have ${value} bits a sample`],
  ["channels", (value) => `have ${value === "1" ? "one channel" : `${value} channels`}`],
  ["encoder", (value) => `were written by ${value}`],
  ["device", (value) => `were recorded with ${value}`],
];
const CONTAINER = "container";
const ABSENT = "";

export const recordingOutlier: Rule = {
  id: "recording-outlier",
  level: "note",
  words: {
    title: "A few recordings are made differently from the rest",
    help: "Another device, program or setting made them. That is no evidence, and changes no verdict; but listen to one of them before the bundle goes out.",
  },
  *find({ entries }) {
    const named = new Set<number>();
    for (const { rows, of, differ } of groupsThatDiffer(entries)) {
      // Findings on one entry fall together: each group is told at an entry of its own.
      const row = rows.find((one) => !named.has(one)) ?? rows[0] ?? -1;
      named.add(row);
      yield {
        row,
        owner: -1,
        identifier: undefined,
        field: differ.map(({ field }) => field).join(", "),
        count: rows.length,
        unit: "recordings",
        places: [],
        detail: `${number(rows.length)} of ${number(of.count)} ${of.what} ${joined(differ.map(({ words }) => words))}, most others ${joined(differ.map(({ usual }) => usual))}; the first is ${entries[rows[0] ?? -1]?.path ?? ""}`,
      };
    }
  },
};

/** Recordings that can be compared with one another: a photo has no sampling rate that a song's could differ from. */
interface Comparable {
  readonly what: string;
  readonly count: number;
  readonly rows: readonly number[];
}

/** One way in which a group differs, and how the rest is. */
interface Difference {
  readonly field: string;
  readonly words: string;
  readonly usual: string;
}

interface Group {
  readonly rows: readonly number[];
  readonly of: Comparable;
  readonly differ: Difference[];
}

/** Small groups of recordings, each with all that sets it apart. */
function groupsThatDiffer(entries: readonly EntryFacts[]): readonly Group[] {
  const valueOf = (row: number, fact: string): string =>
    String(entries[row]?.facts.find(([name]) => name === fact)?.[1] ?? ABSENT);
  const found = new Map<string, Group>();
  const compare = (of: Comparable, fact: string, words: (value: string) => string): void => {
    const groups = groupsBy(of.rows, (row) => valueOf(row, fact)).toSorted(
      (a, b) => b.rows.length - a.rows.length,
    );
    const [usual, ...others] = groups;
    if (usual === undefined || usual.value === ABSENT) return;
    if (of.count < MIN_RECORDINGS || usual.rows.length < of.count * MIN_USUAL_SHARE) return;
    const few = others.filter(({ value, rows }) => value !== ABSENT && rows.length <= of.count * MAX_SHARE);
    if (few.length > MAX_GROUPS) return;
    for (const { value, rows } of few) {
      const key = `${of.what} ${rows.join(" ")}`;
      const group = found.get(key) ?? { rows, of, differ: [] };
      found.set(key, group);
      group.differ.push({ field: `${fact} ${value}`, words: words(value), usual: words(usual.value) });
    }
  };
  const [all, ...kinds] = comparables(entries, valueOf);
  compare(all, CONTAINER, (value) => `are ${value} files`);
  for (const kind of kinds) for (const [fact, words] of MADE_WITH) compare(kind, fact, words);
  return [...found.values()];
}

/** All recordings of sound and video, and then those of each format, and the pictures. */
function comparables(
  entries: readonly EntryFacts[],
  valueOf: (row: number, fact: string) => string,
): readonly [Comparable, ...Comparable[]] {
  const rows = [...entries.keys()].filter((row) => (entries[row]?.facts.length ?? 0) > 0);
  const heard = rows.filter((row) => valueOf(row, CONTAINER) !== ABSENT);
  const kinds = groupsBy(rows, (row) => valueOf(row, CONTAINER)).map(({ value, rows: same }) => ({
    what: value === ABSENT ? "pictures" : `${value} recordings`,
    count: same.length,
    rows: same,
  }));
  return [{ what: "recordings", count: heard.length, rows: heard }, ...kinds];
}

/** In the order of their first rows. */
function groupsBy(
  rows: readonly number[],
  valueOf: (row: number) => string,
): readonly { readonly value: string; readonly rows: readonly number[] }[] {
  const groups = new Map<string, number[]>();
  for (const row of rows) {
    const value = valueOf(row);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [row]);
    else group.push(row);
  }
  return [...groups].map(([value, same]) => ({ value, rows: same }));
}

/** `a`, `a and b`, `a, b and c`. */
function joined(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}
