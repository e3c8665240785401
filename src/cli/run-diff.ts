import type { FindingView, ReportEvent, TotalsView, VerdictView } from "../model/report.ts";
import { number } from "../model/number.ts";
import { counted } from "../reporters/index.ts";
import { printable } from "../model/printable.ts";
import { readStored } from "./read-stored.ts";
import { streamSink } from "./sinks.ts";

/** Findings of one kind that are listed. */
const MAX_LISTED = 50;

/** What a report says, for comparing. */
interface Side {
  readonly name: string;
  readonly sha256: string | null;
  readonly verdict: VerdictView;
  readonly totals: TotalsView;
  readonly findings: ReadonlyMap<string, FindingView>;
}

/**
 * Prints what is new, gone and unchanged in the newer of two stored reports; returns the newer verdict's exit code.
 * Findings are the same when rule, file, owner and field are (their fingerprint). Throws `CannotRun`.
 */
export async function runDiff(oldPath: string, newPath: string, asJson: boolean): Promise<number> {
  const older = sideOf(await readStored(oldPath));
  const newer = sideOf(await readStored(newPath));
  const fresh = [...newer.findings.values()].filter(({ fingerprint }) => !older.findings.has(fingerprint));
  const gone = [...older.findings.values()].filter(({ fingerprint }) => !newer.findings.has(fingerprint));
  const both = [...newer.findings.values()].filter(({ fingerprint }) => older.findings.has(fingerprint));
  // What the policy accepts since then is the same finding, but no longer weighs the same.
  const changed = both.filter(({ fingerprint, count, level }) => {
    const before = older.findings.get(fingerprint);
    return before?.count !== count || before.level !== level;
  });
  const sink = streamSink(process.stdout);
  if (asJson) {
    const document = {
      schema: "straycheck-diff/1",
      old: headOf(older),
      new: headOf(newer),
      findings: { new: fresh, gone, changed, unchanged: both.length - changed.length },
    };
    await sink.write(`${JSON.stringify(document, null, 2)}\n`);
    return newer.verdict.exitCode;
  }
  const lines = [
    `${older.verdict.outcome} -> ${newer.verdict.outcome}   ${older.name} -> ${newer.name}${older.sha256 === newer.sha256 && older.sha256 !== null ? " (the same bytes)" : ""}`,
    "",
    ...totalLines(older.totals, newer.totals),
    "",
    ...listed("new", fresh, ({ count, unit }) => counted(count, unit)),
    ...listed("gone", gone, ({ count, unit }) => counted(count, unit)),
    ...listed("changed", changed, ({ count, unit, level, fingerprint }) => {
      const before = older.findings.get(fingerprint);
      const grown = before?.count === count ? "" : `${number(before?.count ?? 0)} -> `;
      const weighed = before === undefined || before.level === level ? "" : `, ${before.level} -> ${level}`;
      return `${grown}${counted(count, unit)}${weighed}`;
    }),
    `unchanged  ${number(both.length - changed.length)} findings`,
    `exit code ${newer.verdict.exitCode} (${newer.verdict.outcome})`,
  ];
  await sink.write(`${lines.map((line) => printable(line)).join("\n")}\n`);
  return newer.verdict.exitCode;
}

function sideOf(events: readonly ReportEvent[]): Side {
  let name = "";
  let sha256: string | null = null;
  let verdict: VerdictView | undefined;
  let totals: TotalsView | undefined;
  const findings = new Map<string, FindingView>();
  for (const event of events) {
    if (event.type === "run") ({ name, sha256 } = event.run.bundle);
    else if (event.type === "verdict") ({ verdict } = event);
    else if (event.type === "totals") ({ totals } = event);
    else if (event.type === "finding") findings.set(event.finding.fingerprint, event.finding);
  }
  if (verdict === undefined || totals === undefined) throw new Error("a report without its head");
  return { name, sha256, verdict, totals, findings };
}

function headOf({ name, sha256, verdict, totals }: Side): object {
  const { outcome, exitCode, codes } = verdict;
  return { bundle: { name, sha256 }, verdict: { outcome, exitCode, codes }, totals };
}

function totalLines(older: TotalsView, newer: TotalsView): readonly string[] {
  const rows: readonly (readonly [string, number, number])[] = [
    ["files", older.entries.total, newer.entries.total],
    ["not inspected", older.entries.notInspected, newer.entries.notInspected],
    ["accepted by policy", older.entries.accepted, newer.entries.accepted],
    ["bytes of no file", older.bytes.unclaimed, newer.bytes.unclaimed],
    ...(["records", "recordings"] as const).flatMap((unit) =>
      (["own", "stray", "conflict", "context", "unattributed"] as const).map(
        (key): readonly [string, number, number] => [`${unit} ${key}`, older[unit][key], newer[unit][key]],
      ),
    ),
  ];
  const changed = rows.filter(([, before, now]) => before !== now);
  return changed.length === 0
    ? ["the same totals"]
    : changed.map(([word, before, now]) => `${word.padEnd(24)} ${number(before)} -> ${number(now)}`);
}

function listed(
  word: string,
  findings: readonly FindingView[],
  count: (finding: FindingView) => string,
): readonly string[] {
  const lines = findings
    .slice(0, MAX_LISTED)
    .map(
      (finding) =>
        `${word.padEnd(9)}  ${finding.fingerprint.slice(0, 8)}  ${finding.level.padEnd(8)} ${finding.entry ?? "the bundle"}: ${finding.title} (${count(finding)})`,
    );
  const more = findings.length - lines.length;
  return more > 0 ? [...lines, `${word.padEnd(9)}  ${number(more)} more`] : lines;
}
