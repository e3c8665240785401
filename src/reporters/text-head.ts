import { limitText } from "../model/limit-ranges.ts";
import type { PolicyView, RunView, Tally, VerdictCode, VerdictOutcome } from "../model/report.ts";
import { stateWords } from "./acceptances.ts";
import { registryWords } from "./registry-words.ts";
import type { Head, Page } from "./text-page.ts";
import { fit, hanging, safe, visibleWidth, wrap } from "./text-width.ts";
import { containerWord, counted, kindPlural, listed, number } from "./text-words.ts";

/** Columns that the bundle's name takes in the first line at most. */
const NAME_COLUMNS = 30;
const REF_COLUMNS = 22;
/** Exceptions of the policy that do not hold, notes and limits of it that are named one by one. */
const MAX_POLICY_LINES = 3;
const GLOB_COLUMNS = 30;
const NOTE_COLUMNS = 240;

/** What each verdict is called. */
export const VERDICT_WORDS: Readonly<Record<VerdictOutcome, string>> = {
  clean: "CLEAN",
  stray: "DO NOT RELEASE",
  unproven: "NOT PROVEN",
};

/** The verdict in one sentence, and what must be known before it. */
export function verdictLines(page: Page, head: Head): string[] {
  const { outcome, codes } = head.verdict;
  const word = VERDICT_WORDS[outcome];
  const accepted = head.totals.entries.accepted;
  const policy = accepted > 0 ? ` (${counted(accepted, "files")} accepted by policy)` : "";
  const name = fit(head.run.bundle.name, NAME_COLUMNS);
  const lines = hanging(
    " ".repeat(word.length + 3),
    `${name}: ${verdictSentence(head)}${policy}`,
    page.width,
  );
  const colour = { clean: page.paint.green, stray: page.paint.red, unproven: page.paint.yellow }[outcome];
  lines[0] = `${colour.bold(word)}${(lines[0] ?? "").slice(word.length)}`;
  if (codes.includes("subject-not-seen")) {
    const words =
      "None of the requester's identifiers was seen: another person's export, or a wrong subject file: check that first.";
    lines.push(...wrap(words, page.width).map((line) => page.paint.bold(line)));
  }
  return lines;
}

/** The verdict in one sentence, without the bundle's name in front. */
export function verdictSentence(head: Head): string {
  switch (head.verdict.outcome) {
    case "clean":
      return cleanSentence(head);
    case "stray":
      return straySentence(head);
    case "unproven":
      return unprovenSentence(head);
  }
}

function cleanSentence({ totals: { records, recordings } }: Head): string {
  const owned = (tally: Tally): number => tally.own + tally.context;
  if (owned(records) === records.total && owned(recordings) === recordings.total) {
    if (records.total + recordings.total === 1) {
      return `the only ${records.total === 1 ? "record" : "recording"} is the requester's.`;
    }
    const parts = [
      ...(records.total > 0 ? [counted(records.total, "records")] : []),
      ...(recordings.total > 0 ? [counted(recordings.total, "recordings")] : []),
    ];
    return `all ${parts.join(" and ")} are the requester's.`;
  }
  const part = (tally: Tally, unit: string): string =>
    `${number(owned(tally))} of ${counted(tally.total, unit)}`;
  const parts = [
    ...(records.total > 0 ? [part(records, "records")] : []),
    ...(recordings.total > 0 ? [part(recordings, "recordings")] : []),
  ];
  return `${parts.join(" and ")} ${parts.length === 1 && owned(records) + owned(recordings) === 1 ? "is" : "are"} the requester's.`;
}

function straySentence({ totals, owners, more, verdict }: Head): string {
  const items = totals.records.stray + totals.recordings.stray;
  const conflicts = totals.records.conflict + totals.recordings.conflict;
  const people = owners.length + more.owners;
  const who =
    people === 0
      ? "somebody else"
      : `${totals.ownersComplete ? "" : "more than "}${number(people)} other ${people === 1 ? "person" : "people"}`;
  const parts: string[] = [];
  if (items > 0) parts.push(`${number(items)} ${items === 1 ? "item belongs" : "items belong"} to ${who}`);
  if (conflicts > 0) {
    const what =
      items > 0 ? `${number(conflicts)} more` : `${number(conflicts)} ${conflicts === 1 ? "item" : "items"}`;
    parts.push(`${what} ${conflicts === 1 ? "names" : "name"} both the requester and another person`);
  }
  if (parts.length > 0) return `${parts.join(", ")}.`;
  return ended(safe(verdict.reasons[0] ?? "it holds another person's data"));
}

/** What keeps the bundle from being clean, a clause for each code that is not said elsewhere. */
const UNPROVEN_CLAUSES: readonly {
  readonly codes: readonly VerdictCode[];
  readonly words: (head: Head) => string;
}[] = [
  {
    codes: ["customers-named"],
    words: () => "another customer is named in what names nobody else",
  },
  { codes: ["released-before"], words: () => "these bytes were released to another request" },
  {
    codes: ["not-inspected"],
    words: ({ totals: { entries } }) =>
      `${number(entries.notInspected)} of ${counted(entries.total, "files")} ${entries.notInspected === 1 ? "was" : "were"} not inspected`,
  },
  {
    codes: ["unattributed-recordings", "unattributed-records"],
    words: ({ totals }) => {
      const { recordings, records } = totals;
      const parts = [];
      if (recordings.unattributed > 0) parts.push(counted(recordings.unattributed, "recordings"));
      if (records.unattributed > 0) parts.push(counted(records.unattributed, "records"));
      const one = recordings.unattributed + records.unattributed === 1;
      return `${listed(parts)} ${one ? "names" : "name"} nobody`;
    },
  },
  { codes: ["readers-disagree"], words: () => "it contradicts itself or its names" },
  {
    codes: ["unclaimed-bytes"],
    words: ({ totals }) => {
      const { unclaimed } = totals.bytes;
      return `${counted(unclaimed, "bytes")} ${unclaimed === 1 ? "belongs" : "belong"} to no file`;
    },
  },
  { codes: ["nothing-to-check"], words: () => "there was nothing to check" },
  { codes: ["notes-for-review"], words: () => "the policy wants a look at what is noted" },
  { codes: ["nothing-own"], words: () => "nothing in it is shown to be the requester's" },
  { codes: ["policy-not-applied"], words: () => "a line of the policy does not hold" },
];

function unprovenSentence(head: Head): string {
  const { codes, reasons } = head.verdict;
  // Where nothing was to be checked, nothing can be the requester's: said once.
  const said = codes.includes("nothing-to-check") ? codes.filter((code) => code !== "nothing-own") : codes;
  const clauses = UNPROVEN_CLAUSES.filter((clause) => clause.codes.some((code) => said.includes(code)));
  // The totals count what the policy accepts as well; the reasons do not, and nobody may read two numbers for one thing.
  const withoutAccepted = (shown: readonly VerdictCode[]): string =>
    listed(codes.flatMap((code, at) => (shown.includes(code) && reasons[at] ? [safe(reasons[at])] : [])));
  const words = clauses
    .slice(0, 2)
    .map(
      (clause) => (head.totals.entries.accepted > 0 && withoutAccepted(clause.codes)) || clause.words(head),
    );
  if (words.length === 0)
    words.push(safe(reasons[0] ?? "it is not shown to be the requester's").replace(/\.$/, ""));
  return `nothing foreign seen, but ${listed(words)}.`;
}

function ended(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

/** The request, the file it is about, what was seen of the requester, and exceptions that no longer hold. */
export function requestLines(page: Page, run: RunView): string[] {
  const { bundle, subject } = run;
  const sum =
    bundle.sha256 === null ? "" : `, sha256 ${bundle.sha256.slice(0, 8)}…${bundle.sha256.slice(-4)}`;
  const file = safe(`${containerWord(bundle.container)} ${counted(bundle.bytes, "bytes")}${sum}`);
  const ref = fit(subject.ref, REF_COLUMNS);
  const padding = " ".repeat(REF_COLUMNS - visibleWidth(ref) + 1);
  return [
    `  Request   ${ref}${padding}${file}`,
    ...hanging("  Asked by  ", askedBy(run), page.width),
    ...(run.registry === undefined ? [] : hanging("  Registry  ", registryWords(run.registry), page.width)),
    ...policyLines(page, run),
  ];
}

function askedBy({ subject }: RunView): string {
  const parts = subject.told.map(({ kind, number: told, none }) => {
    if (told === 0) return `${kindPlural(kind)}: ${none ? "none (subject file)" : "not told"}`;
    const seen = subject.seen.find((one) => one.kind === kind);
    const many = `${number(seen?.number ?? 0)} of ${number(told)} ${kindPlural(kind)} seen`;
    return seen === undefined || seen.number === 0 ? many : `${many}, in ${counted(seen.records, "records")}`;
  });
  if (!subject.told.some(({ kind }) => kind === "device")) parts.push("devices: not told");
  return parts.join("; ");
}

/** What the policy changes, and each of its lines that does not hold; empty without a policy. */
function policyLines(page: Page, { policy }: RunView): string[] {
  const idle = policy.accepted.flatMap((line) =>
    line.state === "used"
      ? []
      : [`${fit(line.files, GLOB_COLUMNS)} (${safe(line.why)}): ${safe(stateWords(line))}`],
  );
  const changed = policyChanges(page, policy);
  return [
    ...(changed === "" ? [] : [changed]),
    ...shortList(page, idle, "more lines like these"),
    ...shortList(
      page,
      (policy.notes ?? []).map((note) => fit(note, NOTE_COLUMNS)),
      "more notes",
    ),
  ].flatMap((text, index) => hanging(index === 0 ? "  Policy    " : " ".repeat(12), text, page.width));
}

/** What holds in place of the built-in defaults. */
function policyChanges(page: Page, { counterparties, leastBasis, limits = [] }: PolicyView): string {
  const parts = [
    ...(counterparties === undefined || counterparties === "allow"
      ? []
      : [`counterparties ${safe(counterparties)}`]),
    ...(leastBasis === undefined || leastBasis === "inherited" ? [] : [`least basis ${safe(leastBasis)}`]),
    ...shortList(
      page,
      limits.map(
        ({ name, unit, value, builtIn }) =>
          `${fit(name, GLOB_COLUMNS)} ${limitText(unit, value)} (built in: ${limitText(unit, builtIn)})`,
      ),
      "more limits",
    ),
  ];
  return parts.join("; ");
}

function shortList(page: Page, texts: readonly string[], more: string): readonly string[] {
  if (page.verbose || texts.length <= MAX_POLICY_LINES) return texts;
  return [...texts.slice(0, MAX_POLICY_LINES), `… and ${number(texts.length - MAX_POLICY_LINES)} ${more}`];
}
