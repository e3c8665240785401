/** What `registry.ts` prints. */
export interface RegistryFigures {
  readonly identifiers: number;
  readonly bits: number;
  readonly sourceBytes: number;
  readonly buildSeconds: number;
  readonly buildCpuSeconds: number;
  readonly buildPeakMiB: number;
  readonly bytes: number;
  readonly openMillis: number;
  /** Look-ups a second and core of what is not in it, of both by halves, and of what is. */
  readonly misses: number;
  readonly half: number;
  readonly hits: number;
}

const HEADER = [
  "identifiers",
  "CSV MB",
  "build CPU s",
  "build wall s",
  "peak MiB",
  "file MB",
  "bits",
  "open ms",
  "misses M/s",
  "half M/s",
  "hits M/s",
];

/** The figures as a table in Markdown; what making the source costs is not in the CPU time. */
export function registryTable(all: readonly RegistryFigures[]): string {
  const rows = all.map((figures) => [
    String(figures.identifiers),
    (figures.sourceBytes / 1e6).toFixed(0),
    figures.buildCpuSeconds.toFixed(1),
    figures.buildSeconds.toFixed(0),
    figures.buildPeakMiB.toFixed(0),
    (figures.bytes / 1e6).toFixed(0),
    String(figures.bits),
    figures.openMillis.toFixed(1),
    ...[figures.misses, figures.half, figures.hits].map((rate) => (rate / 1e6).toFixed(2)),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(HEADER), line(HEADER.map(() => "---:")), ...rows.map(line)].join("\n");
}
