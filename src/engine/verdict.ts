import { HAZARDS } from "../rules/index.ts";
import { strangerName } from "./say.ts";
import { number } from "../model/number.ts";
import type { Finding } from "../model/finding.ts";
import type { Tally, VerdictCode, VerdictView } from "../model/report.ts";

/** What the verdict is computed from. Nothing else may change it. */
export interface VerdictInput {
  readonly records: Tally;
  readonly recordings: Tally;
  /** Entries that were not inspected and that no policy line accepts. */
  readonly notInspected: number;
  /** Unattributed records and recordings in entries that no policy line accepts. */
  readonly unattributedRecords: number;
  readonly unattributedRecordings: number;
  /** Records and recordings that are own by `direct` or `linked`. */
  readonly firmlyOwn: number;
  readonly subjectSeen: boolean;
  readonly findings: readonly Pick<Finding, "rule" | "level">[];
  /** Numbers of those to whom recordings and records belong, from 0; "complete": there are no others. */
  readonly strangers: {
    readonly recordings: readonly number[];
    readonly records: readonly number[];
    readonly complete: boolean;
  };
  /** Notes that the policy wants somebody to look at. */
  readonly notesForReview: number;
  /** Policy lines that accept nothing although they were written to. */
  readonly lapsedAcceptances: number;
}

/** Bytes in which files may hide. */
const HIDING = new Set(["unclaimed-bytes", "local-only-entry", "hidden-archive"]);

const DISAGREEMENTS = new Set([
  ...HAZARDS.map(({ id }) => id).filter((id) => !HIDING.has(id)),
  "link-void",
  "fields-disagree",
  "not-registered",
  "digest-mismatch",
  "foreign-name",
  "link-ambiguous",
  "link-overruled",
]);

/**
 * clean, stray or unproven. Only a stray or a conflict ends in 1; clean needs that everything was inspected, nothing
 * is unattributed, and something is firmly the subject's (design, exit codes).
 */
export function verdictOf(input: VerdictInput): Omit<VerdictView, "paste"> {
  const { records, recordings } = input;
  const codes: VerdictCode[] = [];
  const reasons: string[] = [];
  const say = (code: VerdictCode, reason: string): void => {
    codes.push(code);
    reasons.push(reason);
  };
  const total = records.total + recordings.total;
  const anySubject = input.subjectSeen || total === 0;
  if (!anySubject) say("subject-not-seen", "none of the requester's identifiers was seen");

  if (recordings.stray > 0)
    say(
      "stray-recordings",
      `${counted(recordings.stray, "recording")} ${belong(recordings.stray)} to ${whose(input.strangers.recordings, input.strangers.complete)}`,
    );
  if (records.stray > 0)
    say(
      "stray-records",
      `${counted(records.stray, "record")} ${belong(records.stray)} to ${whose(input.strangers.records, input.strangers.complete)}`,
    );
  const conflicts = records.conflict + recordings.conflict;
  if (conflicts > 0)
    say(
      "conflicts",
      `${counted(conflicts, "item")} ${conflicts === 1 ? "is" : "are"} claimed for the requester and for another person`,
    );
  const stray = codes.some((code) => code !== "subject-not-seen");

  if (input.notInspected > 0)
    say(
      "not-inspected",
      `${counted(input.notInspected, "file")} ${input.notInspected === 1 ? "was" : "were"} not inspected`,
    );
  if (input.unattributedRecordings > 0)
    say(
      "unattributed-recordings",
      `nobody is known to own ${counted(input.unattributedRecordings, "recording")}`,
    );
  if (input.unattributedRecords > 0)
    say("unattributed-records", `nobody is known to own ${counted(input.unattributedRecords, "record")}`);
  const named = input.findings.filter(({ rule }) => rule === "registry-named").length;
  if (named > 0)
    say(
      "customers-named",
      `an identifier of another customer stands in ${counted(named, "file")} that ${named === 1 ? "names" : "name"} nobody else`,
    );
  if (input.findings.some(({ rule }) => rule === "released-before"))
    say("released-before", "the same bytes were released to another request before");
  const disagreeing = input.findings.filter(
    (finding) => finding.level === "unproven" && DISAGREEMENTS.has(finding.rule),
  ).length;
  if (disagreeing > 0)
    say("readers-disagree", `the bundle contradicts itself or its names in ${counted(disagreeing, "place")}`);
  if (input.findings.some((finding) => HIDING.has(finding.rule)))
    say("unclaimed-bytes", "the archive holds bytes that belong to no file");
  if (input.notesForReview > 0)
    say("notes-for-review", `the policy wants a look at ${counted(input.notesForReview, "note")}`);
  if (total === 0) say("nothing-to-check", "there was nothing to check");
  else if (input.firmlyOwn === 0 && !stray)
    say("nothing-own", "no record says itself that it is the requester's");
  if (input.lapsedAcceptances > 0 && codes.length > 0) {
    say(
      "policy-not-applied",
      `${counted(input.lapsedAcceptances, "policy line")} no longer ${input.lapsedAcceptances === 1 ? "accepts" : "accept"} anything`,
    );
  }

  if (stray) return { outcome: "stray", exitCode: 1, codes, reasons };
  if (codes.length > 0) return { outcome: "unproven", exitCode: 3, codes, reasons };
  const own = records.own + recordings.own;
  const rest = [
    ...(own === total
      ? []
      : [`${counted(own, "item")} of ${number(total)} ${own === 1 ? "is" : "are"} the requester's`]),
    ...(records.context + recordings.context === 0
      ? []
      : [`${number(records.context + recordings.context)} belong to conversations with others`]),
    ...(records.unattributed + recordings.unattributed === 0
      ? []
      : [`${number(records.unattributed + recordings.unattributed)} are accepted by the policy`]),
  ];
  return {
    outcome: "clean",
    exitCode: 0,
    codes,
    reasons:
      rest.length === 0
        ? [
            total === 1
              ? "the only item is the requester's"
              : `all ${number(total)} items are the requester's`,
          ]
        : rest,
  };
}

function whose(strangers: readonly number[], isComplete: boolean): string {
  const [first] = strangers;
  if (first === undefined) return "somebody else";
  if (!isComplete) return `more than ${counted(strangers.length, "stranger")}`;
  return strangers.length === 1 ? strangerName(first) : `${number(strangers.length)} strangers`;
}

function counted(count: number, unit: string): string {
  return `${number(count)} ${unit}${count === 1 ? "" : "s"}`;
}

function belong(count: number): string {
  return count === 1 ? "belongs" : "belong";
}
