import { CannotRun } from "../model/errors.ts";
import type { Kind } from "../model/kinds.ts";
import amazonAlexa from "./amazon-alexa.json" with { type: "json" };
import amazonData from "./amazon-data.json" with { type: "json" };
import bagit from "./bagit.json" with { type: "json" };
import discord from "./discord.json" with { type: "json" };
import { compileParts } from "./compile.ts";
import facebook from "./facebook.json" with { type: "json" };
import fhir from "./fhir.json" with { type: "json" };
import frictionless from "./frictionless.json" with { type: "json" };
import { createVocabulary, type WordList } from "./generic.ts";
import generic from "./generic.json" with { type: "json" };
import googleTakeout from "./google-takeout.json" with { type: "json" };
import instagram from "./instagram.json" with { type: "json" };
import type { Layout } from "./layout.ts";
import linkedin from "./linkedin.json" with { type: "json" };
import { canonicalDigest, loadLayout, type LoadedLayout } from "./load.ts";
import matrix from "./matrix.json" with { type: "json" };
import netflix from "./netflix.json" with { type: "json" };
import { compileBuiltin } from "./pattern.ts";
import { createPlanner, type EntryPlan, planFor } from "./plan.ts";
import reddit from "./reddit.json" with { type: "json" };
import slack from "./slack.json" with { type: "json" };
import smartthings from "./smartthings.json" with { type: "json" };
import snapchat from "./snapchat.json" with { type: "json" };
import spotify from "./spotify.json" with { type: "json" };
import standards from "./standards.json" with { type: "json" };
import tiktok from "./tiktok.json" with { type: "json" };
import xTwitter from "./x-twitter.json" with { type: "json" };

export { isAttached } from "./attached.ts";
export { LayoutCoverage, type Unused } from "./coverage.ts";
export { loadLayout, planFor };
export type { EntryPlan, LoadedLayout };

/** The layouts of a run, and what follows from all of them together. */
export interface Layouts {
  readonly all: readonly LoadedLayout[];
  /** Names of those that the user gave. */
  readonly given: ReadonlySet<string>;
  planFor(entryPath: string, shown?: string): EntryPlan;
  /** The namespaces of that kind whose patterns take the value: a number alone may be of several issuers. */
  namespacesOf(kind: Kind, value: string): readonly string[];
}

/** Layouts of providers and of standards, in the order in which they are asked. */
const DESCRIBED = [
  amazonAlexa,
  amazonData,
  googleTakeout,
  facebook,
  instagram,
  xTwitter,
  netflix,
  discord,
  linkedin,
  tiktok,
  spotify,
  slack,
  snapchat,
  reddit,
  smartthings,
  matrix,
  fhir,
  bagit,
  frictionless,
  standards,
] as unknown as readonly Layout[];

/** Names of the layouts that ship with the program. */
export const BUILTIN_NAMES: readonly string[] = [...DESCRIBED, generic].map(({ name }) => name);

/** The digest of a built-in layout, without compiling it. Throws on a name that is none. */
export function builtinDigest(name: string): string {
  const data = [...DESCRIBED, generic].find((layout) => layout.name === name);
  if (data === undefined) throw new Error(`there is no built-in layout ${name}`);
  return canonicalDigest(data);
}

/** The content of a built-in layout, of `generic` its list of words. Undefined when there is none of that name. */
export function builtinData(
  name: string,
): { readonly name: string; readonly title: string; readonly noSubject?: string } | undefined {
  return [...DESCRIBED, generic].find((layout) => layout.name === name);
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
    namespacesOf: namespacesOf(all),
  };
}

/** Finds the namespaces of a kind whose patterns take a value. */
export function namespacesOf(
  layouts: readonly LoadedLayout[],
): (kind: Kind, value: string) => readonly string[] {
  const namespaces = layouts.flatMap((layout) => layout.namespaces);
  return (kind, value) => {
    const trimmed = value.trim();
    return namespaces
      .filter((one) => one.kind === kind && one.pattern.exec(trimmed) !== undefined)
      .map(({ name }) => name);
  };
}

/** A test holds the built-in layouts to their examples, so that a run need not. */
function builtin(layout: Layout): LoadedLayout {
  const { name, title } = layout;
  const { namespaces, parts } = compileParts(layout, compileBuiltin);
  return {
    name,
    title,
    get digest() {
      return canonicalDigest(layout);
    },
    file: undefined,
    namespaces,
    parts,
    vocabulary: undefined,
  };
}

function wordList(words: WordList): LoadedLayout {
  const { name, title } = words;
  return {
    name,
    title,
    get digest() {
      return canonicalDigest(words);
    },
    file: undefined,
    namespaces: [],
    parts: [],
    vocabulary: createVocabulary(words),
  };
}

/** The JSON Schema of layouts. */
export async function layoutSchema(): Promise<object> {
  const { default: schema } = await import("./layout.schema.json", { with: { type: "json" } });
  return schema;
}
