import type { NotInspectedReason } from "../../src/model/fate.ts";

/** What the check says about one entry that it did not inspect for a reason that lies in the archive. */
export interface Alarm {
  /** The id of a rule; of `not-inspected` with its reason behind a colon. */
  readonly rule: string;
  readonly entry: string | null;
  readonly message: string;
}

/** What straycheck saw of an archive. */
export interface View {
  /** A sentence: the check did not run at all (exit code 2). */
  readonly refused?: string;
  /** The check itself broke: it died, hung, or its report has no end. Nothing may do that to it. */
  readonly broken?: string;
  readonly exitCode: number;
  /** Paths of entries as they were shown. */
  readonly names: readonly string[];
  /** Paths in which identifiers are masked. */
  readonly maskedNames: readonly string[];
  /** sha256 of every content that was read to its end. */
  readonly contents: readonly string[];
  /** Findings that change the verdict and are about the archive, not about whose records it holds. */
  readonly alarms: readonly Alarm[];
}

/** Entries that were not inspected for these reasons say something about the archive, not about a format. */
const ARCHIVE_REASONS: ReadonlySet<string> = new Set<NotInspectedReason>([
  "encrypted",
  "unsupported-compression",
  "nested-archive",
  "link",
  "special-file",
  "damaged",
  "checksum-mismatch",
  "size-mismatch",
  "trailing-data",
  "over-limit",
  "timed-out",
  "crashed",
  "unreadable",
  "never-reached",
]);

/** A reader of a format may end for these, too, after the archive gave out the whole content. */
const ALSO_OF_FORMATS: ReadonlySet<string> = new Set<NotInspectedReason>([
  "damaged",
  "over-limit",
  "timed-out",
  "crashed",
]);

/** Rules about whose records, links and lists these are: they would stand in the report of a sound archive as well. */
const ABOUT_CONTENT =
  /^(?:unattributed-.*|stray-.*|subject-not-seen|foreign-name|conflict|link-.*|digest-mismatch|missing-files|detail-lost)$/;

/** What is known of the entry that a finding is about. */
export interface AlarmedEntry {
  /** Why it was not inspected. */
  readonly reason: string | null;
  /** Of its whole content; null when that was never read. */
  readonly sha256: string | null;
}

/** Whether a finding is about the archive. */
export function isAboutArchive(rule: string, level: string, entry: AlarmedEntry | undefined): boolean {
  if (level === "note" || ABOUT_CONTENT.test(rule)) return false;
  if (rule !== "not-inspected") return true;
  const reason = entry?.reason ?? "";
  return ARCHIVE_REASONS.has(reason) && (entry?.sha256 === null || !ALSO_OF_FORMATS.has(reason));
}
