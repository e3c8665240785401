import { strangersInName } from "../../attribution/names.ts";
import type { Facts } from "../../model/facts.ts";
import { isWeak, STRONG_KINDS } from "../../model/kinds.ts";
import { shapeOf } from "../../model/shape.ts";
import type { Subject } from "../../model/subject.ts";
import type { CountedRow } from "../decided.ts";
import type { Clusters } from "./clusters.ts";

/** Forms of identifiers that names of files are searched for. */
const MAX_FORMS = 64;

/**
 * Identifiers that stand only in names of the bundle and its entries: of a form that somebody's identifier in it has. Nobody
 * asked, so the forms of all of them stand for the subject's.
 */
export function namesLike(
  { people, ties }: Clusters,
  names: Iterable<readonly [name: string, isWhole: boolean]>,
): ReadonlySet<string> {
  const all = [...people.flat(), ...ties];
  const forms = new Map<string, (typeof all)[number]>();
  for (const one of all) {
    const { form, length } = shapeOf(one.key);
    if (forms.size < MAX_FORMS && !isWeak(one.kind)) forms.set(`${one.kind} ${form} ${length}`, one);
  }
  const identifiers = [...forms.values()].flatMap(({ kind, key }) => {
    const strong = STRONG_KINDS.find((one) => one === kind);
    return strong === undefined ? [] : [{ kind: strong, key, written: key }];
  });
  const known = new Set(all.map(({ key }) => key.toLowerCase()));
  const strangersIn = strangersInName({ ref: "", identifiers, none: [], names: [] });
  const found = new Set<string>();
  for (const [name, isWhole] of names)
    for (const { key } of strangersIn(name, isWhole)) if (!known.has(key.toLowerCase())) found.add(key);
  return found;
}

/** Those identifiers that are nobody's of the people: what stands in a name and in a record as well is no further person's. */
export function ofFurtherPeople({ people, ties }: Clusters, keys: Iterable<string>): ReadonlySet<string> {
  const known = new Set([...people.flat(), ...ties].map(({ key }) => key.toLowerCase()));
  return new Set([...keys].filter((key) => !known.has(key.toLowerCase())));
}

/** Everybody's, in clear: the people's, of those who are only mentioned, and of the one who asked. Reports hold none. */
export function knownIdentifiers(
  rows: readonly CountedRow[],
  { people, ties }: Clusters,
  subject: Subject,
  { foreignNames, sweptMentions }: Pick<Facts, "foreignNames" | "sweptMentions">,
  inNames: ReadonlySet<string>,
): ReadonlySet<string> {
  const identifiers = new Set<string>();
  for (const { key } of people.flat()) identifiers.add(key);
  for (const { key } of ties) identifiers.add(key);
  for (const { row, judgement } of rows)
    for (const { outcome, key, written } of [...row.claims, ...row.scope, ...judgement.foreign]) {
      if (written !== undefined) identifiers.add(written);
      else if (outcome === "foreign" && key !== "") identifiers.add(key);
    }
  for (const { key } of foreignNames) identifiers.add(key);
  for (const key of inNames) identifiers.add(key);
  for (const { claim } of sweptMentions) identifiers.add(claim.key);
  for (const { key, written } of subject.identifiers) {
    identifiers.add(key);
    identifiers.add(written);
  }
  return identifiers;
}
