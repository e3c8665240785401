import type { ChalkInstance } from "chalk";
import Table from "cli-table3";
import type { OwnerView, RunView, TotalsView, VerdictView } from "../model/report.ts";
import type { ReporterOptions } from "./reporter.ts";

/** How the report is written: the width of the page, the colours, what was asked for. */
export interface Page {
  /** Columns that a line may take. */
  readonly width: number;
  readonly paint: ChalkInstance;
  readonly verbose: boolean;
  readonly options: ReporterOptions;
}

/** The first part of a report, complete before its first finding. */
export interface Head {
  readonly run: RunView;
  readonly verdict: VerdictView;
  readonly totals: TotalsView;
  /** The first owners, all of them with `-v`. */
  readonly owners: readonly OwnerView[];
  /** The owners that are not shown one by one. */
  readonly more: { readonly owners: number; readonly records: number; readonly recordings: number };
}

const NO_LINES = {
  top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "",
  "bottom-right": "", left: "", "left-mid": "", mid: "", "mid-mid": "", right: "", "right-mid": "", middle: "",
}; // prettier-ignore

/** Lays rows out in columns, three spaces apart, without lines. One string per row. */
export function columns(
  rows: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[],
): string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    chars: NO_LINES,
    colAligns: [...aligns],
    style: { "padding-left": 0, "padding-right": 3, head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

/** A heading in front of the first line of a block whose other lines stand under it. */
export function heading(page: Page, words: string): string {
  return page.paint.bold(words);
}
