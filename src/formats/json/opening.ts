/** Bytes in which an assignment or a call has to reach its value. */
export const MAX_WRAPPER_BYTES = 1024;

const NAME = String.raw`[A-Za-z_$][\w$]*(?:\.[\w$]+|\[(?:"[^"\]\n]*"|'[^'\]\n]*'|\d+)\])*`;
/** `window.YTD.tweet.part0 = `, `export const data = `, `export default `, `callback(`, `x = JSON.parse(`. */
const WRAPPER = new RegExp(
  String.raw`^(?:export\s+default\s+|(?:export\s+)?(?:(?:var|let|const)\s+)?(${NAME})\s*=\s*)?` +
    String.raw`(?:(?:typeof\s+${NAME}\s*===?\s*["']function["']\s*&&\s*|${NAME}\s*&&\s*)?(${NAME})\s*\(\s*|\(\s*)?` +
    String.raw`(?=[[{"'\d-]|(?:true|false|null)\b)`,
);
/** What services put before JSON so that no page can run it as a script, and what scripts begin with. */
const GUARD =
  /^(?:\)\]\}'?,?[^\S\n]*(?=\n|[[{])|(?:for\s*\(\s*;\s*;\s*\)|while\s*\(\s*(?:1|true)\s*\))\s*;|throw [^;\n]{1,40};|["']use strict["'];)/;
const SPACE = /^[\s\ufeff]+/;

export interface Wrapper {
  /** Characters of it. */
  readonly length: number;
  /** What is assigned, empty for none. */
  readonly name: string;
}

/** The JavaScript before a value, at the beginning of `text`; undefined when there is none. */
export function wrapperAt(text: string): Wrapper | undefined {
  const guard = GUARD.exec(text)?.[0];
  if (guard !== undefined) return { length: guard.length, name: "" };
  const found = WRAPPER.exec(text);
  if (found === null || found[0] === "") return undefined;
  return { length: found[0].length, name: found[1] ?? "" };
}

/** Bytes that may stand before a document without being anything. */
const MAX_JUNK_BYTES = 256;

/** Where in `text` a document begins that something else stands before; 0 for nowhere, and for what is a value itself. */
export function documentBehind(text: string): number {
  if (/^(?:["'\d-]|(?:true|false|null|NaN|None|undefined|Infinity)\b)/.test(text)) return 0;
  const at = text.slice(0, MAX_JUNK_BYTES).search(/\{\s*["}]|\[\s*[{[\]"]/);
  return Math.max(0, at);
}

/** How a document begins. `text` holds a character for each byte. */
export interface Opening {
  /** Where its first value begins, past white space, comments and wrappers. */
  readonly at: number;
  readonly isWrapped: boolean;
  readonly hasComment: boolean;
}

export function openingOf(text: string): Opening {
  let at = 0;
  let isWrapped = false;
  let hasComment = false;
  for (;;) {
    const comment = commentEnd(text, at);
    if (comment > at) {
      hasComment = true;
      at = comment;
      continue;
    }
    const rest = text.slice(at, at + MAX_WRAPPER_BYTES);
    const space = SPACE.exec(rest)?.[0].length;
    if (space !== undefined) {
      at += space;
      continue;
    }
    const wrapper = wrapperAt(rest);
    if (wrapper === undefined) return { at, isWrapped, hasComment };
    isWrapped = true;
    at += wrapper.length;
  }
}

/** Where the comment that begins at `at` ends; `at` where none does. */
function commentEnd(text: string, at: number): number {
  const isBlock = text.startsWith("/*", at);
  if (!isBlock && !text.startsWith("//", at)) return at;
  const end = text.indexOf(isBlock ? "*/" : "\n", at + 2);
  return end < 0 ? text.length : end + (isBlock ? 2 : 1);
}

/** A line that ends a document, and one that begins the next. */
const NEXT_LINE = /[}\]][^\S\n]*\r?\n\s*[{[]/;

/** Whether several documents follow one another: NDJSON, JSON text sequences, documents without anything between them. */
export function isSequence(head: Buffer, name: string): boolean {
  const text = head.toString("latin1");
  const { at, isWrapped } = openingOf(text);
  if (isWrapped) return false;
  const named = /\.(?:ndjson|jsonl|ldjson|json-?seq)$/i.test(name);
  const end = endOfValue(head, at);
  if (end !== undefined) {
    const rest = text.slice(end).replace(/^[\s,]+/, "");
    return /^["[{\d-]/.test(rest) || (named && (rest !== "" || head[at] === 0x7b));
  }
  return named || (head[at] === 0x7b && NEXT_LINE.test(text));
}

/** Where the first array or object ends, if that is within `head`. */
function endOfValue(head: Uint8Array, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = from; at < head.length; at++) {
    const byte = head[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
      else if (byte === 0x0a) return undefined;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
      if (depth <= 0) return at + 1;
    } else if (depth === 0 && byte === 0x0a) return at;
  }
  return undefined;
}
