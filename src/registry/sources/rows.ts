import { CannotRun } from "../../model/errors.ts";
import { STRONG_KINDS, type StrongKind } from "../../model/kinds.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import type { Columns } from "./columns.ts";
import type { Intake } from "./intake.ts";

/** Takes the cells of one row. */
export type TakeRow = (line: number, cells: readonly string[]) => void;

/** Reads rows whose columns are known. The returned function throws `CannotRun` with the line. */
export function rowTaker(fileName: string, columns: Columns, intake: Intake): TakeRow {
  const cell = (cells: readonly string[], index: number | undefined): string =>
    index === undefined ? "" : (cells[index] ?? "").trim();
  const { identifiers } = columns;
  return (line, cells) => {
    const reference = cell(cells, columns.owner);
    const from = cell(cells, columns.from);
    const until = cell(cells, columns.until);
    if (columns.kind !== undefined) {
      const text = cell(cells, columns.identifier);
      if (text === "") return;
      const kind = knownKind(cell(cells, columns.kind), fileName, line);
      intake.take(fileName, line, { reference, kind, text, from, until });
      return;
    }
    if (from !== "" || until !== "") {
      const filled = identifiers.filter(({ index }) => cell(cells, index) !== "").length;
      if (filled > 1) throw severalWithDays(fileName, line, filled);
    }
    for (const { index, kind } of identifiers)
      intake.take(fileName, line, { reference, kind, text: cells[index] ?? "", from, until });
  };
}

/** Throws `CannotRun` for what is no kind. */
export function knownKind(text: string, fileName: string, line: number): StrongKind {
  const word = text.toLowerCase();
  const kind = STRONG_KINDS.find((one) => one === word);
  if (kind === undefined)
    throw new CannotRun(
      `${printable(fileName)}, line ${number(line)}: "kind" must be one of ${STRONG_KINDS.join(", ")}`,
    );
  return kind;
}

export function severalWithDays(fileName: string, line: number, count: number): CannotRun {
  return new CannotRun(
    `${printable(fileName)}, line ${number(line)}: this row has days (from, until) and ${count} identifiers; give the one they belong to a row of its own`,
  );
}
