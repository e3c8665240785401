import { globMatches } from "../model/glob.ts";

/** Most globs that braces in one glob may stand for. */
const MAX_ALTERNATIVES = 1_000;

/** Decides whether an entry's path is meant by one of some globs. */
export type FileTest = (path: string) => boolean;

/** Compiles globs. Throws an `Error` when braces stand for too many. */
export function fileTest(globs: readonly string[]): FileTest {
  const compiled = globs.flatMap(expandBraces).map((glob) => ({ glob, literal: longestLiteral(glob) }));
  return (path) => {
    const lower = path.toLowerCase();
    // Most entries lack the literal: an export has a million of them, and a glob costs fifty times as much.
    return compiled.some((one) => lower.includes(one.literal) && globMatches(one.glob, path));
  };
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

function longestLiteral(glob: string): string {
  let longest = "";
  for (const piece of glob.toLowerCase().split(/[*?]+|\//))
    if (piece.length > longest.length) longest = piece;
  return longest;
}
