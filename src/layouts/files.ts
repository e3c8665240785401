import { globMatches } from "../model/glob.ts";

/** Most globs that braces in one glob may stand for. */
const MAX_ALTERNATIVES = 1_000;

/** Decides whether an entry's path is meant by one of some globs. */
export interface FileTest {
  (path: string): boolean;
  /** The same for entries of one folder, of which there may be a million; undefined when none of them can be meant. */
  readonly within: (folder: string) => ((path: string) => boolean) | undefined;
  /**
   * The folder in which the names begin that the globs give, with its slash: `old/` for `old/Takeout/Chrome/History.json`
   * and a glob that begins with any folders and then names `Takeout`. Empty for the top; undefined where no glob that means
   * the path names a folder.
   */
  readonly rootOf: (path: string) => string | undefined;
}

/** Compiles globs. Throws an `Error` when braces stand for too many. */
export function fileTest(globs: readonly string[]): FileTest {
  const compiled = globs
    .flatMap(expandBraces)
    .map((glob) => ({ glob, literals: literalsOf(glob), above: literalsOf(foldersOf(glob)) }));
  const within: FileTest["within"] = (folder) => {
    const lower = inLowerCase(folder);
    const near = compiled.filter(({ above }) => holdsAll(lower, above));
    return near.length === 0 ? undefined : (path) => isMeant(path, near);
  };
  const rootOf = (path: string): string | undefined => rootAmong(path, compiled);
  return Object.assign((path: string) => isMeant(path, compiled), { within, rootOf });
}

/** The shortest of what the globs say that mean this path. */
function rootAmong(path: string, globs: readonly { readonly glob: string }[]): string | undefined {
  let shortest: string | undefined;
  for (const { glob } of globs) {
    if (!globMatches(glob, path)) continue;
    const root = rootBefore(glob, path);
    if (root !== undefined && root.length < (shortest?.length ?? Infinity)) shortest = root;
    if (shortest === "") break;
  }
  return shortest;
}

const ANYWHERE = "**/";

function rootBefore(glob: string, path: string): string | undefined {
  if (!glob.startsWith(ANYWHERE)) return "";
  const named = glob.slice(ANYWHERE.length);
  // `**/*.json` means files wherever they lie; `**/Takeout/*.json` means those of a folder that may lie anywhere.
  if (!/^[^/]*[^*?/][^/]*\//.test(named)) return undefined;
  let at = 0;
  while (!globMatches(named, path.slice(at))) {
    const next = path.indexOf("/", at);
    if (next < 0) return undefined;
    at = next + 1;
  }
  return path.slice(0, at);
}

/** Most entries lack a literal: an export has a million of them, and a glob costs fifty times as much. */
function isMeant(
  path: string,
  globs: readonly { readonly glob: string; readonly literals: readonly string[] }[],
): boolean {
  const lower = inLowerCase(path);
  return globs.some(({ glob, literals }) => holdsAll(lower, literals) && globMatches(glob, path));
}

let lastPath = "";
let lastLower = "";

/** All layouts are asked about one path before the next one comes. */
function inLowerCase(path: string): string {
  if (path !== lastPath) {
    lastLower = path.toLowerCase();
    lastPath = path;
  }
  return lastLower;
}

function holdsAll(text: string, literals: readonly string[]): boolean {
  for (const literal of literals) if (!text.includes(literal)) return false;
  return true;
}

/** `{a,b}` stands for `a` and `b`; braces do not nest. */
function expandBraces(glob: string): string[] {
  let done = [""];
  let rest = glob;
  for (;;) {
    const match = /\{([^{}]*)\}/.exec(rest);
    if (match === null) return done.map((head) => head + rest);
    const before = rest.slice(0, match.index);
    const options = (match[1] ?? "").split(",");
    done = done.flatMap((head) => options.map((option) => head + before + option));
    if (done.length > MAX_ALTERNATIVES) throw new Error(`the braces in "${glob}" stand for too many names`);
    rest = rest.slice(match.index + match[0].length);
  }
}

/** The segments of which a match never is the last one of a path: `**` may stand for none. */
function foldersOf(glob: string): string {
  const segments = glob.split("/");
  return segments
    .slice(
      0,
      segments.findLastIndex((segment) => segment !== "**"),
    )
    .join("/");
}

/** What a path must hold for a glob to match, the longest first: it is the rarest. */
function literalsOf(glob: string): readonly string[] {
  const pieces = glob
    .toLowerCase()
    .split(/[*?/]+/)
    .filter((piece) => piece !== "");
  return [...new Set(pieces)].toSorted((one, other) => other.length - one.length);
}
