import type { EntryEvidence, IncidentView } from "../model/incident.ts";

/** Shorter ones are found in counts, days and ordinary words. */
const SHORTEST = 8;
/** Characters of the longest identifier that is looked for, and of what two pieces of a text must have in common. */
export const LONGEST_SOUGHT = 4096;
const WORD = /[\p{L}\p{N}]+/gu;
const AROUND = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
const TELLING = /[\d@]/;

/** Looks for identifiers in clear. */
export interface IdentifierSearch {
  readonly size: number;
  /**
   * Where in a piece of a text one of them stands as a word of its own; -1 for nowhere. `isFirst`, `isLast`: whether the
   * text begins and ends with this piece; what touches another end is found in the piece that holds all of it.
   */
  find(piece: string, isFirst: boolean, isLast: boolean): number;
}

/**
 * A search for `identifiers` of at least 8 characters with a digit or an `@`, in any case, as they are and as HTML writes
 * them; not for what people told (`told`), or what is also a number or a digest of the case (`plain`).
 */
export function searchFor(
  identifiers: Iterable<string>,
  told: string,
  plain: ReadonlySet<string>,
): IdentifierSearch {
  const lowerTold = told.toLowerCase();
  const sought = new Set<string>();
  /** Lengths of the identifiers that begin with a word. */
  const byWord = new Map<string, Set<number>>();
  for (const identifier of identifiers)
    for (const form of new Set([identifier, escaped(identifier)])) {
      const text = form.toLowerCase().replaceAll(AROUND, "");
      if (text.length < SHORTEST || text.length > LONGEST_SOUGHT || !TELLING.test(text)) continue;
      if (plain.has(text) || lowerTold.includes(text)) continue;
      sought.add(text);
      const [word = ""] = /^[\p{L}\p{N}]+/u.exec(text) ?? [];
      byWord.set(word, (byWord.get(word) ?? new Set()).add(text.length));
    }
  const isWord = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character);
  return {
    size: sought.size,
    find(piece, isFirst, isLast) {
      const lower = piece.toLowerCase();
      for (const { 0: word, index } of lower.matchAll(WORD)) {
        const lengths = byWord.get(word);
        if (lengths === undefined || (index === 0 && !isFirst)) continue;
        for (const length of lengths) {
          const end = index + length;
          if (end > lower.length || (end === lower.length && !isLast)) continue;
          if (!isWord(lower[end]) && sought.has(lower.slice(index, end))) return index;
        }
      }
      return -1;
    },
  };
}

/** The numbers and digests of a case, as its files write them: what equals one of them tells nobody. */
export function plainValues(view: IncidentView, entries: Iterable<EntryEvidence>): ReadonlySet<string> {
  const plain = new Set<string>();
  const open: unknown[] = [view];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "number") addNumber(plain, value);
    else if (typeof value === "string" && DIGEST.test(value)) plain.add(value);
    else if (typeof value === "object" && value !== null)
      for (const part of Object.values(value)) open.push(part);
  }
  for (const { bytes, records, sha256 } of entries) {
    addNumber(plain, bytes);
    addNumber(plain, records);
    if (sha256 !== null) plain.add(sha256);
  }
  return plain;
}

const DIGEST = /^[0-9a-f]{64}$/;

function addNumber(plain: Set<string>, value: number): void {
  const text = String(value);
  if (text.length < SHORTEST) return;
  for (const part of text.split(".")) plain.add(part);
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
