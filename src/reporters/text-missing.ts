import { REASON_WORDS, type NotInspectedReason } from "../model/fate.ts";
import type { EntryView, FindingView } from "../model/report.ts";
import { columns, heading, type Head, type Page } from "./text-page.ts";
import { fit, hanging, safe, visibleWidth } from "./text-width.ts";
import { containerWord, counted, duration, listed, number } from "./text-words.ts";

/** Causes that are shown without `-v`. */
const MAX_CAUSES = 5;
/** Files that are named as examples of one cause. */
const MAX_EXAMPLES = 2;
/** Entries whose number of unattributed records is remembered until they are named. */
const MAX_KNOWN = 1000;
/** Layouts that are named. */
const MAX_LAYOUTS = 4;

interface Cause {
  entries: number;
  readonly examples: { readonly path: string; readonly count: number | undefined }[];
}

/** Collects from the entries what keeps a bundle from being proven, by cause. */
export interface Missing {
  /** Says whether the section NOT PROVEN tells of this finding, by cause; findings come before entries. */
  tells(finding: FindingView): boolean;
  add(entry: EntryView): void;
  /** Reasons for which entries were not inspected and not accepted, the most frequent first. */
  reasons(): readonly NotInspectedReason[];
  /** The section NOT PROVEN, empty when nothing is missing. */
  lines(head: Head): string[];
}

/** Starts the section NOT PROVEN of one report. */
export function missingFor(page: Page): Missing {
  const unread = new Map<NotInspectedReason, Cause>();
  const recordings: Cause = { entries: 0, examples: [] };
  const records: Cause = { entries: 0, examples: [] };
  const byNumber = (): [NotInspectedReason, Cause][] =>
    [...unread.entries()].sort(([, a], [, b]) => b.entries - a.entries);
  /** Unattributed records by entry id, as far as findings told. */
  const known = new Map<string, number>();
  const count = (cause: Cause, entry: EntryView): void => {
    cause.entries += 1;
    if (cause.examples.length < MAX_EXAMPLES)
      cause.examples.push({ path: entry.path, count: known.get(entry.id) });
  };
  return {
    tells({ rule, entryId, count: many }) {
      if (!/^(?:not-inspected|unattributed)/.test(rule)) return false;
      if (rule.startsWith("un") && entryId !== null && (known.size < MAX_KNOWN || known.has(entryId))) {
        known.set(entryId, (known.get(entryId) ?? 0) + many);
      }
      return true;
    },
    add(entry) {
      if (entry.accepted) return;
      if (entry.reason !== null) {
        const cause = unread.get(entry.reason) ?? { entries: 0, examples: [] };
        unread.set(entry.reason, cause);
        count(cause, entry);
      }
      if (entry.attribution === "unattributed") count(entry.recording ? recordings : records, entry);
    },
    reasons: () => byNumber().map(([reason]) => reason),
    lines({ totals, verdict }) {
      const rows: Row[] = byNumber().map(([reason, cause]) => ({
        many: counted(cause.entries, "files"),
        why: REASON_WORDS[reason],
        cause,
      }));
      const lost = (many: number, unit: string, cause: Cause): void => {
        if (many > 0) rows.push({ many: counted(many, unit), why: "nothing says whose", cause });
      };
      lost(totals.recordings.unattributed, "recordings", recordings);
      lost(totals.records.unattributed, "records", records);
      const { unclaimed } = totals.bytes;
      if (unclaimed > 0) {
        const why = unclaimed === 1 ? "belongs to no file" : "belong to no file";
        rows.push({ many: counted(unclaimed, "bytes"), why, cause: { entries: 0, examples: [] } });
      }
      const words = verdict.outcome === "unproven" ? "NOT PROVEN" : "NOT PROVEN EITHER";
      return rows.length === 0 || verdict.outcome === "clean"
        ? []
        : [heading(page, words), ...section(page, rows)];
    },
  };
}

interface Row {
  readonly many: string;
  readonly why: string;
  readonly cause: Cause;
}

function section(page: Page, rows: readonly Row[]): string[] {
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
  const numbers = files.map(({ count = 1 }) => (count < 2 ? "" : ` (${number(count)})`));
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
  const parts = [files, layoutWords(run.bundle.layouts.map((layout) => layout.name))];
  if (page.options.elapsedMillis !== undefined) parts.push(duration(page.options.elapsedMillis));
  const label = "LOOKED AT";
  const [first = "", ...rest] = hanging(`${label}  `, safe(parts.join("; ")), page.width);
  return [heading(page, label) + first.slice(label.length), ...rest];
}

function layoutWords(names: readonly string[]): string {
  if (names.length === 0) return "no layout";
  const shown = names.slice(0, MAX_LAYOUTS).map((name) => fit(name, 30));
  if (shown.length < names.length) shown.push(`${number(names.length - shown.length)} more`);
  return `${names.length === 1 ? "layout" : "layouts"} ${listed(shown)}`;
}
