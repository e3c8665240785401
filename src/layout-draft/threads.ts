import { type FieldObservation, pathKey, type ValueGroup } from "../model/observed.ts";
import { areDisjoint, type JudgedField } from "./fields.ts";

const LIKELY = /thread|conversation|chat|ticket|case|room|channel|subject|dialog/i;

/** The list whose elements hold a field, with `[]` at its end; empty for the rows of a table. */
export function listOf(path: readonly string[]): readonly string[] {
  return path.slice(0, path.lastIndexOf("[]") + 1);
}

/**
 * Finds the field that tells conversations apart: in the records with a party, the requester takes part in all records
 * of one value together, and no value comes in two people's bundles. Of several the one that parts them most finely.
 * `seen`: by field, what each person's bundles hold.
 */
export function threadFields(
  seen: ReadonlyMap<string, readonly (FieldObservation | undefined)[]>,
  judged: ReadonlyMap<string, JudgedField>,
): readonly JudgedField[] {
  const parties = [...judged.values()].filter(({ meaning }) => meaning.is === "party");
  const lists = new Map(parties.map(({ path }) => [pathKey(listOf(path)), listOf(path)]));
  return [...lists].flatMap(([list]) => {
    const inList = parties
      .filter(({ path }) => pathKey(listOf(path)) === list)
      .map(({ path }) => pathKey(path));
    const candidates = [...seen]
      .filter(([key]) => !judged.has(key))
      .flatMap(([, people]) => threadOf(people, list, inList))
      .toSorted((a, b) => b.score - a.score);
    return candidates.slice(0, 1).map(({ field }) => field);
  });
}

function threadOf(
  people: readonly (FieldObservation | undefined)[],
  list: string,
  parties: readonly string[],
): readonly { readonly field: JudgedField; readonly score: number }[] {
  const found = people.filter((one) => one !== undefined);
  const [first] = found;
  if (first === undefined || found.length < 2 || pathKey(listOf(first.path)) !== list) return [];
  const groups: (readonly ValueGroup[])[] = [];
  for (const one of found) {
    if (one.groups === undefined || one.groups.length === 0) return [];
    groups.push(one.groups);
  }
  const all = groups.flat();
  const takesPart = ({ mine }: ValueGroup): boolean => mine.some((field) => parties.includes(field));
  if (!all.every(takesPart) || !all.some(({ records }) => records > 1)) return [];
  if (!areDisjoint(groups.map((list) => list.map(({ value }) => value)))) return [];
  const evidence = `the requester takes part in each of the ${all.length} conversations that it tells apart, and no value is in two people's bundles`;
  const field: JudgedField = { path: first.path, meaning: { is: "thread" }, once: 0, evidence };
  return [{ field, score: all.length + (LIKELY.test(first.path.at(-1) ?? "") ? 0.5 : 0) }];
}
