import type { IdentifierUse } from "../model/field.ts";
import type { Matcher } from "./matcher.ts";
import type { SignatureTable } from "./signatures.ts";

interface Memo {
  text: string;
  match: number;
  readonly known: Map<string, number>;
  hits: number;
  isUseless: boolean;
}

const MEMO_SIZE = 4096;
const MAX_WEAKENED = 4096;
const MAX_KNOWN = 65_536;

/** Remembers, use by use, what values were compared before: most columns repeat theirs. */
export class MatchMemo {
  readonly #matcher: Matcher;
  readonly #table: SignatureTable;
  /** Of foreign values that are no evidence where they stand. */
  readonly weakened = new Set<string>();
  /** Identifiers of customers that were compared, whatever their role. */
  readonly known = new Set<string>();
  readonly #memos = new Map<IdentifierUse, Memo>();

  constructor(matcher: Matcher, table: SignatureTable) {
    this.#matcher = matcher;
    this.#table = table;
  }

  /** Index of the match in the table, -1 for what names nobody. */
  match(use: IdentifierUse, text: string): number {
    let memo = this.#memos.get(use);
    if (memo === undefined) {
      memo = { text: "", match: -1, known: new Map(), hits: 0, isUseless: false };
      this.#memos.set(use, memo);
    }
    if (memo.text === text) return memo.match;
    let match = memo.isUseless ? undefined : memo.known.get(text);
    if (match === undefined) {
      const found = this.#matcher.match(use, text);
      match = found === undefined ? -1 : this.#table.intern(found);
      if (found?.weakened !== undefined && this.weakened.size < MAX_WEAKENED)
        this.weakened.add(found.weakened);
      if (found?.known !== undefined && this.known.size < MAX_KNOWN) this.known.add(found.known.key);
      if (memo.known.size >= MEMO_SIZE) {
        // A column in which nothing repeats is not worth remembering.
        memo.isUseless = memo.hits < MEMO_SIZE / 16;
        memo.known.clear();
        memo.hits = 0;
      }
      if (!memo.isUseless) memo.known.set(text, match);
    } else {
      memo.hits += 1;
    }
    memo.text = text;
    memo.match = match;
    return match;
  }
}
