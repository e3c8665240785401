import type { AcceptedView, RunView, Tally, TotalsView } from "../../model/report.ts";
import type { Head } from "../text-page.ts";
import { containerWord, counted, kindPlural, listed, number } from "../text-words.ts";
import { markup, name, type Markup } from "./markup.ts";
import { scrolling } from "./page.ts";

/** What was looked at, how much of it, for which identifiers of the requester, with which layouts. */
export function coveragePart({ run, totals }: Head): Markup {
  return markup`<p>${filesSentence(run, totals)}</p>
${scrolling(
  "What was found, by whose it is",
  markup`<table class="numbers"><thead><tr><th scope="col">items</th>${COLUMNS.map(([, words]) => markup`<th scope="col" class="number">${words}</th>`)}</tr></thead>
<tbody>${row("recordings", totals.recordings)}${row("records", totals.records)}</tbody></table>`,
)}
${basisWords(totals)}
<h3>The requester's identifiers</h3>
${identifiers(run)}
<h3>Layouts</h3>
${layouts(run)}`;
}

function filesSentence({ bundle }: RunView, { entries, bytes }: TotalsView): string {
  const word = containerWord(bundle.container);
  const read = `${number(entries.inspected)} of ${counted(entries.total, "files")} ${entries.total === 1 ? "was" : "were"} inspected`;
  const furniture =
    entries.furniture > 0 ? `, ${number(entries.furniture)} of them furniture (style sheets, icons …)` : "";
  const left =
    entries.notInspected > 0
      ? ` ${number(entries.notInspected)} ${entries.notInspected === 1 ? "was" : "were"} not.`
      : "";
  const accepted =
    entries.accepted > 0 ? ` The policy accepts ${counted(entries.accepted, "files")} as they are.` : "";
  if (word === "folder") return `${read}${furniture}.${left}${accepted}`;
  const rest =
    bytes.unclaimed > 0
      ? ` Of the ${counted(bytes.total, "bytes")} of the ${word}, ${number(bytes.unclaimed)} belong to no file.`
      : ` Every byte of the ${word} is accounted for (${counted(bytes.total, "bytes")}).`;
  return `${read}${furniture}.${left}${accepted}${rest}`;
}

const COLUMNS = [
  ["total", "all"],
  ["own", "the requester's"],
  ["context", "with others in it"],
  ["stray", "other people's"],
  ["conflict", "both claimed"],
  ["unattributed", "nobody named"],
] as const satisfies readonly (readonly [keyof Tally, string])[];

function row(words: string, tally: Tally): Markup {
  return markup`<tr><th scope="row">${words}</th>${COLUMNS.map(([key]) => markup`<td class="number">${number(tally[key])}</td>`)}</tr>`;
}

function basisWords({ basis: { direct, linked, inherited } }: TotalsView): Markup | false {
  const parts = [
    ...(direct > 0 ? [`${number(direct)} say so themselves`] : []),
    ...(linked > 0 ? [`${number(linked)} are named by a record that says so`] : []),
    ...(inherited > 0 ? [`${number(inherited)} stand inside something that says so`] : []),
  ];
  return parts.length > 0 && markup`<p>How it is known whose they are: ${listed(parts)}.</p>`;
}

function identifiers({ subject }: RunView): Markup {
  const { told, seen } = subject;
  const kinds = [...new Set([...told, ...seen].map(({ kind }) => kind))];
  if (kinds.length === 0) return markup`<p>The subject file tells none, and none was seen.</p>`;
  return markup`<p>How many identifiers the subject file tells, and how many of them were seen. What they are stands nowhere in this report.</p>
${scrolling(
  "The requester's identifiers",
  markup`<table class="numbers"><thead><tr><th scope="col">kind</th><th scope="col" class="number">told</th><th scope="col" class="number">seen</th><th scope="col" class="number">in records</th></tr></thead>
<tbody>${kinds.map((kind) => {
    const one = told.find((each) => each.kind === kind);
    const found = seen.find((each) => each.kind === kind);
    const many = one === undefined ? "not told" : one.none ? "owns none" : number(one.number);
    return markup`<tr><th scope="row">${kindPlural(kind)}</th><td class="number">${many}</td><td class="number">${number(found?.number ?? 0)}</td><td class="number">${number(found?.records ?? 0)}</td></tr>`;
  })}</tbody></table>`,
)}`;
}

function layouts({ bundle }: RunView): Markup {
  if (bundle.layouts.length === 0)
    return markup`<p>No layout: nothing says what the fields of these files mean.</p>`;
  return markup`<p>A layout says what the fields of a provider's export mean. One that was recognised can raise suspicion; only one that was given counts as proof.</p>
<ul>${bundle.layouts.map(
    ({
      name: layout,
      given,
      digest,
      lowers = [],
    }) => markup`<li>${name(layout)}, ${given ? "given" : "recognised"} <small>digest <code>${digest}</code></small>
${lowers.length > 0 && markup`<ul>${lowers.map(({ at, means }) => markup`<li>takes <code>${at}</code> for a ${means}, no owner</li>`)}</ul>`}</li>`,
  )}</ul>`;
}

const STATES = {
  used: "accepts",
  unused: "accepts no file of this bundle",
  expired: "expired: accepts nothing",
  exceeded: "covers more files than its max: accepts nothing",
} as const;

/** What older reports do not tell of a line is a dash, as is who decided where the policy does not say it. */
const UNSAID = "–";

function acceptedRow({ files, why, entries, state, max, reason, until, by, source }: AcceptedView): Markup {
  const many = max === undefined ? number(entries) : `${number(entries)} of at most ${number(max)}`;
  return markup`<tr${state !== "used" && markup` class="idle"`}><td>${name(files)}${source !== undefined && markup` <small>${name(source.file)}, line ${source.line}</small>`}</td><td>${why}</td><td class="number">${many}</td><td class="state">${STATES[state]}</td><td>${reason === undefined ? UNSAID : name(reason)}</td><td class="day">${until ?? UNSAID}</td><td>${by === undefined ? UNSAID : name(by)}</td></tr>`;
}

/** The exceptions of the policy, and whether they hold. */
export function policyPart({ run: { policy }, totals }: Head): Markup {
  if (policy.digest === null && policy.accepted.length === 0) {
    return markup`<p>None. No policy file was given, so every file had to prove itself.</p>`;
  }
  const digest =
    policy.digest !== null &&
    markup`<p class="note">SHA-256 of the policy file: <code>${policy.digest}</code></p>`;
  if (policy.accepted.length === 0) return markup`<p>None. The policy file accepts no file.</p>${digest}`;
  return markup`<p>${counted(totals.entries.accepted, "files")} ${totals.entries.accepted === 1 ? "is" : "are"} released on somebody's word, not on proof.</p>
${scrolling(
  "Exceptions of the policy",
  markup`<table class="exceptions"><thead><tr><th scope="col">files</th><th scope="col">what is accepted</th><th scope="col" class="number">how many</th><th scope="col">state</th><th scope="col">reason</th><th scope="col">until</th><th scope="col">by</th></tr></thead>
<tbody>${policy.accepted.map(acceptedRow)}</tbody></table>`,
)}
${digest}`;
}

const WORDS: readonly (readonly [string, string])[] = [
  [
    "requester",
    "The person who asked for their data. Who that is comes from the subject file, never from the export.",
  ],
  ["record", "One thing that belongs to somebody: a row of a table, a mail, a message, a document."],
  ["recording", "A file that is sound, video or a photograph. Counted apart from records."],
  [
    "stranger-1, stranger-2 …",
    "Other people who were seen. One name may stand for several identifiers of the same person.",
  ],
  ["A3…5H", "A masked identifier: its beginning and its end. Of a short one nothing is shown."],
  ["stray", "A record or recording of somebody who is not the requester."],
  ["both claimed", "A record that names the requester and somebody else as its owner."],
  ["with others in it", "The requester's own conversation or record, in which other people appear."],
  ["nobody named", "Nothing in it, and nothing that names it, says whose it is."],
  [
    "not inspected",
    "A file that was not read, or not to its end. The reason stands beside it. It never counts as clean.",
  ],
  ["furniture", "Style sheets, icons, fonts and the like: looked at, but no one's data."],
  [
    "accepted",
    "A person has said in the policy file, with a reason, that this file may be released as it is.",
  ],
];

/** The words of this report that somebody may not know. */
export function glossaryPart(): Markup {
  return markup`<dl class="glossary">${WORDS.map(([word, means]) => markup`<div><dt>${word}</dt><dd>${means}</dd></div>`)}</dl>`;
}
