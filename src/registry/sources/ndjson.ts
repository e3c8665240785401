import { CannotRun } from "../../model/errors.ts";
import { STRONG_KINDS, type StrongKind } from "../../model/kinds.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import { didYouMean, shown } from "../../policy/complaint.ts";
import { nameOf, usesOf, type ColumnUses } from "./columns.ts";
import type { Intake } from "./intake.ts";
import { knownKind, severalWithDays } from "./rows.ts";
import { lineDivider, type LineDivider } from "./text-lines.ts";

/** Identifiers in one object. */
const MAX_VALUES = 10_000;

interface Value {
  readonly kind: StrongKind | undefined;
  readonly text: string;
  readonly from: string;
  readonly until: string;
}

/** Takes one object of NDJSON, or one row of a table that has nested columns. Throws `CannotRun` with the line. */
export type TakeObject = (line: number, object: Readonly<Record<string, unknown>>) => void;

/** Reads customers as objects, one a line. */
export function ndjsonReader(fileName: string, told: ColumnUses, intake: Intake): LineDivider {
  const take = objectTaker(fileName, told, intake);
  return lineDivider(fileName, (text, line) => {
    const json = line === 1 ? text.replace(/^\ufeff/, "") : text;
    if (json.trim() === "") return true;
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      throw complaint(fileName, line, "this is no JSON; NDJSON holds one object a line");
    }
    if (!isObject(value))
      throw complaint(fileName, line, "this is no object; NDJSON holds one object a line");
    take(line, value);
    return true;
  });
}

/** Keys are what columns are called; a value is a text, a whole number, `{ id, from, until }`, or a list of these. */
export function objectTaker(fileName: string, told: ColumnUses, intake: Intake): TakeObject {
  return (line, object) => {
    let reference = "";
    let kind: StrongKind | undefined;
    let from = "";
    let until = "";
    const values: Value[] = [];
    for (const [key, value] of Object.entries(object)) {
      const uses = usesOf(nameOf(key), told);
      if (uses === undefined)
        throw complaint(
          fileName,
          line,
          `${shown(key)} is not known${didYouMean(nameOf(key), ["owner", "kind", "identifier", "from", "until", ...STRONG_KINDS])} (--column names others)`,
        );
      for (const use of uses) {
        if (use === "identifier") valuesOf(value, undefined, use, values, fileName, line);
        else if (use === "owner") reference = textOf(value, use, fileName, line).trim();
        else if (use === "from") from = dayOf(value, use, fileName, line);
        else if (use === "until") until = dayOf(value, use, fileName, line);
        else if (use === "kind") kind = knownKind(textOf(value, use, fileName, line).trim(), fileName, line);
        else valuesOf(value, use, use, values, fileName, line);
      }
    }
    if ((from !== "" || until !== "") && values.length > 1)
      throw severalWithDays(fileName, line, values.length);
    for (const value of values) {
      const own = value.kind ?? kind;
      if (own === undefined) throw complaint(fileName, line, 'there is an "identifier" without its "kind"');
      const hasDays = value.from !== "" || value.until !== "";
      const days = hasDays ? value : { from, until };
      intake.take(fileName, line, {
        reference,
        kind: own,
        text: value.text,
        from: days.from,
        until: days.until,
      });
    }
  };
}

function valuesOf(
  value: unknown,
  kind: StrongKind | undefined,
  name: string,
  into: Value[],
  fileName: string,
  line: number,
): void {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length + into.length > MAX_VALUES)
    throw complaint(fileName, line, `there are more than ${number(MAX_VALUES)} identifiers in it`);
  for (const item of items) {
    if (!isObject(item)) {
      const text = textOf(item, name, fileName, line);
      if (text !== "") into.push({ kind, text, from: "", until: "" });
      continue;
    }
    const strange = Object.keys(item).find((key) => key !== "id" && key !== "from" && key !== "until");
    if (strange !== undefined || !("id" in item))
      throw complaint(fileName, line, `"${name}" must hold texts, or objects of id, from and until`);
    const from = dayOf(item["from"], "from", fileName, line);
    const until = dayOf(item["until"], "until", fileName, line);
    into.push({ kind, text: textOf(item["id"], name, fileName, line), from, until });
  }
}

function textOf(value: unknown, name: string, fileName: string, line: number): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return String(value);
    throw complaint(fileName, line, `"${name}" is a number that may be rounded; write it as text`);
  }
  throw complaint(fileName, line, `"${name}" must be a text`);
}

function dayOf(value: unknown, name: string, fileName: string, line: number): string {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString().slice(0, 10);
  return textOf(value, name, fileName, line).trim();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function complaint(fileName: string, line: number, problem: string): CannotRun {
  return new CannotRun(`${printable(fileName)}, line ${number(line)}: ${problem}`);
}
