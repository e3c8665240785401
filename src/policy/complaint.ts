import { CannotRun } from "../model/errors.ts";
import { printable } from "../model/printable.ts";

/** Characters of a value from the user's own file that an error shows. */
const MAX_SHOWN = 40;

/** `anna.yaml, line 4: …`, or `anna.yaml: …` when the problem is the file as a whole. */
export function complaint(fileName: string, line: number | undefined, problem: string): CannotRun {
  const where = line === undefined ? printable(fileName) : `${printable(fileName)}, line ${line}`;
  return new CannotRun(`${where}: ${problem}`);
}

/** A value in quotes, safe to print, at most 40 characters. */
export function shown(text: string): string {
  return `"${shortened(text, MAX_SHOWN)}"`;
}

/** Safe to print and at most `max` characters; what is left out becomes `…`. */
export function shortened(text: string, max: number): string {
  // Cut before the escaping as well: the text may be a mebibyte, each character of it eight when escaped.
  const characters = Array.from(printable(text.slice(0, max * 2)));
  return characters.length <= max ? characters.join("") : `${characters.slice(0, max - 1).join("")}…`;
}

/**
 * `; did you mean "accounts"?`, or the list of known words when none is near. `synonyms` are words that are spelt
 * quite differently from the known one they stand for.
 */
export function didYouMean(
  word: string,
  known: readonly string[],
  synonyms: ReadonlyMap<string, string> = new Map(),
) {
  const wanted = word.trim().toLowerCase();
  const synonym = synonyms.get(wanted);
  if (synonym !== undefined) return `; did you mean "${synonym}"?`;
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = editDistance(wanted.slice(0, 32), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  if (best !== undefined && bestDistance <= Math.min(3, Math.floor(best.length / 2)))
    return `; did you mean "${best}"?`;
  return `; known are ${known.join(", ")}`;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
