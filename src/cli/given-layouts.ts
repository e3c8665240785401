import { dirname, isAbsolute, join, resolve } from "node:path";
import { BUILTIN_NAMES, checkNames, loadLayout, type LoadedLayout } from "../layouts/index.ts";
import { CannotRun } from "../model/errors.ts";
import type { PolicyPlace } from "../model/policy.ts";
import { printable } from "../model/printable.ts";
import { readTextFile } from "./subject/read-text-file.ts";

/** The layouts that the user vouches for. */
export interface GivenLayouts {
  readonly layouts: readonly LoadedLayout[];
  readonly givenBuiltins: readonly string[];
  /** Files that were read. */
  readonly files: readonly string[];
}

/** A layout that a policy gives: its name, or its file as the policy writes it. */
export interface PolicyLayout {
  readonly value: string;
  readonly source: PolicyPlace;
}

interface GivenFile {
  readonly shown: string;
  /** Where a policy gives it. */
  readonly source?: PolicyPlace;
}

/**
 * Loads the layouts of `-l`, then those of the policy, each once: a name of a built-in one, or a file, which of a policy
 * lies where the policy says from its own folder. Throws `CannotRun`.
 */
export async function givenLayouts(
  wanted: readonly string[],
  byPolicy: readonly PolicyLayout[],
): Promise<GivenLayouts> {
  const builtins = new Set<string>();
  const files = new Map<string, GivenFile>();
  for (const one of wanted) {
    if (BUILTIN_NAMES.includes(one)) builtins.add(one);
    else if (isFile(one)) addFile(files, resolve(one), { shown: one });
    else throw unknown(one);
  }
  for (const { value: one, source } of byPolicy) {
    const path = layoutPath(one, source.file);
    if (BUILTIN_NAMES.includes(one)) builtins.add(one);
    else if (isFile(one)) addFile(files, resolve(path), { shown: path, source });
    else throw unknown(one, source);
  }
  const layouts: LoadedLayout[] = [];
  for (const file of files.values()) layouts.push(await loaded(file));
  checkNames(
    layouts.map(({ name }) => name),
    [...builtins],
  );
  return { layouts, givenBuiltins: [...builtins], files: [...files.values()].map(({ shown }) => shown) };
}

/** Where a layout of a policy lies: names as they are, files from the policy file's own folder. */
export function layoutPath(layout: string, policyFile: string): string {
  if (BUILTIN_NAMES.includes(layout) || isAbsolute(layout)) return layout;
  const path = join(dirname(policyFile), layout);
  // A path without a dot or a slash would read as a name.
  return isFile(path) ? path : `./${path}`;
}

/** The same file, told twice, is one layout. */
function addFile(files: Map<string, GivenFile>, path: string, file: GivenFile): void {
  if (!files.has(path)) files.set(path, file);
}

async function loaded({ shown, source }: GivenFile): Promise<LoadedLayout> {
  try {
    return await loadLayout(await readTextFile(shown), shown);
  } catch (error) {
    if (source === undefined || !(error instanceof CannotRun)) throw error;
    throw new CannotRun(`${printable(source.file)}, line ${source.line}: ${error.message}`);
  }
}

function isFile(text: string): boolean {
  return /[./\\]/.test(text);
}

function unknown(name: string, place?: PolicyPlace): CannotRun {
  const where = place === undefined ? "" : `${printable(place.file)}, line ${place.line}: `;
  return new CannotRun(
    `${where}there is no layout "${printable(name)}"; there are ${BUILTIN_NAMES.join(", ")}, or give a file (./${printable(name)}.json)`,
  );
}
