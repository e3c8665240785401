import type { Survey } from "../engine/survey.ts";
import type { RequesterView } from "../model/incident.ts";
import { counted } from "./words.ts";
import type { Checked } from "./checked.ts";

/** Rules that say that something of the requester's is not there, besides rows that name files. */
const MISSING_RULES: ReadonlySet<string> = new Set(["identifier-not-seen", "record-count", "part-missing"]);
/** Of each finding; the report says how many there are. */
const MAX_MISSING = 50;

/** What of the bundle is the requester's, and what of theirs is not there; null where nobody said who asked. */
export function requesterOf(survey: Survey, checked: Checked | null): RequesterView | null {
  const { requester, totals } = survey.people;
  if (requester === null) return null;
  const findings = checked?.findings ?? [];
  const asked = survey.request;
  const named = (asked?.missing ?? []).map(({ entry, path, files, examples }) => {
    const lies = findings.find(({ rule, entryId }) => rule === "own-missing" && entryId === entry);
    const what =
      lies?.message ??
      `${counted(files, "file")} that the requester's rows name ${files === 1 ? "is" : "are"} not there`;
    return {
      message: `${path}: ${what}${examples.length > 0 ? ` (${examples.join(", ")})` : ""}`,
      count: files,
      unit: "files",
    };
  });
  const known = new Set((asked?.missing ?? []).map(({ entry }) => entry));
  const found = findings
    .filter(
      ({ rule, entryId }) =>
        MISSING_RULES.has(rule) || (rule === "missing-files" && (entryId === null || !known.has(entryId))),
    )
    .map(({ entry, message, count, unit }) => ({
      message: entry === null ? message : `${entry}: ${message}`,
      count,
      unit,
    }));
  const unseen =
    checked !== null
      ? []
      : (asked?.unseen ?? []).map(({ kind, told, unseen: many }) => ({
          message: `${many} of ${told} identifiers of the kind ${kind} that the subject file tells were not seen`,
          count: many,
          unit: "identifiers",
        }));
  return {
    ref: requester.ref,
    seen: requester.seen,
    own: {
      own: totals.records.own,
      context: totals.records.context,
      recordings: totals.recordings.own + totals.recordings.context,
      entries: survey.entries.filter(({ attribution }) => attribution === "own").length,
    },
    missing: [...named, ...found, ...unseen].slice(0, MAX_MISSING),
  };
}
