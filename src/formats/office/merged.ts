import type { Cells, Range } from "./cells.ts";

/** Merged ranges of one sheet that are filled. */
export const MAX_MERGED = 20_000;

/** Writes the value of merged cells into each of their rows: `customer A` over five orders is said of all five. */
export function fillMerged(rows: readonly Cells[], merged: readonly Range[]): void {
  if (merged.length === 0) return;
  const byNumber = new Map(rows.map((cells) => [cells.row, cells]));
  for (const { firstRow, firstColumn, lastRow } of merged) {
    const top = byNumber.get(firstRow);
    const at = top === undefined ? -1 : top.columns.slice(0, top.length).indexOf(firstColumn);
    if (top === undefined || at < 0) continue;
    // No further than the rows that are there.
    const last = Math.min(lastRow, firstRow + rows.length, rows.at(-1)?.row ?? 0);
    for (let row = firstRow + 1; row <= last; row += 1) {
      const cells = byNumber.get(row);
      if (cells === undefined || cells.columns.slice(0, cells.length).includes(firstColumn)) continue;
      cells.add(firstColumn, top.texts[at] ?? "", top.kinds[at] ?? "text", top.styles[at]);
    }
  }
}
