import type { FindingView } from "../model/report.ts";

/** Places that a group keeps. */
const MAX_PLACES = 20;

/** Findings of one rule about one owner's identifier in one folder: what a person reads as one thing. */
export interface FindingGroup {
  /** The first of them. */
  readonly finding: FindingView;
  readonly folder: string;
  /** Whether they are in more than one entry. */
  readonly several: boolean;
  readonly sameMessage: boolean;
  /** How many findings there are. */
  readonly findings: number;
  /** What they count together. */
  readonly count: number;
  /** How many places they name together. */
  readonly places: number;
  /** The first places, with the entry in front; empty unless they were asked for. */
  readonly shownPlaces: readonly string[];
}

type Growing = { -readonly [Key in keyof FindingGroup]: FindingGroup[Key] } & {
  readonly shownPlaces: string[];
};

/** Collects findings into groups; memory grows with the groups, not with the findings. */
export interface FindingGroups {
  add(finding: FindingView): void;
  /** The worst first, then the largest, then as they came. */
  inOrder(): FindingGroup[];
}

const LEVELS: readonly FindingView["level"][] = ["stray", "unproven", "note"];

/** Starts the groups of one report; `keepPlaces`: whether they keep their first places. */
export function findingGroups(keepPlaces: boolean): FindingGroups {
  const groups = new Map<string, Growing>();
  return {
    add(finding) {
      const folder = folderOf(finding.entry);
      const { rule, level, owner, identifier, unit } = finding;
      const key = JSON.stringify([rule, level, owner, identifier?.kind, identifier?.masked, unit, folder]);
      const group = groups.get(key) ?? started(finding, folder);
      groups.set(key, group);
      if (finding.entryId !== group.finding.entryId) group.several = true;
      if (finding.message !== group.finding.message) group.sameMessage = false;
      group.findings += 1;
      group.count += finding.count;
      group.places += finding.places.length;
      if (keepPlaces) addPlaces(group.shownPlaces, finding);
    },
    inOrder: () =>
      [...groups.values()].toSorted(
        (a, b) => LEVELS.indexOf(a.finding.level) - LEVELS.indexOf(b.finding.level) || b.count - a.count,
      ),
  };
}

function started(finding: FindingView, folder: string): Growing {
  const counts = { findings: 0, count: 0, places: 0 };
  return { finding, folder, several: false, sameMessage: true, ...counts, shownPlaces: [] };
}

function folderOf(path: string | null): string {
  return path === null ? "" : path.slice(0, path.lastIndexOf("/") + 1);
}

function addPlaces(shown: string[], { entry, places }: FindingView): void {
  for (const place of places) {
    if (shown.length >= MAX_PLACES) return;
    shown.push(entry === null ? place : `${entry}: ${place}`);
  }
}

/** The entry itself where it is alone, else its folder. */
export function whereOf({ finding, several, folder }: FindingGroup): string {
  if (finding.entry === null) return "the bundle";
  if (!several) return finding.entry;
  return folder === "" ? "(top folder)" : folder;
}
