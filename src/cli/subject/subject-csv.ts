import type { Subject, SubjectIdentifier } from "../../model/subject.ts";
import { STRONG_KINDS } from "../../model/kinds.ts";
import { complaint, didYouMean, shown } from "../../policy/complaint.ts";
import { plainText } from "../../policy/yaml-file.ts";
import type { CsvRow } from "./csv-rows.ts";
import { csvRows } from "./csv-rows.ts";
import { refProblem } from "./ref.ts";
import { toldIdentifier, withoutRepeats } from "./told.ts";

const COLUMNS = [
  "ref", "bundle", "account", "email", "phone", "device", "household", "person", "from", "until",
] as const; // prettier-ignore
type Column = (typeof COLUMNS)[number];
const DELIMITERS = [",", ";", "\t"];

/** Whether the text is the CSV form: by the file's name, or by a first line that holds nothing but its columns. */
export function isSubjectCsv(text: string, fileName: string): boolean {
  if (/\.csv$/i.test(fileName)) return true;
  const header = headerLine(text);
  return namesIn(header, delimiterOf(header)).every(isColumn);
}

/**
 * Reads the CSV form: the rows of one request, which `ref` picks when there are several.
 * Throws `CannotRun` with the file and the line; shows no value of any other request.
 */
export function subjectFromCsv(text: string, fileName: string, ref: string | undefined): Subject {
  const { columns, table } = tableOf(text, fileName);
  const picked = pickedRows(fileName, columns, table, ref);
  return subjectOf(fileName, picked.ref, picked.rows);
}

/** What people are whose bundles a subject file tells apart by its column `bundle`. */
export interface TellsBundles {
  readonly subject: Subject;
  /** The names of their bundles, as written. */
  readonly bundles: readonly string[];
}

/**
 * Reads the CSV form as the people of several bundles: rows of one `ref` are one person (without that column: rows of one
 * `bundle`), and `bundle` names what is theirs. Throws `CannotRun` with the file and the line.
 */
export function peopleFromCsv(text: string, fileName: string): readonly TellsBundles[] {
  const { columns, table } = tableOf(text, fileName);
  if (!columns.includes("bundle"))
    throw complaint(fileName, undefined, 'it needs the column "bundle", which says whose bundle is which');
  const key: Column = columns.includes("ref") ? "ref" : "bundle";
  const people = new Map<string, NamedRow[]>();
  for (const row of table) {
    const person = row.cells.get(key);
    if (person === undefined) throw complaint(fileName, row.line, `"${key}" is empty`);
    people.set(person, [...(people.get(person) ?? []), row]);
  }
  return [...people].map(([person, rows]) => {
    const bundles = rows.map(({ cells }) => cells.get("bundle")).filter((name) => name !== undefined);
    const subject = withoutRepeats(subjectOf(fileName, key === "ref" ? person : "", rows));
    if (subject.identifiers.length === 0)
      throw complaint(
        fileName,
        rows[0]?.line,
        "no row of this person names an account, email, phone, device or the like",
      );
    return { subject, bundles: [...new Set(bundles)] };
  });
}

/** Throws `CannotRun` for what is no identifier or no day. */
export function subjectOf(fileName: string, ref: string, rows: readonly NamedRow[]): Subject {
  return { ref, identifiers: rows.flatMap((row) => identifiersOf(fileName, row)), none: [], names: [] };
}

/** The rows of the CSV form, by column. Throws `CannotRun` for what is no such table. */
export function tableOf(
  text: string,
  fileName: string,
): { readonly columns: readonly Column[]; readonly table: readonly NamedRow[] } {
  const plain = plainText(text, fileName);
  const separator = /^sep=([,;\t])\n/i.exec(plain)?.[1];
  const delimiter = separator ?? delimiterOf(headerLine(plain));
  const rows = csvRows(plain, delimiter, fileName).slice(separator === undefined ? 0 : 1);
  const [header, ...body] = rows;
  if (header === undefined) throw complaint(fileName, undefined, "the file is empty");
  const columns = columnsOf(fileName, header);
  return { columns, table: body.map((row) => namedCells(fileName, columns, row)) };
}

/** A row; cells that are empty are not in it. */
export interface NamedRow {
  readonly line: number;
  readonly cells: ReadonlyMap<Column, string>;
}

function headerLine(text: string): string {
  const lines = text
    .slice(0, 4096)
    .replace(/^\ufeff/, "")
    .split(/\r\n?|\n/);
  return lines.find((line) => line.trim() !== "" && !/^sep=[,;\t]$/i.test(line)) ?? "";
}

function delimiterOf(header: string): string {
  const known = (delimiter: string) => namesIn(header, delimiter).filter(isColumn).length;
  return DELIMITERS.reduce((best, delimiter) => (known(delimiter) > known(best) ? delimiter : best), ",");
}

function namesIn(header: string, delimiter: string): string[] {
  return header.split(delimiter).map((cell) => columnName(cell.replace(/^\s*"(.*)"\s*$/, "$1")));
}

function columnName(cell: string): string {
  return cell.trim().toLowerCase();
}

function isColumn(name: string): name is Column {
  return COLUMNS.some((column) => column === name);
}

function columnsOf(fileName: string, header: CsvRow): Column[] {
  const columns: Column[] = [];
  for (const cell of header.cells) {
    const name = columnName(cell);
    if (!isColumn(name)) {
      const problem = `${shown(cell)} is no column of a subject file${didYouMean(name, COLUMNS)}`;
      throw complaint(fileName, header.line, problem);
    }
    if (columns.includes(name))
      throw complaint(fileName, header.line, `the column "${name}" stands here a second time`);
    columns.push(name);
  }
  return columns;
}

function namedCells(fileName: string, columns: readonly Column[], row: CsvRow): NamedRow {
  const surplus = row.cells.slice(columns.length).some((cell) => cell.trim() !== "");
  // A missing cell would move the following ones under the wrong column.
  if (surplus || row.cells.length < columns.length) {
    const problem = `this row has ${row.cells.length} cells, but the header has ${columns.length}`;
    throw complaint(fileName, row.line, problem);
  }
  const cells = columns.map((column, index) => [column, (row.cells[index] ?? "").trim()] as const);
  return { line: row.line, cells: new Map(cells.filter(([, text]) => text !== "")) };
}

function pickedRows(
  fileName: string,
  columns: readonly Column[],
  rows: readonly NamedRow[],
  ref: string | undefined,
) {
  if (!columns.includes("ref")) return { ref: ref ?? "", rows };
  const refs = new Set<string>();
  for (const { line, cells } of rows) {
    const text = cells.get("ref");
    if (text === undefined) throw complaint(fileName, line, '"ref" is empty');
    refs.add(text);
  }
  const [only] = refs;
  if (ref === undefined && refs.size > 1) {
    throw complaint(fileName, undefined, `the file holds ${refs.size} requests; say which with --ref`);
  }
  const wanted = ref ?? only;
  if (wanted === undefined || !refs.has(wanted)) {
    const held = refs.size === 1 ? "the one request" : `none of the ${refs.size} requests`;
    const problem =
      refs.size === 0
        ? "the file holds no request"
        : `${held} in the file ${refs.size === 1 ? "is not" : "is"} ${shown(wanted ?? "")}`;
    throw complaint(fileName, undefined, problem);
  }
  const picked = rows.filter(({ cells }) => cells.get("ref") === wanted);
  const problem = refProblem(wanted);
  if (problem !== undefined) throw complaint(fileName, picked[0]?.line, `"ref" ${problem}`);
  return { ref: wanted, rows: picked };
}

function identifiersOf(fileName: string, { line, cells }: NamedRow): SubjectIdentifier[] {
  const kinds = STRONG_KINDS.filter((kind) => cells.has(kind));
  const from = cells.get("from");
  const until = cells.get("until");
  if ((from !== undefined || until !== undefined) && kinds.length !== 1) {
    const problem = `this row has days (from, until) and ${kinds.length} identifiers; give the one they belong to a row of its own`;
    throw complaint(fileName, line, problem);
  }
  return kinds.map((kind) => {
    const told = toldIdentifier(kind, cells.get(kind) ?? "", { from, until });
    if ("problem" in told) throw complaint(fileName, line, `"${kind}": ${told.problem}`);
    return told.identifier;
  });
}
