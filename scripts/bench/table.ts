import type { Usage } from "./measure.ts";

/** What was measured of one workload. */
export interface Figures {
  readonly name: string;
  readonly title: string;
  readonly target: number | undefined;
  readonly floors: readonly Usage[];
  readonly checks: readonly Usage[];
  readonly peers: readonly Usage[];
}

/** The check must never need more memory than this. */
const PEAK_TARGET_MIB = 250;

const HEADER = [
  "workload",
  "what",
  "floor s",
  "check s",
  "× floor",
  "target",
  "wall s",
  "peak MiB",
  "target",
  "python s",
  "× python",
];

/** The figures as a table in Markdown: CPU seconds, how often the floor and Python go into them, the peak. */
export function figuresTable(all: readonly Figures[]): string {
  const rows = all.map((figures) => {
    const { name, title, target, floors, checks, peers } = figures;
    const cpu = (usages: readonly Usage[]): number => median(usages.map(({ cpuSeconds }) => cpuSeconds));
    const floor = cpu(floors);
    const check = cpu(checks);
    const peer = cpu(peers);
    return [
      name,
      title,
      seconds(floor),
      seconds(check),
      ratio(check / floor),
      target === undefined ? "" : `≤ ${target}`,
      seconds(median(checks.map(({ wallSeconds }) => wallSeconds))),
      Math.max(...checks.map(({ peakMiB }) => peakMiB)).toFixed(0),
      `< ${PEAK_TARGET_MIB}`,
      seconds(peer),
      ratio(check / peer),
    ];
  });
  const table = [HEADER, ...rows];
  const widths = HEADER.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = widths.map((width, column) => (column < 2 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(HEADER), line(rule), ...rows.map(line)].join("\n");
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

function seconds(value: number): string {
  return Number.isNaN(value) ? "" : value.toFixed(value < 1 ? 3 : 2);
}

function ratio(value: number): string {
  return Number.isNaN(value) ? "" : value.toFixed(2);
}
