import { dirname, isAbsolute, join, resolve } from "node:path";
import { BUILTIN_NAMES, checkNames, loadLayout, type LoadedLayout } from "../layouts/index.ts";
import { CannotRun } from "../model/errors.ts";
import { printable } from "../model/printable.ts";
import { readTextFile } from "./subject/read-text-file.ts";

/** The layouts that the user vouches for. */
export interface GivenLayouts {
  readonly layouts: readonly LoadedLayout[];
  readonly givenBuiltins: readonly string[];
  /** Files that were read. */
  readonly files: readonly string[];
}

/**
 * Loads the layouts of `-l`, then those of the policy, each once: a name of a built-in one, or a file, which of a policy
 * lies where the policy says from its own folder. Throws `CannotRun`.
 */
export async function givenLayouts(
  wanted: readonly string[],
  byPolicy: readonly string[],
  policyFile: string | undefined,
): Promise<GivenLayouts> {
  const builtins = new Set<string>();
  const files = new Map<string, string>();
  for (const one of wanted) {
    if (BUILTIN_NAMES.includes(one)) builtins.add(one);
    else if (isFile(one)) addFile(files, resolve(one), one);
    else throw unknown(one);
  }
  const folder = policyFile === undefined || policyFile === "-" ? "." : dirname(policyFile);
  for (const one of byPolicy) {
    if (BUILTIN_NAMES.includes(one)) builtins.add(one);
    else if (isFile(one)) addFile(files, resolve(folder, one), isAbsolute(one) ? one : join(folder, one));
    else throw unknown(one, policyFile);
  }
  const layouts: LoadedLayout[] = [];
  for (const path of files.values()) layouts.push(await loadLayout(await readTextFile(path), path));
  checkNames(
    layouts.map(({ name }) => name),
    [...builtins],
  );
  return { layouts, givenBuiltins: [...builtins], files: [...files.values()] };
}

/** The same file, told twice, is one layout. */
function addFile(files: Map<string, string>, path: string, shown: string): void {
  if (!files.has(path)) files.set(path, shown);
}

function isFile(text: string): boolean {
  return /[./\\]/.test(text);
}

function unknown(name: string, policyFile?: string): CannotRun {
  const where = policyFile === undefined ? "" : `${printable(policyFile)}: `;
  return new CannotRun(
    `${where}there is no layout "${printable(name)}"; there are ${BUILTIN_NAMES.join(", ")}, or give a file (./${printable(name)}.json)`,
  );
}
