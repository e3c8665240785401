import { CannotRun } from "../../model/errors.ts";
import type { SubjectIdentifier } from "../../model/subject.ts";
import { complaint } from "../../policy/complaint.ts";
import { printable } from "../../model/printable.ts";
import { refProblem } from "./ref.ts";
import { subjectOf, tableOf, type NamedRow } from "./subject-csv.ts";
import { withoutRepeats } from "./told.ts";
import type { BatchRequest } from "../../batch/index.ts";

/** Characters of a number that is too long and is shown all the same. */
const SHOWN_REF = 40;
/** Kinds of which two bundles of one person have one in common, where both rows tell any. */
const PERSONAL = ["account", "email", "phone", "person"] as const;

/** A request, its bundles as the file names them. */
export type ToldRequest = Omit<BatchRequest, "bundles"> & { readonly bundles: readonly string[] };

/**
 * Reads the CSV form as the requests of a batch: rows of one `ref` are one request (without that column: rows of one
 * `bundle`), several bundles of one are the parts of one export. Rows that cannot be right make their request one that
 * cannot be checked, and stop no other. Throws `CannotRun` for what is no such table.
 */
export function requestsFromCsv(text: string, fileName: string): readonly ToldRequest[] {
  const { columns, table } = tableOf(text, fileName);
  if (!columns.includes("bundle"))
    throw complaint(fileName, undefined, 'it needs the column "bundle", which says whose bundle is which');
  if (table.length === 0) throw complaint(fileName, undefined, "the file holds no request");
  const hasRefs = columns.includes("ref");
  const groups = new Map<string, NamedRow[]>();
  for (const row of table) {
    const key = row.cells.get(hasRefs ? "ref" : "bundle");
    const group = key === undefined ? `line ${row.line}` : `= ${key}`;
    const rows = groups.get(group);
    if (rows === undefined) groups.set(group, [row]);
    else rows.push(row);
  }
  return unlike([...groups.values()].map((rows) => requestOf(fileName, rows, hasRefs)));
}

function requestOf(fileName: string, rows: readonly NamedRow[], hasRefs: boolean): ToldRequest {
  const [first] = rows;
  const line = first?.line ?? 0;
  const told = hasRefs ? first?.cells.get("ref") : undefined;
  const bundles = [...new Set(rows.map(({ cells }) => cells.get("bundle")).filter((name) => name !== undefined))];
  const problem = told === undefined ? undefined : refProblem(told);
  const ref = told === undefined ? `line ${line}` : problem === undefined ? told : shortened(told, line);
  const failed = (sentence: string): ToldRequest => ({ ref, line, bundles, who: { problem: sentence } });
  try {
    if (hasRefs && told === undefined) throw complaint(fileName, line, '"ref" is empty');
    if (problem !== undefined) throw complaint(fileName, line, `"ref" ${problem}`);
    if (bundles.length === 0) throw complaint(fileName, line, "no row of this request names a bundle");
    const subject = withoutRepeats(subjectOf(fileName, told ?? "", rows));
    if (subject.identifiers.length === 0)
      throw complaint(fileName, line, "no row of this request names an account, email, phone, device or the like");
    mustAgree(fileName, rows);
    return { ref, line, bundles, who: { subject } };
  } catch (error) {
    if (error instanceof CannotRun) return failed(error.message);
    throw error;
  }
} // prettier-ignore

/** Rows of one request that cannot all be right. Throws `CannotRun`. */
function mustAgree(fileName: string, rows: readonly NamedRow[]): void {
  const byIdentifier = new Map<string, { readonly line: number; readonly identifier: SubjectIdentifier }>();
  for (const row of rows) {
    for (const identifier of subjectOf(fileName, "", [row]).identifiers) {
      const key = `${identifier.kind} ${identifier.key}`;
      const before = byIdentifier.get(key);
      if (before !== undefined && hasDays(before.identifier) !== hasDays(identifier))
        throw complaint(
          fileName,
          row.line,
          `this row and line ${before.line} disagree: one says that the ${identifier.kind} was always theirs, the other that it was only in some days`,
        );
      byIdentifier.set(key, before ?? { line: row.line, identifier });
    }
  }
  const parts = new Map<string, NamedRow[]>();
  for (const row of rows) {
    const bundle = row.cells.get("bundle");
    if (bundle !== undefined) parts.set(bundle, [...(parts.get(bundle) ?? []), row]);
  }
  const [first, ...others] = [...parts.values()];
  for (const kind of PERSONAL) {
    const known = valuesOf(first ?? [], kind);
    for (const other of others) {
      const values = valuesOf(other, kind);
      if (known.size > 0 && values.size > 0 && [...values].every((value) => !known.has(value)))
        throw complaint(
          fileName,
          other[0]?.line,
          `this row and line ${first?.[0]?.line ?? 0} disagree: the same ref, but another bundle and another ${kind}: two people under one number? (A second ${kind} of one person stands in a row without a bundle)`,
        );
    }
  }
}

function hasDays({ from, until }: SubjectIdentifier): boolean {
  return from !== undefined || until !== undefined;
}

function valuesOf(rows: readonly NamedRow[], kind: (typeof PERSONAL)[number]): ReadonlySet<string> {
  return new Set(
    rows.flatMap((row) =>
      subjectOf("", "", [row])
        .identifiers.filter((identifier) => identifier.kind === kind)
        .map(({ key }) => key),
    ),
  );
}

function shortened(ref: string, line: number): string {
  return `${printable(Array.from(ref).slice(0, SHOWN_REF).join(""))}… (line ${line})`;
}

/** A request that is called as a row without a number is: both are found again by their names. */
function unlike(requests: readonly ToldRequest[]): readonly ToldRequest[] {
  const seen = new Set<string>();
  return requests.map((request) => {
    let { ref } = request;
    while (seen.has(ref)) ref = `${ref} (line ${request.line})`;
    seen.add(ref);
    return { ...request, ref };
  });
}
