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
const BOUNDARY = new Set("|;,([{\"'`•·*>\t\n\r\u0085\u2028\u2029\\“”„«»▪■●–—");
const BULLET = /^(?:[-+#]+|\d{1,4}[.)]|[a-z][.)])\s+/i;
/** What may stand between a label and its separator: quotes, marks of emphasis, escapes. */
const CLOSING = new Set(" \t\"'`*_\\]”»“\u00a0");

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
    // A dash is no word of a label.
    if (!/[\p{L}\p{N}]/u.test(words.at(-count) ?? "")) continue;
    const use = named(words.slice(-count).join(" "));
    // `INFO customerId=B did x`: nobody writes prose like that.
    const tight =
      count === 1 &&
      line[separator] === "=" &&
      !isGap(line[separator - 1] ?? " ") &&
      !isGap(line[separator + 1] ?? " ");
    if (use !== undefined) return { use, mention: !tight && !isLogPrefix(beforeWords(line, end, count)) };
  }
  return undefined;
}

/** The line up to its last `count` words before `end`. */
function beforeWords(line: string, end: number, count: number): string {
  let at = end;
  for (let word = 0; word < count; word += 1) {
    while (at > 0 && isBlank(line[at - 1] ?? "")) at -= 1;
    while (at > 0 && !isBlank(line[at - 1] ?? "")) at -= 1;
  }
  return line.slice(0, at);
}

const MAX_PREFIX = 240;
/** The time with which a line of a log begins: ISO 8601, syslog, web servers. */
const STAMP =
  /^(?:<\d{1,3}>\d? ?)?\[?(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d\d:\d\d:\d\d(?:[.,]\d{1,6})?)\]?(?=\s)/;
const LEVEL = /^[[(<]?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)[\])>]?:?$/;
const PROCESS = /^[\w.$/@-]{1,80}\[\d{1,10}\]:$/;
const NAMED = /^[\w.$/@-]{1,80}:$/;
const BRACKETED = /^[[(][^[\]()]{0,80}[\])]:?$|^[-–|:]{1,3}$/;
const HOST = /^[\w.-]{1,80}$/;

/**
 * Whether nothing but what a program writes before its message stands there: time, host, level, process. People write
 * `06:20 Anna: …`, so a name alone is none.
 */
function isLogPrefix(prefix: string): boolean {
  if (prefix.length > MAX_PREFIX) return false;
  const stamp = STAMP.exec(prefix)?.[0];
  if (stamp === undefined) return false;
  const tokens = prefix
    .slice(stamp.length)
    .split(/\s+/)
    .filter((token) => token !== "");
  if (!tokens.some((token) => LEVEL.test(token) || PROCESS.test(token))) return false;
  const others = tokens.filter(
    (token) => !LEVEL.test(token) && !PROCESS.test(token) && !NAMED.test(token) && !BRACKETED.test(token),
  );
  return (
    others.length === 0 || (others.length === 1 && HOST.test(others[0] ?? "") && tokens.at(-1) !== others[0])
  );
}

function isBlank(character: string): boolean {
  return /\s/.test(character);
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
