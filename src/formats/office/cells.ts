/** The cells of one row that hold something, left to right as they are written. Used again from row to row. */
export class Cells {
  row = 0;
  hidden = false;
  length = 0;
  /** Text of the row that is no cell's value: formulas, comments of the file. A line each. */
  beside = "";
  /** Text of the row that stands nowhere else in the file as it is, for the sweep. A line each. */
  swept = "";
  readonly columns: number[] = [];
  /** The value as a file has it; of a shared string its index. */
  readonly texts: string[] = [];
  readonly kinds: CellKind[] = [];
  /** Index of a cell's style, -1 for none. */
  readonly styles: number[] = [];

  begin(row: number, hidden: boolean): void {
    this.row = row;
    this.hidden = hidden;
    this.length = 0;
    this.beside = "";
    this.swept = "";
  }

  add(column: number, text: string, kind: CellKind, style = -1): void {
    const at = this.length;
    this.columns[at] = column;
    this.texts[at] = text;
    this.kinds[at] = kind;
    this.styles[at] = style;
    this.length = at + 1;
  }

  copy(): Cells {
    const made = new Cells();
    made.begin(this.row, this.hidden);
    made.beside = this.beside;
    made.swept = this.swept;
    for (let at = 0; at < this.length; at += 1) {
      made.add(this.columns[at] ?? 0, this.texts[at] ?? "", this.kinds[at] ?? "text", this.styles[at] ?? -1);
    }
    return made;
  }
}

/** `shared`: an index into the shared strings. `number`: digits as they are written, perhaps a date by its style. */
export type CellKind = "text" | "shared" | "number";

/** A rectangle of cells: columns from 0, rows from 1, both ends included. */
export interface Range {
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly lastColumn: number;
  readonly lastRow: number;
}

/** Column of `AB12`, from 0; -1 for what is no such reference. */
export function columnOf(reference: string): number {
  let column = 0;
  let at = 0;
  for (; at < reference.length && at < 8; at += 1) {
    const code = reference.charCodeAt(at) | 0x20;
    if (code < 0x61 || code > 0x7a) break;
    column = column * 26 + (code - 0x60);
  }
  return at === 0 ? -1 : column - 1;
}

/** `B3:D10` or `B3`, dollars allowed; undefined for anything else. */
export function rangeOf(reference: string): Range | undefined {
  const match = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?$/.exec(reference);
  if (match === null) return undefined;
  const [, firstColumn = "", firstRow = "", lastColumn = firstColumn, lastRow = firstRow] = match;
  return {
    firstColumn: columnOf(firstColumn),
    firstRow: Number(firstRow),
    lastColumn: columnOf(lastColumn),
    lastRow: Number(lastRow),
  };
}
