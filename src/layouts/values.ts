import { parseTime } from "../model/time.ts";

/** A value in a line: its text, and the offset after it. */
export interface Value {
  readonly text: string;
  readonly end: number;
}

const MAX_TOKEN = 512;
const LEAD = /[\s"'`*_\\“”„«»<\u00a0]/;
const TOKEN = /[^\s,;|&)\]}"'`<>\\\u00a0“”«»]+/y;
const GROUPED_DIGITS = /\d{1,6}(?:[ \u00a0]\d{2,6}){1,6}(?=$|[ \u00a0]{2}|[\t,;|)\]}"'.])/y;
const PHONE = /[+(]?\d[\d\s().\-/\u00a0]{4,30}\d/y;
const TIME =
  /\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?|\d{13}|\d{10}/y;
const FILE_NAME = /[^,;|"'`<>()[\]{}\t\r\n“”«»]{1,512}/y;
const QUOTED = /[^"“”«»\t\r\n]{1,512}(?=["”»])/y;

/** A word: up to white space or a mark that ends a value. A number in groups (`123 456 789`) is one word if nothing follows it. */
export function tokenAt(line: string, from: number): Value | undefined {
  const start = lead(line, from);
  const grouped = at(GROUPED_DIGITS, line, start);
  if (grouped !== undefined) return { text: grouped.text.replace(/[ \u00a0]/g, ""), end: grouped.end };
  const token = at(TOKEN, line, start);
  if (token === undefined || token.text.length > MAX_TOKEN) return undefined;
  const text = token.text.replace(/[.:!?*_]+$/, "");
  return text === "" ? undefined : { text, end: token.end };
}

/** `anna@example.org`, also after a name: `Anna <anna@example.org>`. */
export function emailAt(line: string, from: number): Value | undefined {
  const start = lead(line, from);
  const angle = line.slice(start, start + 128).indexOf("<");
  const stop = line.slice(start, start + 128).search(/[,;|\t)\]}]/);
  const inside = angle >= 0 && (stop < 0 || angle < stop) ? tokenAt(line, start + angle + 1) : undefined;
  const value = inside ?? tokenAt(line, start);
  return value?.text.includes("@") === true
    ? { text: value.text.replace(/^mailto:/i, ""), end: value.end }
    : undefined;
}

export function phoneAt(line: string, from: number): Value | undefined {
  const value = at(PHONE, line, lead(line, from));
  if (value === undefined) return undefined;
  // Two spaces end a field, and with it the number.
  const text = value.text.split(/\s{2}|\t/, 1)[0] ?? "";
  return /\d$/.test(text) ? { text, end: value.end - value.text.length + text.length } : undefined;
}

export function timeAt(line: string, from: number): Value | undefined {
  const value = at(TIME, line, lead(line, from));
  return value !== undefined && parseTime(value.text) !== undefined ? value : undefined;
}

/** A name with an extension. Spaces belong to it inside quotation marks, or where an extension follows them in the same field. */
export function fileNameAt(line: string, from: number): Value | undefined {
  const start = lead(line, from);
  const quote = /["“„«]/.test(line[start - 1] ?? "");
  const quoted = quote ? at(QUOTED, line, start) : undefined;
  const whole = quoted ?? at(FILE_NAME, line, start);
  if (whole === undefined) return undefined;
  const field = quoted === undefined ? (whole.text.split(/ {2}/, 1)[0] ?? "") : whole.text;
  const named = quoted === undefined ? endingInExtension(field) : field;
  const text = named?.trim() ?? "";
  return text === "" || !/\.[A-Za-z0-9]{1,5}$/.test(text)
    ? undefined
    : { text, end: start + (named ?? "").length };
}

/** `a b.wav and more` → `a b.wav`; a name without an extension is any word, so none. */
function endingInExtension(field: string): string | undefined {
  const match = /\.[A-Za-z0-9]{1,5}(?=$|[ .])/.exec(field);
  return match === null ? undefined : field.slice(0, match.index + match[0].length);
}

function lead(line: string, from: number): number {
  let start = from;
  while (start - from < 16 && LEAD.test(line[start] ?? "")) start += 1;
  return start;
}

/** Runs a sticky expression at one offset. */
function at(expression: RegExp, line: string, start: number): Value | undefined {
  expression.lastIndex = start;
  const text = expression.exec(line)?.[0];
  return text === undefined ? undefined : { text, end: start + text.length };
}
