import type { NotInspectedReason } from "../model/fate.ts";
import { NOT_INSPECTED_REASONS } from "../model/fate.ts";
import type { Acceptance } from "../model/policy.ts";
import { complaint, didYouMean, shown } from "./complaint.ts";
import { addDays, isDay } from "./day.ts";
import { globProblem } from "./files-glob.ts";
import { entriesOf, requiredText, textOf, type LocatedText } from "./yaml-fields.ts";
import type { YamlEntry, YamlMap } from "./yaml-file.ts";

/** Days from today after which an acceptance must be looked at again. */
const MAX_ACCEPTANCE_DAYS = 400;
/** Characters of a reason, and of who decided: reports show both. */
const MAX_REASON = 500;
const MAX_BY = 100;
/** What `pasteLines` writes for the reason; a person must replace it. */
export const REASON_PLACEHOLDER = "FILL IN";
/** Never acceptable: an unopened archive may hold anything, and an entry that was never reached was not even looked at. */
const NEVER_ACCEPTED: ReadonlySet<NotInspectedReason> = new Set(["nested-archive", "never-reached"]);

const ACCEPT_KEYS = ["files", "why", "max", "reason", "until", "by"] as const;

/** Reads an item of `accept`. `today` (`YYYY-MM-DD`) bounds how far ahead it may reach. Throws `CannotRun`. */
export function acceptanceOf(fileName: string, map: YamlMap, today: string): Acceptance {
  const entries = entriesOf(fileName, map, ACCEPT_KEYS, `an item of "accept"`);
  const need = (key: (typeof ACCEPT_KEYS)[number]) =>
    requiredText(fileName, map, entries.get(key), "accept", key);

  const files = need("files");
  const problem = globProblem(files.text);
  if (problem !== undefined) throw complaint(fileName, files.line, `"files" ${problem}`);
  const max = need("max");
  if (!/^[1-9]\d{0,8}$/.test(max.text)) {
    throw complaint(fileName, max.line, `"max" must be a whole number from 1 on, not ${shown(max.text)}`);
  }
  const by = entries.get("by");
  return {
    files: files.text,
    why: whyOf(fileName, need("why")),
    max: Number(max.text),
    reason: reasonOf(fileName, need("reason")),
    until: untilOf(fileName, need("until"), today),
    ...(by === undefined ? {} : { by: byOf(fileName, by) }),
    source: { file: fileName, line: map.line },
  };
}

function whyOf(fileName: string, why: LocatedText): Acceptance["why"] {
  const accepted = acceptableWhy(why.text);
  if (accepted !== undefined) return accepted;
  const reason = /^not-inspected:\s*(.*)$/.exec(why.text)?.[1];
  if (reason === undefined) {
    const problem = `"why" must be "unattributed" or "not-inspected:<reason>", not ${shown(why.text)}`;
    throw complaint(fileName, why.line, problem);
  }
  if (NOT_INSPECTED_REASONS.some((candidate) => candidate === reason)) {
    throw complaint(fileName, why.line, `${shown(reason)} can never be accepted`);
  }
  const acceptable = NOT_INSPECTED_REASONS.filter((candidate) => !NEVER_ACCEPTED.has(candidate));
  const problem = `${shown(reason)} is no reason why an entry is not inspected${didYouMean(reason, acceptable)}`;
  throw complaint(fileName, why.line, problem);
}

/** `why` as an acceptance may have it; undefined for what can never be accepted. */
export function acceptableWhy(why: string): Acceptance["why"] | undefined {
  if (why === "unattributed") return why;
  const reason = NOT_INSPECTED_REASONS.find((candidate) => `not-inspected:${candidate}` === why);
  return reason === undefined || NEVER_ACCEPTED.has(reason) ? undefined : `not-inspected:${reason}`;
}

function reasonOf(fileName: string, reason: LocatedText): string {
  if (reason.text === REASON_PLACEHOLDER) {
    throw complaint(
      fileName,
      reason.line,
      `"reason" still says "${REASON_PLACEHOLDER}"; write why this may be released`,
    );
  }
  if (!/[\p{L}\p{N}]/u.test(reason.text))
    throw complaint(fileName, reason.line, '"reason" says nothing; write why this may be released');
  if (reason.text.length > MAX_REASON)
    throw complaint(fileName, reason.line, `"reason" is longer than ${MAX_REASON} characters`);
  return reason.text;
}

function byOf(fileName: string, entry: YamlEntry): string {
  const by = textOf(fileName, entry);
  if (by.length > MAX_BY) throw complaint(fileName, entry.line, `"by" is longer than ${MAX_BY} characters`);
  return by;
}

function untilOf(fileName: string, until: LocatedText, today: string): string {
  if (!isDay(until.text)) {
    throw complaint(
      fileName,
      until.line,
      `"until" must be a day such as 2027-03-01, not ${shown(until.text)}`,
    );
  }
  const last = addDays(today, MAX_ACCEPTANCE_DAYS);
  if (until.text > last) {
    const problem = `"until" may be at most ${MAX_ACCEPTANCE_DAYS} days ahead (${last}), not ${until.text}`;
    throw complaint(fileName, until.line, problem);
  }
  return until.text;
}
