import type { ChangeView, IncidentView } from "../model/incident.ts";
import { KIND_WORDS } from "./kinds.ts";
import type { PreviousCase } from "./previous.ts";
import { number } from "../model/number.ts";
import { rangeOf } from "./words.ts";

/** Handles that are told one by one as new or gone. */
const MAX_HANDLES = 20;
const BUNDLE = "bundle (SHA-256)";
/** What else may give people other numbers. */
const RENUMBERING: ReadonlySet<string> = new Set([
  BUNDLE,
  "request",
  "version of straycheck",
  "policy (SHA-256)",
  "options (SHA-256)",
]);

/** Whether the phase before was of another bundle. */
export function isOtherBundle(changes: readonly ChangeView[]): boolean {
  return changes.some(({ what }) => what === BUNDLE);
}

/** What is told now otherwise than in the phase before (Art. 33(4)); empty where nothing changed. */
export function changesOf(
  before: PreviousCase,
  now: Omit<IncidentView, "changes" | "form">,
): readonly ChangeView[] {
  const changes: ChangeView[] = [];
  const add = (what: string, old: string, current: string): void => {
    if (old !== current) changes.push({ what, before: old, after: current });
  };
  const digests = (archives: readonly { readonly sha256: string }[]): string =>
    archives.map(({ sha256 }) => sha256).join(", ");
  add("your number of the breach", before.reference ?? "not told", now.reference ?? "not told");
  add("request", before.request ?? "nobody said who asked", now.requester?.ref ?? "nobody said who asked");
  add(BUNDLE, digests(before.archives), digests(now.evidence.archives));
  add("version of straycheck", before.version, now.tool.version);
  add("policy (SHA-256)", before.policyDigest ?? "built-in", now.evidence.policyDigest ?? "built-in");
  add("options (SHA-256)", before.optionsDigest, now.evidence.optionsDigest);
  add("aware since", before.awareAt, now.clock.awareAt);
  add("number of people", rangeOf(before.count), rangeOf(now.subjects.count));
  add("the requester is told apart", yes(before.requesterToldApart), yes(now.subjects.requesterToldApart));
  for (const unit of ["records", "recordings"] as const)
    for (const key of ["total", "own", "stray", "conflict", "context", "unattributed"] as const)
      add(`${unit}: ${key}`, number(before[unit][key]), number(now.records[unit][key]));
  for (const kind of new Set([...before.kinds, ...now.records.kinds].map((one) => one.kind)))
    for (const unit of ["records", "recordings"] as const)
      add(
        `${KIND_WORDS[kind].name}: ${unit}`,
        number(before.kinds.find((one) => one.kind === kind)?.[unit] ?? 0),
        number(now.records.kinds.find((one) => one.kind === kind)?.[unit] ?? 0),
      );
  add("entries", number(before.entries.total), number(now.coverage.entries.total));
  add(
    "entries not inspected",
    number(before.entries.notInspected),
    number(now.coverage.entries.notInspected),
  );
  add("severity", severity(before.score, before.level), severity(now.severity.score, now.severity.level));
  add(
    "causes",
    before.mechanisms.join(", ") || "none",
    now.mechanisms.map(({ id }) => id).join(", ") || "none",
  );
  if (changes.some(({ what }) => RENUMBERING.has(what)))
    add(
      "handles",
      "as in the phase before",
      "counted anew: stranger-1 … may stand for other people than before",
    );
  const ids = new Set(now.subjects.people.map(({ id }) => id));
  const known = new Set(before.people);
  add(
    "handles in people.csv",
    handles(
      before.people.filter((id) => !ids.has(id)),
      "no longer there",
    ),
    handles(
      [...ids].filter((id) => !known.has(id)),
      "new",
    ),
  );
  return changes;
}

function handles(ids: readonly string[], what: string): string {
  if (ids.length === 0) return "no other";
  const shown = ids.slice(0, MAX_HANDLES).join(", ");
  return `${what}: ${shown}${ids.length > MAX_HANDLES ? ` and ${number(ids.length - MAX_HANDLES)} more` : ""}`;
}

function severity(score: number | null, level: string | null): string {
  return score === null ? "nothing to score" : `${score} (${level ?? "?"})`;
}

function yes(value: boolean): string {
  return value ? "yes" : "no";
}
