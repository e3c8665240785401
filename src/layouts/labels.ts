import type { FieldUse } from "../model/field.ts";

/** The known words before a separator. */
export interface Label {
  readonly use: FieldUse;
  /** In the middle of a sentence or in an address: it mentions somebody, it is no field. */
  readonly mention: boolean;
}

const MAX_LABEL = 80;
const MAX_WORDS = 5;
/** After these a field may begin; also after a tab or two spaces. */
const BOUNDARY = new Set("|;,([{\"'`•·*>\t\n\r\\“”„«»▪■●–—");
const BULLET = /^(?:[-+#]+|\d{1,4}[.)]|[a-z][.)])\s+/i;
/** What may stand between a label and its separator: quotes, marks of emphasis, escapes. */
const CLOSING = new Set(" \t\"'`*_\\”»“\u00a0");

/** Finds the label that ends before `separator`, in a bounded number of steps. */
export function labelBefore(
  line: string,
  separator: number,
  named: (label: string) => FieldUse | undefined,
): Label | undefined {
  let end = separator;
  while (end > 0 && separator - end < 8 && CLOSING.has(line[end - 1] ?? "")) end -= 1;
  const limit = Math.max(0, end - MAX_LABEL);
  let start = end;
  let cut = false;
  let address = false;
  for (; start > 0; start -= 1) {
    const character = line[start - 1] ?? "";
    if (BOUNDARY.has(character) && !isApostrophe(line, start - 1)) break;
    if (character === "?" || character === "&") {
      address = true;
      break;
    }
    // A separator's own value is no part of the next label: `a=1 b=2`, `12:30 id:`.
    if (isGap(character) && isGap(line[start - 2] ?? "")) break;
    if (start <= limit) {
      cut = true;
      break;
    }
  }
  const text = line.slice(start, end).replace(BULLET, "").trim();
  if (text === "" || !/\p{L}/u.test(text)) return undefined;
  const words = text.split(/[\s\u00a0]+/);
  if (!cut && words.length <= MAX_WORDS) {
    const use = named(text);
    if (use !== undefined) return { use, mention: address };
  }
  for (let count = Math.min(MAX_WORDS, words.length - 1); count > 0; count -= 1) {
    const use = named(words.slice(-count).join(" "));
    // `INFO customerId=B did x`: nobody writes prose like that.
    const tight =
      count === 1 &&
      line[separator] === "=" &&
      !isGap(line[separator - 1] ?? " ") &&
      !isGap(line[separator + 1] ?? " ");
    if (use !== undefined) return { use, mention: !tight };
  }
  return undefined;
}

function isGap(character: string): boolean {
  return character === " " || character === "\u00a0";
}

/** `numéro d'abonné`: a mark between two letters is an apostrophe, not a quotation mark. */
function isApostrophe(line: string, index: number): boolean {
  const mark = line[index];
  return (
    (mark === "'" || mark === "’") &&
    /\p{L}/u.test(line[index - 1] ?? "") &&
    /\p{L}/u.test(line[index + 1] ?? "")
  );
}
