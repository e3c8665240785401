import { REASON_WORDS, type NotInspectedReason } from "../model/fate.ts";
import type { EntryView, FindingView, TotalsView } from "../model/report.ts";
import { counted } from "./text-words.ts";

/** Files that are named as examples of one cause. */
const MAX_EXAMPLES = 2;

/** Why records are nobody's, as it fits a column; the rule's own words are longer. */
const WHY: Readonly<Record<string, string>> = {
  "unattributed-nobody-named": "nothing says whose",
  "unattributed-untold": "the owner is of a kind not told",
  "unattributed-registry-disagrees": "by the registry theirs, by the subject file not",
  "unattributed-interval-border": "within a day of an interval's end",
  "unattributed-no-usable-time": "no time to hold against an interval",
  "unattributed-ambiguous-link": "the row that names it fits others too",
  "unattributed-parties-only": "only other people are named",
  "unattributed-product-not-owned": "the requester owns no such device",
  "unattributed-other-profile": "a profile that is not listed (`people`)",
  "unattributed-disputed": "only a detected layout says it is no owner (`-l`)",
  "unattributed-below-least-basis": "rests on too little (policy, `least-basis`)",
  "unattributed-counterparty": "other people in it, for a look (policy)",
};

/** Files or records that are not proven for one reason. */
export interface Cause {
  /** Records, recordings or files. */
  readonly count: number;
  readonly entries: number;
  readonly examples: readonly { readonly path: string; readonly count: number }[];
}

type Growing = { -readonly [Key in keyof Cause]: Cause[Key] } & {
  readonly examples: { path: string; count: number }[];
};

/** A cause in words. */
export interface CauseRow {
  /** `3 files`. */
  readonly many: string;
  readonly why: string;
  readonly cause: Cause;
  /** For a cause of entries that were not inspected. */
  readonly reason?: NotInspectedReason;
}

/** Collects what keeps a bundle from being proven, by cause. */
export interface MissingCauses {
  /** Says whether the causes tell of this finding; findings come before entries. */
  tells(finding: FindingView): boolean;
  add(entry: EntryView): void;
  /** Reasons for which entries were not inspected and not accepted, the most frequent first. */
  reasons(): readonly NotInspectedReason[];
  /** Rules by which records are nobody's, the most frequent first. */
  undecided(): readonly string[];
  /** The causes, the most frequent first: of files, of records, of bytes. */
  rows(totals: TotalsView): readonly CauseRow[];
}

/** Starts the causes of one report. */
export function missingCauses(): MissingCauses {
  const unread = new Map<NotInspectedReason, Growing>();
  /** By rule and unit. */
  const undecided = new Map<string, Growing & { readonly rule: string; readonly unit: string }>();
  const most = <K, C extends Cause>(causes: ReadonlyMap<K, C>): [K, C][] =>
    [...causes.entries()].toSorted(([, a], [, b]) => b.count - a.count);
  const count = (cause: Growing, path: string, many: number): void => {
    cause.count += many;
    cause.entries += 1;
    if (cause.examples.length < MAX_EXAMPLES) cause.examples.push({ path, count: many });
  };
  return {
    tells({ rule, level, entry, unit, count: many }) {
      if (!/^(?:not-inspected|unattributed)/.test(rule)) return false;
      // What a policy accepts is a note.
      if (rule.startsWith("unattributed") && level !== "note") {
        const key = `${unit} ${rule}`;
        const cause = undecided.get(key) ?? { rule, unit, count: 0, entries: 0, examples: [] };
        undecided.set(key, cause);
        count(cause, entry ?? "", many);
      }
      return true;
    },
    add(entry) {
      if (entry.accepted || entry.reason === null) return;
      const cause = unread.get(entry.reason) ?? { count: 0, entries: 0, examples: [] };
      unread.set(entry.reason, cause);
      count(cause, entry.path, 1);
    },
    reasons: () => most(unread).map(([reason]) => reason),
    undecided: () => [...new Set(most(undecided).map(([, { rule }]) => rule))],
    rows(totals) {
      const rows: CauseRow[] = [
        ...most(unread).map(([reason, cause]) => ({
          many: counted(cause.count, "files"),
          why: REASON_WORDS[reason],
          cause,
          reason,
        })),
        ...most(undecided).map(([, cause]) => ({
          many: counted(cause.count, cause.unit),
          why: WHY[cause.rule] ?? cause.rule,
          cause,
        })),
      ];
      const { unclaimed } = totals.bytes;
      if (unclaimed > 0) {
        const why = unclaimed === 1 ? "belongs to no file" : "belong to no file";
        rows.push({ many: counted(unclaimed, "bytes"), why, cause: { count: 0, entries: 0, examples: [] } });
      }
      return rows;
    },
  };
}
