import type { NotInspectedReason } from "../model/fate.ts";
import type { EntryView, FindingView } from "../model/report.ts";
import { missingCauses, type Cause, type CauseRow } from "./missing.ts";
import { columns, heading, type Head, type Page } from "./text-page.ts";
import { fit, hanging, safe, visibleWidth } from "./text-width.ts";
import { containerWord, counted, duration, listed, number } from "./text-words.ts";

/** Causes that are shown without `-v`. */
const MAX_CAUSES = 5;
/** Layouts that are named. */
const MAX_LAYOUTS = 4;

/** Collects what keeps a bundle from being proven, for the section NOT PROVEN. */
export interface Missing {
  /** Says whether the section NOT PROVEN tells of this finding, by cause; findings come before entries. */
  tells(finding: FindingView): boolean;
  add(entry: EntryView): void;
  /** Reasons for which entries were not inspected and not accepted, the most frequent first. */
  reasons(): readonly NotInspectedReason[];
  /** Rules by which records are nobody's, the most frequent first. */
  undecided(): readonly string[];
  /** The section NOT PROVEN, empty when nothing is missing. */
  lines(head: Head): string[];
}

/** Starts the section NOT PROVEN of one report. */
export function missingFor(page: Page): Missing {
  const causes = missingCauses();
  return {
    tells: (finding) => causes.tells(finding),
    add: (entry) => causes.add(entry),
    reasons: () => causes.reasons(),
    undecided: () => causes.undecided(),
    lines({ totals, verdict }) {
      const rows = causes.rows(totals);
      const words = verdict.outcome === "unproven" ? "NOT PROVEN" : "NOT PROVEN EITHER";
      return rows.length === 0 || verdict.outcome === "clean"
        ? []
        : [heading(page, words), ...section(page, rows)];
    },
  };
}

function section(page: Page, rows: readonly CauseRow[]): string[] {
  const shown = page.verbose ? rows : rows.slice(0, MAX_CAUSES);
  const widest = (texts: readonly string[]): number => Math.max(...texts.map(visibleWidth));
  const room = page.width - widest(shown.map((row) => row.many)) - widest(shown.map((row) => row.why)) - 8;
  const lines = columns(
    shown.map(({ many, why, cause }) => [`  ${many}`, why, examples(cause, room)]),
    ["right", "left", "left"],
  );
  if (shown.length < rows.length)
    lines.push(`  … and ${number(rows.length - shown.length)} more (use -v, or -r json)`);
  return lines;
}

/** As many examples as stand whole within `width` columns, at least one. */
function examples({ entries, examples: files }: Cause, width: number): string {
  // A file of one recording or one document says its number by itself.
  const numbers = files.map(({ count }) => (count < 2 ? "" : ` (${number(count)})`));
  for (let shown = files.length; shown > 0; shown -= 1) {
    const more = entries > shown ? ", …" : "";
    const each = Math.floor((width - more.length - (shown - 1) * 2) / shown);
    const texts = files.slice(0, shown).map(({ path }, index) => safe(path) + (numbers[index] ?? ""));
    const whole = texts.join(", ") + more;
    if (visibleWidth(whole) <= width) return whole;
    if (shown > 1) continue;
    const suffix = (numbers[0] ?? "") + more;
    return fit(files[0]?.path ?? "", each - (numbers[0] ?? "").length) + suffix;
  }
  return "";
}

/** How much was looked at, with which layouts, in what time. */
export function lookedAtLines(page: Page, { run, totals }: Head): string[] {
  const { entries, bytes } = totals;
  const word = containerWord(run.bundle.container);
  let files = `${number(entries.inspected)} of ${counted(entries.total, "files")}`;
  // A folder has no bytes between its files.
  if (bytes.unclaimed > 0) files += `, all but ${counted(bytes.unclaimed, "bytes")} of the ${word}`;
  else if (word !== "folder") files += `, every byte of the ${word}`;
  if (entries.accepted > 0) files += `, ${number(entries.accepted)} accepted by policy`;
  const parts = [files, layoutWords(run.bundle.layouts)];
  if (page.options.elapsedMillis !== undefined) parts.push(duration(page.options.elapsedMillis));
  const label = "LOOKED AT";
  const [first = "", ...rest] = hanging(`${label}  `, safe(parts.join("; ")), page.width);
  return [heading(page, label) + first.slice(label.length), ...rest];
}

function layoutWords(layouts: Head["run"]["bundle"]["layouts"]): string {
  if (layouts.length === 0) return "no layout";
  const shown = layouts
    .slice(0, MAX_LAYOUTS)
    .map(({ name, noSubject }) => `${fit(name, 30)}${noSubject === undefined ? "" : " (it has no subject)"}`);
  if (shown.length < layouts.length) shown.push(`${number(layouts.length - shown.length)} more`);
  return `${layouts.length === 1 ? "layout" : "layouts"} ${listed(shown)}`;
}
