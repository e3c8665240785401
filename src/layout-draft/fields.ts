import type { StrongKind } from "../model/kinds.ts";
import type { FieldObservation } from "../model/observed.ts";
import type { Subject } from "../model/subject.ts";
import { compositesOf, type Composite } from "./composites.ts";
import type { Form } from "./identifier-patterns.ts";

/** What a field was found to be in several people's bundles. */
export type Meaning =
  | { readonly is: "owner" | "party"; readonly kind: StrongKind | "any" }
  | { readonly is: "composite"; readonly composites: readonly Composite[] }
  /** With patterns for names that hold an identifier, too. */
  | { readonly is: "names-file"; readonly composites?: readonly Composite[] }
  | { readonly is: "time" | "sha256" | "thread" }
  /**
   * Something of the requester stands in it, but too little is known: said, and not proposed. `perhaps`: what it is if
   * its neighbours are.
   */
  | {
      readonly is: "unsure";
      readonly why: string;
      readonly perhaps?: "party";
      readonly kind?: StrongKind | "any";
    };

export interface JudgedField {
  readonly path: readonly string[];
  /** The same field where an element that may come several times comes once, and is no list. */
  readonly others?: readonly (readonly string[])[];
  readonly meaning: Meaning;
  /** People in whose bundles it has one value, and no more. */
  readonly once: number;
  /** What it rests on, in words, without a value. */
  readonly evidence: string;
}

/** Times that say something else than when the record was made. */
const OTHER_TIME = /birth|born|geb|naissance|expir|valid|until|due|next|export|request|ablauf|g[uü]ltig/i;

/** Names that say who did something: in these bundles the requester, in the next one perhaps somebody else. */
const ACTOR =
  /author|sender|assignee|editor|creator|actor|(?:^|[^a-z])(?:from|by)(?:$|[^a-z])|(?:created|updated|modified|assigned|written|posted|uploaded)by|absender|verfasser|autor|erstell|bearbeit/i;

/** One field over the bundles of all people: `seen[person]`, undefined where theirs do not have it. */
export function judgeField(
  seen: readonly (FieldObservation | undefined)[],
  subjects: readonly Subject[],
  forms: readonly Form[],
): JudgedField | undefined {
  const found = seen.filter((one) => one !== undefined);
  const [first] = found;
  if (first === undefined) return undefined;
  const { path } = first;
  const values = total(found, (one) => one.values);
  const once = found.filter((one) => one.values === 1).length;
  const mine = total(found, mineOf);
  const people = `in the bundles of ${found.length} of ${seen.length} people`;
  const judged = (meaning: Meaning, evidence: string): JudgedField => ({ path, meaning, once, evidence });
  const unsure = (why: string): JudgedField => judged({ is: "unsure", why }, why);

  if (found.length < 2) {
    const touches = mine > 0 || first.holding > 0;
    return touches
      ? unsure("it holds the requester's identifier, but only one person's bundle has it")
      : undefined;
  }
  if (mine > 0) return judgeIdentifier(found, judged, people);
  const isHolding = found.every((one) => one.holding === one.values);
  const samples = seen.map((one) => one?.samples ?? []);
  const composites = isHolding ? compositesOf(samples, subjects, forms) : undefined;
  if (found.every((one) => one.names === one.values)) {
    const more = composites === undefined ? {} : { composites };
    return judged({ is: "names-file", ...more }, `all ${values} values are names of files, ${people}`);
  }
  if (isHolding) {
    if (composites === undefined)
      return unsure(
        "all values hold the requester's identifier, but in no form that several people's values have",
      );
    const sampled = total(found, (one) => one.samples.length);
    return judged(
      { is: "composite", composites },
      `all ${values} values hold the requester's identifier between separators, ${people}; the pattern takes the ${sampled} different ones that were compared`,
    );
  }
  if (found.some((one) => one.holding > 0))
    return unsure("some of its values hold the requester's identifier beside something else");
  if (found.every((one) => one.digests === one.values))
    return judged({ is: "sha256" }, `all ${values} values are 64 hex digits, ${people}`);
  // A time outside records says when something began, or when the export was made.
  const isTime = found.every((one) => one.times === one.values && one.inRecords);
  if (isTime && !OTHER_TIME.test(path.at(-1) ?? ""))
    return judged({ is: "time" }, `all ${values} values are times, ${people}`);
  return undefined;
}

function judgeIdentifier(
  found: readonly FieldObservation[],
  judged: (meaning: Meaning, evidence: string) => JudgedField,
  people: string,
): JudgedField {
  const unsure = (why: string, perhaps?: "party"): JudgedField =>
    judged({ is: "unsure", why, ...(perhaps === undefined ? {} : { perhaps, kind }) }, why);
  const values = total(found, (one) => one.values);
  const mine = total(found, mineOf);
  const kind = kindOf(found);
  if (found.every((one) => mineOf(one) === one.values)) {
    if (!areDisjoint(found.map(({ samples }) => samples)))
      return unsure("the same value stands in several people's bundles: it cannot be told from a constant");
    const [first] = found;
    const hint = ACTOR.test(first?.path.findLast((key) => key !== "[]") ?? "")
      ? ". Its name says who did something: if that may be somebody else, it is a party"
      : "";
    return judged(
      { is: "owner", kind },
      `all ${values} values are the requester's ${kind === "any" ? "identifiers" : kind}, ${people}${hint}`,
    );
  }
  if (found.filter((one) => mineOf(one) > 0).length < 2)
    return unsure("it holds the requester's identifier in one person's bundle only", "party");
  const holders = `${mine} of ${values} values are the requester's ${kind === "any" ? "identifiers" : kind}, the others are not, ${people}`;
  return judged({ is: "party", kind }, holders);
}

function kindOf(found: readonly FieldObservation[]): StrongKind | "any" {
  const kinds = new Set(found.flatMap(({ mine }) => Object.keys(mine)));
  const [only] = found.flatMap(({ mine }) => Object.keys(mine).filter(isStrongKind));
  return kinds.size === 1 && only !== undefined ? only : "any";
}

function isStrongKind(name: string): name is StrongKind {
  return ["account", "email", "phone", "person", "household", "device"].includes(name);
}

/** How many values are the subject's. */
export function mineOf({ mine }: FieldObservation): number {
  return Object.values(mine).reduce((sum, count) => sum + count, 0);
}

/** Whether no value comes in two of the lists. */
export function areDisjoint(lists: readonly (readonly string[])[]): boolean {
  const distinct = lists.map((list) => new Set(list));
  const together = new Set(distinct.flatMap((list) => [...list]));
  return together.size === distinct.reduce((sum, { size }) => sum + size, 0);
}

function total(found: readonly FieldObservation[], count: (one: FieldObservation) => number): number {
  return found.reduce((sum, one) => sum + count(one), 0);
}
