import { CannotRun } from "../model/errors.ts";
import type { Kind } from "../model/kinds.ts";
import amazonAlexa from "./amazon-alexa.json" with { type: "json" };
import { createVocabulary, type WordList } from "./generic.ts";
import generic from "./generic.json" with { type: "json" };
import googleTakeout from "./google-takeout.json" with { type: "json" };
import type { Layout } from "./layout.ts";
import { canonicalDigest, compileLayout, loadLayout, type LoadedLayout } from "./load.ts";
import { compileBuiltin } from "./pattern.ts";
import { createPlanner, type EntryPlan, planFor } from "./plan.ts";
import standards from "./standards.json" with { type: "json" };

export { loadLayout, planFor };
export type { EntryPlan, LoadedLayout };

/** The layouts of a run, and what follows from all of them together. */
export interface Layouts {
  readonly all: readonly LoadedLayout[];
  /** Names of those that the user gave. */
  readonly given: ReadonlySet<string>;
  planFor(entryPath: string, shown?: string): EntryPlan;
  /** The first namespace of that kind whose pattern takes the value; empty when none does. */
  namespaceOf(kind: Kind, value: string): string;
}

/** Layouts of providers and of standards, in the order in which they are asked. */
const DESCRIBED = [amazonAlexa, googleTakeout, standards] as unknown as readonly Layout[];

/** Names of the layouts that ship with the program. */
export const BUILTIN_NAMES: readonly string[] = [...DESCRIBED, generic].map(({ name }) => name);

/** The digest of a built-in layout, without compiling it. Throws on a name that is none. */
export function builtinDigest(name: string): string {
  const data = [...DESCRIBED, generic].find((layout) => layout.name === name);
  if (data === undefined) throw new Error(`there is no built-in layout ${name}`);
  return canonicalDigest(data);
}

/** Checks that names are unique and known, without compiling anything. Throws `CannotRun`. */
export function checkNames(user: readonly string[], givenBuiltins: readonly string[]): void {
  const names = new Set(BUILTIN_NAMES);
  for (const name of user) {
    if (names.has(name))
      throw new CannotRun(`two layouts are called "${name}"; give the one of your own another name`);
    names.add(name);
  }
  const unknown = givenBuiltins.find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new CannotRun(`there is no layout "${unknown}"; there are ${[...names].toSorted().join(", ")}`);
  }
}

let builtins: readonly LoadedLayout[] | undefined;

/** The layouts that ship with the program. Made once. */
export function builtinLayouts(): readonly LoadedLayout[] {
  builtins ??= [...DESCRIBED.map(builtin), wordList(generic as unknown as WordList)];
  return builtins;
}

/** Puts layouts of the user before the built-in ones. Throws `CannotRun` when two have the same name. */
export function layoutsOf(user: readonly LoadedLayout[], givenBuiltins: readonly string[] = []): Layouts {
  const all = [...user, ...builtinLayouts()];
  checkNames(
    user.map(({ name }) => name),
    givenBuiltins,
  );
  const given: ReadonlySet<string> = new Set([...user.map((layout) => layout.name), ...givenBuiltins]);
  return {
    all,
    given,
    planFor: createPlanner(all, { given }),
    namespaceOf: namespacesOf(all),
  };
}

/** Finds the first namespace of a kind whose pattern takes a value; empty when none does. */
export function namespacesOf(layouts: readonly LoadedLayout[]): (kind: Kind, value: string) => string {
  const namespaces = layouts.flatMap((layout) => layout.namespaces);
  return (kind, value) => {
    const trimmed = value.trim();
    return namespaces.find((one) => one.kind === kind && one.pattern.exec(trimmed) !== undefined)?.name ?? "";
  };
}

function builtin(layout: Layout): LoadedLayout {
  return compileLayout(layout, compileBuiltin, canonicalDigest(layout), undefined);
}

function wordList(words: WordList): LoadedLayout {
  const { name, title } = words;
  const digest = canonicalDigest(words);
  return {
    name,
    title,
    digest,
    file: undefined,
    namespaces: [],
    parts: [],
    vocabulary: createVocabulary(words),
  };
}
