import { CannotCut, Runs, type RecordSpan, type Run } from "./runs.ts";

/**
 * Takes a table apart. `rows`: its records in their order, with their line ends. What stands between them (the header, lines
 * above it, empty rows) goes both ways. Throws `CannotCut`.
 */
export function cutRows(length: number, rows: readonly RecordSpan[]): readonly Run[] {
  const runs = new Runs();
  for (const { from, to, held } of rows) {
    if (from < runs.end || to <= from || to > length) throw new CannotCut("its rows overlap");
    runs.upTo(from, true, true);
    runs.upTo(to, !held, held);
  }
  runs.upTo(length, true, true);
  return runs.all;
}
