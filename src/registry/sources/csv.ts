import { CannotRun } from "../../model/errors.ts";
import { number } from "../../model/number.ts";
import { printable } from "../../model/printable.ts";
import { columnsOf, nameOf, usesOf, type ColumnUses } from "./columns.ts";
import type { Intake } from "./intake.ts";
import { rowTaker, type TakeRow } from "./rows.ts";
import { lineDivider, type LineDivider } from "./text-lines.ts";

const DELIMITERS = [",", ";", "\t", "|"];
const QUOTE = '"';

/** Reads a table of customers in CSV as it comes. */
export function csvReader(fileName: string, told: ColumnUses, intake: Intake): LineDivider {
  const complaint = (line: number, problem: string): CannotRun =>
    new CannotRun(`${printable(fileName)}, line ${number(line)}: ${problem}`);
  let delimiter: string | undefined;
  let width = 0;
  let takeRow: TakeRow | undefined;
  const divider = lineDivider(fileName, (text, line) => {
    if (takeRow === undefined) {
      const separator = /^\ufeff?sep=([,;\t|])$/i.exec(text)?.[1];
      if (separator !== undefined) delimiter = separator;
      if (separator !== undefined || text.trim() === "") return true;
      const header = text.replace(/^\ufeff/, "");
      if (header.includes("\r"))
        throw complaint(line, "lines end with CR alone; save the file with LF or CRLF");
      delimiter ??= delimiterOf(header, told);
      const names = splitRow(header, delimiter);
      if (names === undefined) return false;
      if (names === "wrong") throw complaint(line, 'text follows a quote (") in this row');
      width = names.length;
      takeRow = rowTaker(fileName, columnsOf(names, told, fileName), intake);
      return true;
    }
    const cells = text.includes(QUOTE) ? splitRow(text, delimiter ?? ",") : text.split(delimiter ?? ",");
    if (cells === undefined) return false;
    if (cells === "wrong") throw complaint(line, 'text follows a quote (") in this row');
    if (cells.length !== width) {
      if (text.trim() === "") return true;
      // A missing cell would move the following ones under the wrong column.
      if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== ""))
        throw complaint(line, `this row has ${cells.length} cells, but the header has ${width}`);
    }
    takeRow(line, cells);
    return true;
  });
  return {
    add: (bytes) => divider.add(bytes),
    end() {
      divider.end();
      if (takeRow === undefined) throw new CannotRun(`${printable(fileName)}: the file is empty`);
    },
  };
}

/** Cells of a row (RFC 4180). Undefined while a quote is open; "wrong" where text follows a closed one. */
function splitRow(text: string, delimiter: string): readonly string[] | "wrong" | undefined {
  const cells: string[] = [];
  for (let at = 0; ;) {
    if (text[at] !== QUOTE) {
      const end = text.indexOf(delimiter, at);
      const cell = text.slice(at, end < 0 ? text.length : end);
      // `="0123"` is how spreadsheets are told to keep a number as text.
      cells.push(/^\s*="([^"]*)"\s*$/.exec(cell)?.[1] ?? cell);
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let content = "";
    let from = at + 1;
    for (;;) {
      const quote = text.indexOf(QUOTE, from);
      if (quote < 0) return undefined;
      content += text.slice(from, quote);
      from = quote + 2;
      if (text[quote + 1] !== QUOTE) break;
      content += QUOTE;
    }
    cells.push(content);
    if (from > text.length) return cells;
    if (text[from - 1] !== delimiter) return "wrong";
    at = from;
  }
}

function delimiterOf(header: string, told: ColumnUses): string {
  const known = (delimiter: string): number =>
    header
      .split(delimiter)
      .map((cell) => usesOf(nameOf(cell.replace(/^\s*"(.*)"\s*$/, "$1")), told) ?? [])
      .filter((uses) => uses.length > 0).length;
  return DELIMITERS.reduce((best, delimiter) => (known(delimiter) > known(best) ? delimiter : best), ",");
}
