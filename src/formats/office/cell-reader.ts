import type { NotInspected } from "../../model/errors.ts";
import type { Cells, Range } from "./cells.ts";
import type { Column } from "./grid-columns.ts";
import { dateText, numberText } from "./numbers.ts";
import type { Report } from "./report.ts";
import type { SharedStrings } from "./shared-strings.ts";

/** What a grid of cells is read with. */
export interface GridOptions {
  /** Where a row is, in words. */
  readonly within: string;
  readonly strings?: SharedStrings;
  /** Whether a style shows its numbers as dates, by its index. */
  readonly isDate?: (style: number) => boolean;
  readonly from1904?: boolean;
  /** Tables whose place the file itself tells: their first row is their header. */
  readonly tables?: readonly Range[];
  readonly hiddenColumns?: (column: number) => boolean;
  /** Something in it was not read as it is shown. */
  readonly doubt?: (error: NotInspected) => void;
  /** A table of a text document: rows are records only where a column is known to identify somebody. */
  readonly inText?: boolean;
}

/** What cells show, from what a file has of them. */
export class CellReader {
  readonly strings: SharedStrings | undefined;
  readonly #options: GridOptions;

  constructor(options: GridOptions) {
    this.#options = options;
    this.strings = options.strings;
  }

  readonly read = (cells: Cells, at: number): string => {
    const text = cells.texts[at] ?? "";
    switch (cells.kinds[at]) {
      case "shared":
        return this.strings?.text(Number(text)) ?? "";
      case "number":
        return this.dateOf(cells, at) ?? numberText(text);
      default:
        return text;
    }
  };

  /** A number as the date that its style shows. */
  dateOf(cells: Cells, at: number): string | undefined {
    const style = cells.styles[at] ?? -1;
    if (style < 0 || this.#options.isDate?.(style) !== true) return undefined;
    return dateText(cells.texts[at] ?? "", this.#options.from1904 === true);
  }
}

/** Reports the cells of a row under their columns. Returns the first of those that mean something. */
export function reportCells(
  cells: Cells,
  columns: readonly (Column | "nothing" | undefined)[],
  reader: CellReader,
  report: Report,
): Column | undefined {
  const { maxValueBytes } = report.context.limits;
  let first: Column | undefined;
  for (let at = 0; at < cells.length; at += 1) {
    const column = columns[cells.columns[at] ?? 0];
    if (column === "nothing") continue;
    const raw = cells.texts[at] ?? "";
    const kind = cells.kinds[at];
    if (column === undefined) {
      // What no column names is text of the row.
      if (kind !== "number") report.found(reader.read(cells, at));
      continue;
    }
    if (kind === "shared") {
      if (!reportShared(Number(raw), column, reader, report)) continue;
    } else if (kind === "number") {
      if (column.needs !== undefined && raw.length < column.needs.minLength) continue;
      report.out.value(column.use, (column.isTime ? reader.dateOf(cells, at) : undefined) ?? numberText(raw));
    } else if (raw.length <= maxValueBytes) {
      if (raw === "" || !mayMatter(column, raw)) continue;
      report.out.value(column.use, raw);
    } else {
      report.found(raw);
    }
    if (column.needs === undefined) first ??= column;
  }
  return first;
}

/** Decodes a shared string only where its column could find something in it. */
function reportShared(index: number, column: Column, reader: CellReader, report: Report): boolean {
  const { strings } = reader;
  const page = strings?.page(index);
  if (strings === undefined || page === undefined) return false;
  const start = strings.start(index);
  const end = strings.end(index);
  if (start === end || !column.memo.mayMatter(page, start, end)) return false;
  report.out.value(column.use, column.memo.text(page, start, end));
  return true;
}

function mayMatter(column: Column, text: string): boolean {
  const { needs } = column;
  return (
    needs === undefined ||
    (text.length >= needs.minLength && needs.literals.some((literal) => text.includes(literal)))
  );
}
