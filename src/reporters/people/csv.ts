import { csvCell } from "../../model/csv-cell.ts";
import { DATA_KINDS, type PeopleReport, type PersonView, type Share } from "../../model/people.ts";
import { knownWords } from "../registry-words.ts";
import type { PeopleReporter } from "./index.ts";

/** A row for each person, and one for what names nobody: counts, first and last time, records and recordings by kind. */
export const peopleCsv: PeopleReporter = {
  name: "csv",
  render: (report) => Promise.resolve(csvOf(report)),
};

const COLUMNS = [
  "person",
  "identifiers",
  "records",
  "recordings",
  "seconds",
  "untimed",
  "files",
  "from",
  "until",
  "takesPart",
];

function csvOf({ people, unnamed, person, registry }: PeopleReport): string {
  // The last column is there only where a registry was asked.
  const known = (one: PersonView): readonly string[] =>
    registry === undefined ? [] : [one.registry === undefined ? "" : knownWords(one.registry)];
  const rows = [
    ...people.map((one) => [
      ...rowOf(
        one.id,
        one.identifiers.map(({ kind, masked }) => `${kind} ${masked}`).join("; "),
        one,
        one.takesPart ?? 0,
      ),
      ...known(one),
    ]),
    ...(person === null
      ? [[...rowOf("nobody", "", unnamed, 0), ...(registry === undefined ? [] : [""])]]
      : []),
  ];
  const lines = rows.map((row) =>
    row.map((cell) => (typeof cell === "number" ? String(cell) : csvCell(cell))).join(","),
  );
  const last = registry === undefined ? [] : ["registry"];
  return [[...COLUMNS, ...DATA_KINDS, ...last].join(","), ...lines].map((line) => `${line}\r\n`).join("");
}

function rowOf(
  id: string,
  identifiers: string,
  share: Share,
  takesPart: number,
): readonly (string | number)[] {
  const { records, recordings, seconds, untimed, entries, from, to, kinds } = share;
  const counts = new Map(kinds.map((one) => [one.kind, one.records + one.recordings]));
  return [
    id, identifiers, records, recordings, seconds, untimed, entries, from ?? "", to ?? "", takesPart,
    ...DATA_KINDS.map((kind) => counts.get(kind) ?? 0),
  ]; // prettier-ignore
}
