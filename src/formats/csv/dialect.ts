import { filledOf, isRule, mayBeName } from "./cells.ts";
import { NO_DELIMITER, RowScanner } from "./rows.ts";
import { ROWS_LOOKED_AT } from "./tables.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** Characters of a cell that are looked at to tell what it is. */
const MAX_CELL_CHARACTERS = 400;

/** Bytes that are looked at to tell what the next rows are. */
export const WINDOW_BYTES = 64 * 1024;

/** The first rows of `buffer`, decoded; the last one is left out where it may be cut. */
export function firstRows(
  buffer: Buffer,
  isLast: boolean,
  delimiter: number,
  count: number,
): { readonly rows: readonly (readonly string[])[]; readonly loose: number; readonly length: number } {
  const window = buffer.subarray(0, WINDOW_BYTES);
  const isWhole = isLast && window.length === buffer.length;
  const scanner = new RowScanner(delimiter, WINDOW_BYTES + 1);
  const rows: string[][] = [];
  let loose = 0;
  let at = 0;
  while (at < window.length && rows.length < count) {
    // A row that is longer than the window is cut, rather than none.
    const next = scanner.scan(window, at, isWhole || rows.length === 0);
    if (next < 0) break;
    rows.push(scanner.starts.map((_, cell) => scanner.text(window, cell).slice(0, MAX_CELL_CHARACTERS)));
    if (scanner.isLoose) loose += 1;
    at = next;
  }
  return { rows, loose, length: at };
}

export interface Dialect {
  /** A byte, or `NO_DELIMITER`. */
  readonly delimiter: number;
  /** Cells of most rows. */
  readonly width: number;
  /** Rows of that width, in one block whose first row may be a header. */
  readonly rows: number;
  readonly header: readonly string[];
}

/** How the rows of a file are cut into cells, from its beginning. */
export function dialectOf(head: Buffer, isLast: boolean): Dialect {
  const named = /^"?sep=([ -~\t])"?[\r\n]/i.exec(head.toString("latin1", 0, 16))?.[1];
  if (named !== undefined) return { delimiter: named.charCodeAt(0), width: 0, rows: 0, header: [] };
  let best: Dialect = { delimiter: NO_DELIMITER, width: 1, rows: 0, header: [] };
  let bestScore = 0;
  for (const character of DELIMITERS) {
    const delimiter = character.charCodeAt(0);
    if (head.indexOf(delimiter) < 0) continue;
    const { rows, loose } = firstRows(head, isLast, delimiter, ROWS_LOOKED_AT);
    const filled = rows.filter((row) => filledOf(row).length > 0 && !isRule(row));
    if (loose * 2 > filled.length) continue;
    const block = largestBlock(filled);
    const score = block.rows * (block.width - 1) * weightOf(block, filled);
    if (block.width < 2 || score <= bestScore || isChance(block, filled)) continue;
    bestScore = score;
    best = { delimiter, ...block };
  }
  return best;
}

/** Decimal commas part numbers as regularly as any delimiter, but not their header, and not the first row. */
function weightOf(block: Omit<Dialect, "delimiter">, rows: readonly (readonly string[])[]): number {
  const filled = filledOf(block.header);
  const hasNames = filled.length * 2 > block.header.length && filled.every((cell) => mayBeName(cell));
  const isFirst = rows[0]?.length === block.width;
  return (hasNames ? 4 : 1) * (isFirst ? 2 : 1) * (block.rows > 1 ? 2 : 1);
}

/** A few commas in lines of text under a single column. */
function isChance(block: Omit<Dialect, "delimiter">, rows: readonly (readonly string[])[]): boolean {
  if ((rows[0]?.length ?? 0) > 1 || rows.length < 2) return false;
  // A header without rows below lines of text is no chance.
  if (block.rows < 2) return block.width < 3 || rows.at(-1)?.length !== block.width;
  return block.width === 2 && block.rows * 10 < rows.length * 3;
}

/** Of all widths the one that most cells are in. */
function largestBlock(rows: readonly (readonly string[])[]): Omit<Dialect, "delimiter"> {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  let width = 1;
  for (const [other, count] of counts) {
    if (count * (other - 1) > (counts.get(width) ?? 0) * (width - 1)) width = other;
  }
  return { width, rows: counts.get(width) ?? 0, header: rows.find((row) => row.length === width) ?? [] };
}
