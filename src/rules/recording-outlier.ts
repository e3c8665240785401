import type { EntryFacts, Rule } from "../model/facts.ts";
import { number } from "../model/number.ts";

/** Recordings that are needed before a few of them can differ from the rest, and how many of these at most (5 %). */
const MIN_RECORDINGS = 20;
const MAX_SHARE = 0.05;
/** The rest must agree on one value, or there is nothing to differ from (80 %). */
const MIN_USUAL_SHARE = 0.8;

/** Facts that tell how a recording was made, and the words for them. */
const MADE_WITH: readonly (readonly [fact: string, words: (value: string) => string])[] = [
  ["container", (value) => `are ${value} files`],
  ["codec", (value) => `are coded as ${value}`],
  ["sampleRate", (value) => `have ${value} samples a second`],
  ["bitsPerSample", (value) => `have ${value} bits a sample`],
  ["channels", (value) => `have ${value === "1" ? "one channel" : `${value} channels`}`],
  ["encoder", (value) => `were written by ${value}`],
  ["device", (value) => `were recorded with ${value}`],
];
const ABSENT = "";

export const recordingOutlier: Rule = {
  id: "recording-outlier",
  level: "note",
  words: {
    title: "A few recordings are made differently from the rest",
    help: "Another device, program or setting made them. That is no evidence, and changes no verdict; but listen to one of them before the bundle goes out.",
  },
  *find(facts) {
    const recordings = facts.entries.filter((entry) => entry.facts.length > 0);
    if (recordings.length < MIN_RECORDINGS) return;
    for (const [fact, words] of MADE_WITH) {
      const groups = groupsBy(fact, recordings);
      const [usual, ...others] = groups.toSorted((a, b) => b.entries.length - a.entries.length);
      if (usual === undefined || usual.value === ABSENT) continue;
      if (usual.entries.length < recordings.length * MIN_USUAL_SHARE) continue;
      for (const { value, entries } of others) {
        if (value === ABSENT || entries.length > recordings.length * MAX_SHARE) continue;
        yield {
          row: -1,
          owner: -1,
          identifier: undefined,
          field: `${fact} ${value}`,
          count: entries.length,
          unit: "recordings",
          places: [],
          detail: `${number(entries.length)} of ${number(recordings.length)} recordings ${words(value)}, most others ${words(usual.value)}; the first is ${entries[0]?.path ?? ""}`,
        };
      }
    }
  },
};

interface Group {
  readonly value: string;
  readonly entries: EntryFacts[];
}

/** In the order of their first entries. */
function groupsBy(fact: string, recordings: readonly EntryFacts[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const entry of recordings) {
    const value = String(entry.facts.find(([name]) => name === fact)?.[1] ?? ABSENT);
    const group = groups.get(value) ?? { value, entries: [] };
    group.entries.push(entry);
    groups.set(value, group);
  }
  return [...groups.values()];
}
