import { complaint, didYouMean, shown } from "./complaint.ts";
import type { YamlEntry, YamlMap, YamlValue } from "./yaml-file.ts";

/** The entries of a map by key. Throws `CannotRun` for a key that is not `known`; `owner` is what the map is ("a policy file"). */
export function entriesOf<Key extends string>(
  fileName: string,
  map: YamlMap,
  known: readonly Key[],
  owner: string,
  synonyms?: ReadonlyMap<string, string>,
): ReadonlyMap<Key, YamlEntry> {
  const entries = new Map<Key, YamlEntry>();
  for (const entry of map.entries) {
    const key = known.find((candidate) => candidate === entry.key);
    if (key === undefined) {
      throw complaint(
        fileName,
        entry.line,
        `${shown(entry.key)} is no key of ${owner}${didYouMean(entry.key, known, synonyms)}`,
      );
    }
    entries.set(key, entry);
  }
  return entries;
}

/** The trimmed text of an entry. Throws `CannotRun` when it is a list or a map, or holds nothing. */
export function textOf(fileName: string, entry: YamlEntry): string {
  return scalarOf(fileName, entry.value, `"${entry.key}"`);
}

/** The trimmed text of a value. `what` names the value in the error. */
export function scalarOf(fileName: string, value: YamlValue, what: string): string {
  if (value.is === "list" || value.is === "map") {
    throw complaint(fileName, value.line, `${what} must be one value, not a ${value.is}`);
  }
  const text = value.is === "text" ? value.text.trim() : "";
  if (text === "") throw complaint(fileName, value.line, `${what} is empty`);
  return text;
}

/** The items of an entry. Throws `CannotRun` when it is no list; `example` shows what one looks like. */
export function listOf(fileName: string, entry: YamlEntry, example: string): readonly YamlValue[] {
  if (entry.value.is === "list") return entry.value.items;
  throw complaint(fileName, entry.line, `"${entry.key}" must be a list, such as ${entry.key}: ${example}`);
}

export interface LocatedText {
  readonly text: string;
  readonly line: number;
}

/** The trimmed text of a key that an item of a list must have; `owner` is the list. Throws `CannotRun` without it. */
export function requiredText(
  fileName: string,
  map: YamlMap,
  entry: YamlEntry | undefined,
  owner: string,
  key: string,
): LocatedText {
  if (entry === undefined) throw complaint(fileName, map.line, `this item of "${owner}" has no "${key}"`);
  return { text: textOf(fileName, entry), line: entry.line };
}
