import type { WordList } from "./generic.ts";
import { spellingsOf, wordsOf } from "./phrases.ts";

// eslint-disable-next-line no-control-regex -- what has no accents needs no decomposition
const ASCII = /^[\u0000-\u007f]*$/;

/**
 * Whether a field of some name may mean something by the words of the generic layout, wherever it stands. Asked of a million
 * different titles, of which hardly one is the name of a field; true in doubt. `more`: further names, squeezed.
 */
export function createNameFilter(words: WordList, more: readonly string[]): (name: string) => boolean {
  const prefixes = words.prefixes.flatMap(spellingsOf);
  const endings = endingsOf(words, more);
  return (name) => {
    if (!ASCII.test(name) || name.includes("(")) return true;
    const squeezed = name.toLowerCase().replace(/[^a-z0-9]/g, "");
    let end = squeezed.length;
    while (end > 0 && (squeezed[end - 1] ?? "") <= "9") end -= 1;
    return (
      endings.has(squeezed) ||
      endings.has(squeezed.slice(0, end)) ||
      prefixes.some((prefix) => squeezed.startsWith(prefix))
    );
  };
}

/** How names of fields end, with or without what they stand in (`id` of `customer: { id }`). */
function endingsOf(words: WordList, more: readonly string[]): ReadonlySet<string> {
  const endings = new Set([...more, ...words.identifierKeys.flatMap(spellingsOf)]);
  for (const { phrases } of Object.values(words.purposes)) {
    for (const phrase of Object.values(phrases).flat()) {
      for (const spelling of spellingsOf(phrase)) endings.add(spelling);
      const parts = wordsOf(phrase);
      for (let from = 1; from < parts.length; from += 1) endings.add(parts.slice(from).join(""));
    }
  }
  return endings;
}
