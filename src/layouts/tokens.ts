import type { LineHit } from "../model/field.ts";
import type { CompiledToken } from "./compile.ts";
import { MAX_MATCHED } from "./pattern.ts";

/** A token, and the layout that knows it. */
export interface TokenSource {
  readonly layout: string;
  readonly token: CompiledToken;
}

const WORD = /[^\s"'<>,;()[\]{}|=&?\\]+/g;
/** Windows over a longer run overlap by more than a token is long. */
const OVERLAP = 256;
const MAX_HITS = 1_024;

/** Finds values with a syntax of their own anywhere in text. `found` is told the layout of each. */
export function findTokens(
  text: string,
  sources: readonly TokenSource[],
  found: (layout: string) => void,
): readonly LineHit[] {
  const plain = text.includes("%") ? text.replace(/%(3A|2F|23)/gi, (code) => decodeURIComponent(code)) : text;
  let hits: LineHit[] | undefined;
  for (const { layout, token } of sources) {
    if (token.contains !== undefined && !plain.includes(token.contains)) continue;
    for (const piece of pieces(plain)) {
      if (token.contains !== undefined && !piece.includes(token.contains)) continue;
      for (let from = 0; ;) {
        const match = token.pattern.exec(piece, from);
        if (match === undefined) break;
        found(layout);
        (hits ??= []).push(...token.hits(match.groups, true));
        if (hits.length >= MAX_HITS) return hits;
        from = Math.max(match.end, match.start + 1);
      }
    }
  }
  return hits ?? NONE;
}

const NONE: readonly LineHit[] = [];

function* pieces(text: string): Iterable<string> {
  for (const [word] of text.matchAll(WORD)) {
    if (word.length <= MAX_MATCHED) yield word;
    else
      for (let from = 0; from < word.length; from += MAX_MATCHED - OVERLAP)
        yield word.slice(from, from + MAX_MATCHED);
  }
}
