import type { PeopleReport, PersonView, Share } from "../../model/people.ts";
import { REASON_WORDS } from "../../model/fate.ts";
import { markup, name, type Markup } from "../html/markup.ts";
import { contents, pageEnd, pageStart, scrolling, section, type Frame, type Section } from "../html/page.ts";
import { STYLE } from "../html/style.ts";
import { timeline } from "../html/timeline.ts";
import { knownWords, registryWords } from "../registry-words.ts";
import { safe } from "../text-width.ts";
import { containerWord, counted, listed, number } from "../text-words.ts";
import { graph } from "./graph.ts";
import type { PeopleReporter } from "./index.ts";
import { spans } from "./spans.ts";
import {
  clockWords,
  countWords,
  kindWords,
  KIND_WORDS,
  lengthWords,
  requestWords,
  shareWords,
} from "./words.ts";

/** People who are described one by one; the table and the JSON report have all of them. */
const MAX_PEOPLE = 100;
const MAX_ROWS = 2000;
/** Identifiers and ties of one person that are shown. */
const MAX_LISTED = 12;

/** What this page needs besides the looks of every page. */
const OWN_STYLE = `${STYLE}
.graph text{font-size:13px;fill:var(--ink)}
.graph .head{fill:var(--quiet);font-size:12px}
.graph .shared{stroke:var(--accent);stroke-width:1.5}
.person+.person{margin-top:2rem}
`;
/** Opens and closes nothing by itself: the page reads the same where no script runs. */
const SCRIPT = "";

/** One page that needs nothing else: who is in a bundle, who is tied to what, when, and what of it is whose. */
export const peopleHtml: PeopleReporter = {
  name: "html",
  async render(report) {
    const frame = frameOf(report);
    const sections = sectionsOf(report);
    const body = markup`<a class="skip" href="#main">To the result</a>
<header><p><strong>straycheck</strong> Whose data is in this bundle?</p></header>
<main id="main" tabindex="-1">
${headPart(report)}
${contents(sections)}${sections.map(section)}</main>
`;
    return `${await pageStart(frame)}${body.toString()}${pageEnd(frame, footer(report))}`;
  },
};

function frameOf({ bundle, person, tool }: PeopleReport): Frame {
  return {
    title: person === null ? `Who is in ${safe(bundle.name)}` : `${safe(person)} in ${safe(bundle.name)}`,
    generator: `${tool.name} ${tool.version}`,
    style: OWN_STYLE,
    script: SCRIPT,
  };
}

function headPart(report: PeopleReport): Markup {
  const { bundle, count, requester, person, people } = report;
  const [one] = people;
  const sentence =
    person === null || one === undefined
      ? `${countWords(count, requester !== null)}.`
      : `${shareWords(one)} in ${counted(one.entries, "files")}.`;
  return markup`<div class="verdict unproven">
<h1><span class="word">${person === null ? "WHO IS IN IT" : safe(person).toUpperCase()}</span>
<span class="sentence">${name(bundle.name)}: ${sentence}</span></h1>
${person === null && count.why.length > 0 && markup`<ul class="reasons">${count.why.map((why) => markup`<li>${why}.</li>`)}</ul>`}
<p class="apart">This is no verdict: it tells what is there, not whether it may be released.</p>
</div>
<dl class="facts">
<div><dt>Bundle</dt><dd>${containerWord(bundle.container)}, ${counted(bundle.bytes, "bytes")}</dd></div>
<div><dt>SHA-256</dt><dd><code>${bundle.sha256 ?? "a folder has none"}</code></dd></div>
<div><dt>Asked by</dt><dd>${requestWords(report)}</dd></div>
${
  report.registry !== undefined &&
  markup`<div><dt>Registry</dt><dd>${registryWords(report.registry, requester !== null)}</dd></div>
`
}</dl>
`;
}

function sectionsOf(report: PeopleReport): readonly Section[] {
  const { person, people, ties, request, notes } = report;
  const drawn = graph(report);
  const missing = request === null ? undefined : missingPart(request);
  const parts: readonly (readonly [id: string, heading: string, content: Markup | undefined])[] = [
    ["whose", "Whose it is", tablePart(report)],
    [
      "tied",
      "Who is tied to what",
      drawn === undefined && ties.length === 0 ? undefined : markup`${drawn}${tiesPart(report)}`,
    ],
    ["when", "When", whenPart(people)],
    ["people", person === null ? "Each person" : "What is theirs", peoplePart(people)],
    ["files", "The files", person === null ? undefined : filesPart(report)],
    ["missing", "Not there, of the requester's", missing],
    ["coverage", "What was looked at", coveragePart(report)],
    ["notes", "What is not counted", markup`<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>`],
  ];
  return parts.flatMap(([id, heading, content]) => (content === undefined ? [] : [{ id, heading, content }]));
}

function tablePart({ people, unnamed, person }: PeopleReport): Markup {
  const shown = people.slice(0, MAX_ROWS);
  const row = (label: Markup | string, one: Share): Markup =>
    markup`<tr><th scope="row">${label}</th><td class="number">${number(one.recordings)}</td><td class="number">${number(one.records)}</td><td class="number">${clockWords(one)}</td><td class="number">${number(one.entries)}</td><td class="day">${(one.from ?? "").slice(0, 10)}</td><td class="day">${(one.to ?? "").slice(0, 10)}</td></tr>
`;
  return markup`<p>People are called <em>stranger-1</em>, <em>stranger-2</em> … by where they come first. Their identifiers are masked: this page can be read without learning who they are.</p>
${scrolling(
  "Whose it is",
  markup`<table class="numbers"><thead><tr><th scope="col">whose</th><th scope="col" class="number">recordings</th><th scope="col" class="number">records</th><th scope="col" class="number">length</th><th scope="col" class="number">files</th><th scope="col" class="day">from</th><th scope="col" class="day">until</th></tr></thead>
<tbody>${shown.map((one) => row(name(one.id), one))}${person === null && row("nobody named", unnamed)}</tbody></table>`,
)}
${people.length > shown.length && markup`<p class="note">${number(people.length - shown.length)} more people are in the JSON and CSV reports.</p>`}`;
}

function whenPart(people: readonly PersonView[]): Markup | undefined {
  const drawn = spans(people);
  const recordings = timeline(people, 0);
  return drawn === undefined && recordings === undefined ? undefined : markup`${drawn}${recordings}`;
}

function peoplePart(people: readonly PersonView[]): Markup | undefined {
  const shown = people.slice(0, MAX_PEOPLE);
  if (shown.length === 0) return undefined;
  return markup`${shown.map(personPart)}${people.length > shown.length && markup`<p class="note">${number(people.length - shown.length)} more people are in the JSON and CSV reports.</p>`}`;
}

function personPart(one: PersonView): Markup {
  const identifiers = one.identifiers.slice(0, MAX_LISTED);
  const tied = one.tiedBy.slice(0, MAX_LISTED);
  const length = lengthWords(one);
  const takesPart = one.takesPart ?? 0;
  const moreIdentifiers = one.identifiers.length - identifiers.length;
  return markup`<div class="person"><h3>${name(one.id)}</h3>
<p>${shareWords(one)} in ${counted(one.entries, "files")}${length !== "" && `; sound and video: ${length}`}${takesPart > 0 && `; takes part in ${counted(takesPart, "records")} counted for others`}.</p>
${identifiers.length > 0 && markup`<p>${identifiers.map((identifier, index) => markup`${index > 0 && ", "}${identifier.kind} <span class="mask">${identifier.masked}</span> (${shareWords(identifier)})`)}${moreIdentifiers > 0 && ` and ${number(moreIdentifiers)} more`}</p>`}
${
  one.registry !== undefined &&
  markup`<p>${knownWords(one.registry)}</p>
`
}${tied.length > 0 && markup`<ul class="places">${tied.map((tie) => markup`<li><span class="mask">${tie.a}</span> and <span class="mask">${tie.b}</span> stand together in ${shareWords(tie)}, first in ${name(tie.place)}</li>`)}</ul>`}
${one.kinds.length > 0 && markup`<ul>${one.kinds.map((kind) => markup`<li>${kindWords(kind)}</li>`)}</ul>`}</div>
`;
}

function tiesPart({ ties }: PeopleReport): Markup | undefined {
  if (ties.length === 0) return undefined;
  return scrolling(
    "What several people share",
    markup`<table><thead><tr><th scope="col">shared</th><th scope="col">by</th><th scope="col" class="number">recordings</th><th scope="col" class="number">records</th></tr></thead>
<tbody>${ties.map(
      ({
        kind,
        masked,
        people,
        records,
        recordings,
      }) => markup`<tr><th scope="row">${kind} <span class="mask">${masked}</span></th><td>${listed(people.length > MAX_LISTED ? [...people.slice(0, MAX_LISTED), `${number(people.length - MAX_LISTED)} more`] : people)}</td><td class="number">${number(recordings)}</td><td class="number">${number(records)}</td></tr>
`,
    )}</tbody></table>`,
  );
}

function filesPart({ files }: PeopleReport): Markup {
  const shown = files.slice(0, MAX_ROWS);
  return markup`${scrolling(
    "The files",
    markup`<table><thead><tr><th scope="col">file</th><th scope="col" class="number">recordings</th><th scope="col" class="number">records</th><th scope="col">kinds</th></tr></thead>
<tbody>${shown.map(
      ({
        path,
        recordings,
        records,
        kinds,
      }) => markup`<tr><th scope="row">${name(path)}</th><td class="number">${number(recordings)}</td><td class="number">${number(records)}</td><td>${kinds.map((kind) => KIND_WORDS[kind]).join(", ")}</td></tr>
`,
    )}</tbody></table>`,
  )}${files.length > shown.length && markup`<p class="note">${number(files.length - shown.length)} more files are in the JSON report.</p>`}`;
}

function missingPart({ missing, unseen }: NonNullable<PeopleReport["request"]>): Markup | undefined {
  if (missing.length + unseen.length === 0) return undefined;
  return markup`<ul>${missing.map(({ path, files, examples }) => markup`<li>${counted(files, "files")} that the requester's rows in ${name(path)} name: ${examples.map((one, index) => markup`${index > 0 && ", "}${name(one)}`)}</li>`)}${unseen.map(({ kind, told, unseen: many }) => markup`<li>${number(many)} of ${number(told)} identifiers (${kind}) that the subject file tells were not seen</li>`)}</ul>`;
}

function coveragePart({ totals, formats, notInspected, bundle }: PeopleReport): Markup {
  const { inspected, total } = totals.entries;
  const layouts = bundle.layouts.map(({ name: layout }) => layout);
  return markup`<p>${number(inspected)} of ${counted(total, "files")} inspected; ${totals.bytes.unclaimed === 0 ? "every byte accounted for" : `${counted(totals.bytes.unclaimed, "bytes")} of the archive belong to no file`}${layouts.length > 0 && `; layouts: ${listed(layouts)}`}.</p>
${scrolling(
  "Files by format",
  markup`<table class="numbers"><thead><tr><th scope="col">format</th><th scope="col" class="number">files</th><th scope="col" class="number">bytes</th><th scope="col" class="number">records</th></tr></thead>
<tbody>${formats.map(
    ({
      format,
      entries,
      bytes,
      records,
    }) => markup`<tr><th scope="row">${format}</th><td class="number">${number(entries)}</td><td class="number">${number(bytes)}</td><td class="number">${number(records)}</td></tr>
`,
  )}</tbody></table>`,
)}
${notInspected.length > 0 && markup`<ul>${notInspected.map(({ reason, entries, examples }) => markup`<li>${counted(entries, "files")} not inspected: ${REASON_WORDS[reason]} (${examples.map((path, index) => markup`${index > 0 && ", "}${name(path)}`)}${entries > examples.length && ", …"})</li>`)}</ul>`}`;
}

function footer({ tool, schema }: PeopleReport): Markup {
  return markup`<p>Written by ${tool.name} ${tool.version} (${schema}). This page is one file: it loads nothing, sends nothing and holds no identifier of anybody in clear. Names of files may still tell something about people, so keep it as confidential as the bundle itself.</p>`;
}
