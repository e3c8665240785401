import { version } from "../engine/run-view.ts";
import { csvCell } from "../model/csv-cell.ts";
import { printable } from "../model/printable.ts";
import { mixUpsOf, type MixUp } from "./mix-ups.ts";
import type { BatchRequest, RequestResult } from "./request.ts";
import type { SharedContents } from "./shared.ts";
import type { Subjects } from "./subjects.ts";

/** A request in the summary: what came of it by itself, and what the other bundles say of it. */
export interface SummaryRow extends Omit<RequestResult, "exitCode"> {
  /** Of the check alone; null where there was none. */
  readonly checkExitCode: RequestResult["exitCode"] | null;
  /** What counts: 3 also for a clean bundle that is part of a mix-up. */
  readonly exitCode: RequestResult["exitCode"];
  readonly line: number;
  /** Places in the list of mix-ups, from 1. */
  readonly mixUps: readonly number[];
}

export interface Summary {
  readonly schema: "straycheck-batch/1";
  readonly tool: { readonly name: "straycheck"; readonly version: string };
  /** False: it was interrupted. */
  readonly complete: boolean;
  /** The first of 130, 1, 2, 3, 0 that occurs. */
  readonly exitCode: RequestResult["exitCode"];
  /** Requests by exit code. */
  readonly counts: Readonly<Record<"total" | "clean" | "stray" | "unproven" | "failed" | "notChecked", number>>;
  /** Files of all bundles that the policy accepts although they are not proven. */
  readonly accepted: number;
  /** False: there were more files than are compared. */
  readonly comparedAll: boolean;
  readonly mixUps: readonly MixUp[];
  readonly requests: readonly SummaryRow[];
  /** How many were in the journal; not part of what is written, which is the same whenever a batch was interrupted. */
  readonly known: number;
} // prettier-ignore

const HELD = "clean by itself, but part of a mix-up";
const PRECEDENCE = [130, 1, 2, 3, 0] as const;

/** Puts the summary together. A batch without a request proves nothing (2). */
export function summaryOf(
  requests: readonly BatchRequest[],
  results: readonly RequestResult[],
  shared: SharedContents,
  subjects: Subjects,
  known: number,
): Summary {
  const mixUps = mixUpsOf(requests, results, shared, subjects);
  const places = new Map<string, number[]>();
  const held = new Set<string>();
  for (const [index, { level, requests: refs }] of mixUps.entries())
    for (const ref of refs) {
      const known = places.get(ref);
      if (known === undefined) places.set(ref, [index + 1]);
      else known.push(index + 1);
      if (level === "hold") held.add(ref);
    }
  const rows = results.map((result, index): SummaryRow => {
    const { exitCode, ref } = result;
    const wasChecked = exitCode !== 2 && exitCode !== 130;
    const isHeld = exitCode === 0 && held.has(ref);
    const mixUpsHere = places.get(ref) ?? [];
    return {
      ...result,
      ...(isHeld ? { outcome: "unproven", exitCode: 3, reasons: [HELD, ...result.reasons] } : {}),
      line: requests[index]?.line ?? 0,
      checkExitCode: wasChecked ? exitCode : null,
      mixUps: mixUpsHere,
    };
  });
  const count = (code: RequestResult["exitCode"]): number =>
    rows.filter(({ exitCode }) => exitCode === code).length;
  return {
    schema: "straycheck-batch/1",
    tool: { name: "straycheck", version: version() },
    complete: count(130) === 0,
    exitCode: PRECEDENCE.find((code) => count(code) > 0) ?? 2,
    counts: {
      total: rows.length,
      clean: count(0),
      stray: count(1),
      unproven: count(3),
      failed: count(2),
      notChecked: count(130),
    },
    accepted: rows.reduce((sum, { accepted }) => sum + accepted, 0),
    comparedAll: shared.isComplete,
    mixUps,
    requests: rows,
    known,
  };
}

/** `straycheck-batch/1`, a line per mix-up and request. */
export function summaryJson({ mixUps, requests, ...summary }: Summary): string {
  const { schema, tool, complete, exitCode: code, counts, accepted, comparedAll } = summary;
  const head = { schema, tool, complete, exitCode: code, counts, accepted, comparedAll };
  const list = (items: readonly object[]): string =>
    items.length === 0 ? "[]" : `[\n    ${items.map((item) => JSON.stringify(item, shown)).join(",\n    ")}\n  ]`;
  const members = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const rows = requests.map(
    ({ ref, line, outcome, exitCode, checkExitCode, codes, reasons, bundle, records, recordings, own, accepted, strangers, released, mixUps: places, reports }) =>
      ({ ref, line, outcome, exitCode, checkExitCode, codes, reasons, bundle, records, recordings, own, accepted, strangers, released, mixUps: places, reports }),
  );
  return `{\n${[...members, `  "mixUps": ${list(mixUps)}`, `  "requests": ${list(rows)}`].join(",\n")}\n}\n`;
} // prettier-ignore

const COLUMNS = [
  "ref", "line", "exitCode", "outcome", "checkExitCode", "bundle", "sha256", "records", "recordings", "own",
  "strangers", "strangersAre", "mixUps", "reasons", "reports", "accepted",
] as const; // prettier-ignore

/** A row per request; quoted, and safe to open in a spreadsheet. */
export function summaryCsv({ requests }: Summary): string {
  const rows = requests.map((row) => [
    row.ref,
    String(row.line),
    String(row.exitCode),
    row.outcome,
    row.checkExitCode === null ? "" : String(row.checkExitCode),
    row.bundle?.name ?? "",
    row.bundle?.sha256 ?? "",
    String(row.records),
    String(row.recordings),
    String(row.own),
    String(row.strangers.length),
    [...new Set(row.strangers.flatMap((stranger) => stranger.requests))].join(" "),
    row.mixUps.join(" "),
    row.reasons.join("; "),
    row.reports.map(({ file }) => file).join(" "),
    String(row.accepted),
  ]);
  // A byte order mark: without one Excel reads UTF-8 as the local code page.
  return `\ufeff${[[...COLUMNS], ...rows].map((cells) => `${cells.map((cell) => csvCell(printable(cell))).join(",")}\r\n`).join("")}`;
}

function shown(_: string, value: unknown): unknown {
  return typeof value === "string" ? printable(value) : value;
}
