import { CannotRun } from "../../model/errors.ts";
import { canonical, isDamagedNumber, isPlaceholder } from "../../model/identifier.ts";
import type { StrongKind } from "../../model/kinds.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import { isDay } from "../../policy/day.ts";
import type { Collector } from "../collect.ts";
import { isKept } from "../rows.ts";

/** Characters of a customer's reference. */
export const MAX_REFERENCE = 200;
/** Characters of an identifier. */
const MAX_IDENTIFIER = 512;
/** Lines with a value that is none, which are told before the reading ends. */
const MAX_TOLD = 20;
const PLAIN = /^[\x21-\x7e]+$/;

/** One identifier of one customer as a source says it. */
export interface Told {
  readonly reference: string;
  readonly kind: StrongKind;
  readonly text: string;
  readonly from: string;
  readonly until: string;
}

export interface IntakeCounts {
  readonly placeholders: number;
  readonly leftOut: number;
  /** Where values stood that were left out, the first 20. */
  readonly problems: readonly string[];
}

/** Checks what the sources say before it is gathered. Shows no value: they are other people's. */
export interface Intake {
  /** `line`: of the file, or the row of a table. Throws `CannotRun` for what cannot be left out. */
  take(fileName: string, line: number, told: Told): void;
  /** Throws `CannotRun` when values are no identifiers and none may be left out. */
  end(): IntakeCounts;
}

/** `leavesOut`: values that are no identifier of their kind are counted and left out; they are errors otherwise. */
export function createIntake(collector: Collector, leavesOut: boolean): Intake {
  const problems: string[] = [];
  let placeholders = 0;
  let leftOut = 0;
  let checkedReference: string | undefined;
  let checkedDays: string | undefined;
  const counts = (): IntakeCounts => ({ placeholders, leftOut, problems });
  const end = (): IntakeCounts => {
    const [first, ...others] = problems;
    if (first === undefined || leavesOut) return counts();
    const more = others.length === 0 ? "" : `; as well: ${others.join("; ")}`;
    throw new CannotRun(`${first}${more} (--skip-invalid leaves such values out, and says so)`);
  };
  return {
    take(fileName, line, { reference, kind, text, from, until }) {
      const where = (): string => `${printable(fileName)}, line ${number(line)}`;
      const value = text.trim();
      if (value === "") return;
      if (reference !== checkedReference) {
        const problem = referenceProblem(reference);
        if (problem !== undefined) throw new CannotRun(`${where()}: the customer's reference ${problem}`);
        checkedReference = reference;
      }
      if (from !== "" || until !== "") {
        const days = `${from} ${until}`;
        const problem = days === checkedDays ? undefined : daysProblem(from, until);
        if (problem !== undefined) throw new CannotRun(`${where()}: ${problem}`);
        checkedDays = days;
      }
      if (isPlaceholder(value)) {
        placeholders++;
        return;
      }
      const key = keyOf(kind, value);
      if (key !== undefined)
        return collector.add(
          reference,
          kind,
          key,
          from === "" ? undefined : from,
          until === "" ? undefined : until,
        );
      leftOut++;
      if (problems.length < MAX_TOLD) problems.push(`${where()}: ${noIdentifier(kind, value)}`);
      else if (!leavesOut) end();
    },
    end,
  };
}

/** The canonical form, or undefined for what is no identifier of its kind. */
function keyOf(kind: StrongKind, value: string): string | undefined {
  if (value.length > MAX_IDENTIFIER || isDamagedNumber(value)) return undefined;
  // Pasted from a web page or a PDF: it would never match, and nobody would see why.
  if (!PLAIN.test(value) && (printable(value) !== value || value.includes("\ufffd"))) return undefined;
  const key = canonical(kind, value);
  return key === undefined || key === "" ? undefined : key;
}

function noIdentifier(kind: StrongKind, value: string): string {
  if (value.length > MAX_IDENTIFIER)
    return `a value of "${kind}" is longer than ${MAX_IDENTIFIER} characters`;
  if (isDamagedNumber(value)) return `a value of "${kind}" is a number that a spreadsheet has rounded`;
  if (printable(value) !== value || value.includes("\ufffd"))
    return `a value of "${kind}" holds a character that cannot be seen or is damaged`;
  const what = { email: "e-mail address", phone: "phone number" };
  return `a value of "${kind}" is no ${kind === "email" || kind === "phone" ? what[kind] : `identifier of a ${kind}`}`;
}

function referenceProblem(reference: string): string | undefined {
  if (reference === "") return "is empty";
  if (reference.length > MAX_REFERENCE) return `is longer than ${MAX_REFERENCE} characters`;
  return printable(reference) === reference ? undefined : "holds a character that cannot be seen";
}

function daysProblem(from: string, until: string): string | undefined {
  for (const [name, day] of [
    ["from", from],
    ["until", until],
  ] as const) {
    if (day === "") continue;
    if (!isDay(day)) return `"${name}" must be a day such as 2018-03-01`;
    if (!isKept(day)) return `"${name}" must be a day from 1970 to 2148`;
  }
  return from !== "" && until !== "" && from > until ? '"from" is after "until"' : undefined;
}
