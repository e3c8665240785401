import type { Cell } from "./cell.ts";

/** Columns in which a cell may reach over several rows, and characters of such a cell. */
const MAX_CARRIED_COLUMNS = 16;
const MAX_CARRIED_CHARACTERS = 256;

/** A cell in its column. */
export interface Placed {
  readonly column: number;
  readonly cell: Cell;
  /** It began in a row above. */
  readonly isCarried: boolean;
}

/** Cells that span columns and rows. */
export class Spans {
  readonly #carried: { cell: Cell; left: number }[] = [];

  /** The cells of the next row in their columns, with those that reach down from rows above. */
  place(cells: readonly Cell[]): readonly Placed[] {
    const placed: Placed[] = [];
    let column = 0;
    const carried = (): void => {
      for (
        let above = this.#carried[column];
        above !== undefined && above.left > 0;
        above = this.#carried[column]
      ) {
        above.left -= 1;
        placed.push({ column, cell: above.cell, isCarried: true });
        column += 1;
      }
    };
    for (const cell of cells) {
      carried();
      placed.push({ column, cell, isCarried: false });
      if (cell.rows > 1 && column < MAX_CARRIED_COLUMNS && cell.text.length <= MAX_CARRIED_CHARACTERS) {
        for (let at = this.#carried.length; at < column; at += 1) this.#carried[at] = { cell, left: 0 };
        this.#carried[column] = { cell, left: cell.rows - 1 };
      }
      column += cell.columns;
    }
    carried();
    return placed;
  }
}
