import { embedDataUris } from "../xml/embedded.ts";
import { NotInspected } from "../../model/errors.ts";
import type { HtmlReport } from "./report.ts";

/** Values in a script that are tried as JSON. */
const MAX_VALUES = 1_000;

/** Characters that are looked through for the ends of values, as a multiple of the script's own. */
const MAX_SCANS = 4;

/** From so many characters on a value must be strict JSON, so that a reader which stops half-way is never begun. */
const MAX_LENIENT_CHARACTERS = 60_000;

/** A value that is assigned or passed: `window.X = {`, `push([`. */
const VALUE = /(?:[\w$\])]\s*=|[(,:]|\breturn\b)\s*(?=(?:\{\s*["'\w$}]|\[\s*[[{"'\d\]-]))/g;

/** Types of scripts that are data. */
const DATA_TYPE = /^\s*(?:application|text)\/(?:[\w.+-]*\+)?json\b|^\s*(?:importmap|speculationrules)\s*$/i;

/** The content of a `<script>`: data is read as such, the rest is searched like any text and makes no record. */
export function reportScript(text: string, type: string, report: HtmlReport): void {
  if (!/\S/.test(text)) return;
  if (DATA_TYPE.test(type)) {
    if (isJson(text) && report.json(text, "script")) return;
    report.doubt ??= new NotInspected("damaged", "a script that says it is JSON is none");
    report.lines(text);
    return;
  }
  let from = 0;
  for (const [start, end] of valuesIn(text)) {
    const value = text.slice(start, end);
    const isData = value.length <= MAX_LENIENT_CHARACTERS ? hasData(value) : isJson(value);
    if (!isData || !report.json(value, "script")) continue;
    reportCode(text.slice(from, start), report);
    from = end;
  }
  reportCode(text.slice(from), report);
}

/** `const customerId = "A32…"` is a field as `customerId = "A32…"` is. */
const DECLARATION = /\b(?:var|let|const)\s{1,20}(?=[A-Za-z_$][\w$]{0,80}\s{0,20}=\s{0,20}["'`])/g;

function reportCode(text: string, report: HtmlReport): void {
  report.lines(text.replace(DECLARATION, ""));
}

/** A style sheet within a page. */
export function reportStyle(text: string, report: HtmlReport): void {
  embedDataUris(text, report.sink);
  // Fonts and pictures in it are entries of their own by now.
  report.lines(text.replace(/data:[^,"'()\s]{0,256},[^"'()]*/gi, "data:"));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Keys and values, and no code: functions, calls and operators are none of a document's. */
function hasData(value: string): boolean {
  return (
    value.length > 2 &&
    /["']\s*:|[\w$]\s*:\s*["'[{\d]|^\[\s*["'{[\d]/.test(value) &&
    !/=>|\bfunction\b|\breturn\b/.test(value)
  );
}

/** Beginnings and ends of objects and arrays, none within another. */
function* valuesIn(text: string): Iterable<readonly [start: number, end: number]> {
  let budget = text.length * MAX_SCANS;
  let values = 0;
  VALUE.lastIndex = 0;
  const expression = new RegExp(VALUE);
  for (let found = expression.exec(text); found !== null; found = expression.exec(text)) {
    const start = found.index + found[0].length;
    const end = endOfValue(text, start, start + budget);
    values += 1;
    if (values > MAX_VALUES || budget <= 0) return;
    budget -= (end ?? text.length) - start;
    if (end === undefined) continue;
    yield [start, end];
    expression.lastIndex = end;
  }
}

function endOfValue(text: string, start: number, limit: number): number | undefined {
  let depth = 0;
  let quote = 0;
  for (let at = start; at < text.length && at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (quote !== 0) {
      if (code === 0x5c) at += 1;
      else if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27 || code === 0x60) quote = code;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
