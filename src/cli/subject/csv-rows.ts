import { complaint } from "../../policy/complaint.ts";

export interface CsvRow {
  /** Line in which the row begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Splits CSV text (RFC 4180, line ends as `\n`) into rows without the blank ones.
 * Throws `CannotRun` for a quote that never closes or is followed by text; never shows a cell, which may be another person's.
 */
export function csvRows(text: string, delimiter: string, fileName: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let rowLine = 1;
  let at = 0;
  for (;;) {
    const cell = cellAt(text, at, delimiter, () =>
      complaint(fileName, line, 'a quote (") in this row is not closed, or text follows it'),
    );
    cells.push(cell.text);
    line += cell.breaks;
    at = cell.end + 1;
    const stop = text[cell.end];
    if (stop === delimiter) continue;
    if (cells.some((content) => content.trim() !== "")) rows.push({ line: rowLine, cells });
    if (stop === undefined) return rows;
    cells = [];
    line += 1;
    rowLine = line;
  }
}

/** One cell from `start` on; `end` is the index of the delimiter, line end or end of text after it. */
function cellAt(text: string, start: number, delimiter: string, problem: () => Error) {
  if (text[start] === '"') {
    let content = "";
    let from = start + 1;
    for (;;) {
      const quote = text.indexOf('"', from);
      if (quote < 0) throw problem();
      content += text.slice(from, quote);
      if (text[quote + 1] === '"') {
        content += '"';
        from = quote + 2;
        continue;
      }
      const next = text[quote + 1];
      if (next !== undefined && next !== delimiter && next !== "\n") throw problem();
      return { text: content, end: quote + 1, breaks: content.split("\n").length - 1 };
    }
  }
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n") end += 1;
  // `="0123"` is how spreadsheets are told to keep a number as text.
  const content = text.slice(start, end).trim();
  return { text: /^="([^"]*)"$/.exec(content)?.[1] ?? content, end, breaks: 0 };
}
