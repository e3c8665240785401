import { REASON_WORDS } from "../../model/fate.ts";
import type { IncidentView, RegisterEntry, TimelineEvent } from "../../model/incident.ts";
import { markup, name, prose, type Markup } from "../html/markup.ts";
import { scrolling } from "../html/page.ts";
import { counted, number } from "../text-words.ts";

/** What is the requester's, and what of theirs is not there. */
export function requesterPart(requester: IncidentView["requester"]): Markup {
  if (requester === null)
    return markup`<p>${prose("Nobody said who asked. With -s this part tells what is the requester's, and what of theirs is missing.")}</p>`;
  const { own, missing, seen } = requester;
  return markup`<p>Request ${name(requester.ref)}: ${counted(own.own, "records")} and ${counted(own.recordings, "recordings")} are the requester's${own.context > 0 && `, and ${counted(own.context, "records")} of theirs in which others take part`}. ${counted(own.entries, "entries")} ${own.entries === 1 ? "holds" : "hold"} nothing else; evidence.json lists them as <code>own</code>.${seen.length === 0 && " None of their identifiers stands in the bundle."}</p>
${missing.length === 0 ? markup`<p>Nothing in the bundle shows that something of theirs is missing. What nothing names cannot be missed.</p>` : markup`<p>What is not there:</p><ul>${missing.map(({ message }) => markup`<li>${message}</li>`)}</ul>`}`;
}

export function timelinePart(events: readonly TimelineEvent[]): Markup {
  const sources = { bundle: "the bundle", told: "told", clock: "the clock" } as const;
  return scrolling(
    "Timeline",
    markup`<table class="numbers"><thead><tr><th scope="col">when</th><th scope="col">what</th><th scope="col">known from</th></tr></thead>
<tbody>${events.map(
      ({
        at,
        what,
        source,
      }) => markup`<tr><th scope="row" class="day">${at}</th><td>${what}</td><td>${sources[source]}</td></tr>
`,
    )}</tbody></table>`,
  );
}

/** What was read, of what, with what. */
export function evidencePart({ evidence, coverage, tool, phase }: IncidentView): Markup {
  const { entries, bytes, notInspected, notes } = coverage;
  const rows: readonly (readonly [string, Markup | string])[] = [
    ...evidence.archives.map(({ name: archive, bytes: size, sha256, files }): readonly [string, Markup] => [
      files === null ? "Archive" : "Folder",
      markup`${name(archive)}, ${counted(size, "bytes")}${files !== null && ` in ${counted(files, "files")}`}<br>SHA-256 <code>${sha256}</code>`,
    ]),
    ["Read-only", evidence.readOnly],
    ["To see it again", evidence.again],
    ["Read with", `${tool.name} ${tool.version}`],
    [
      "Layouts",
      evidence.layouts.length === 0
        ? "none"
        : markup`${evidence.layouts.map(({ name: layout, given, digest }, index) => markup`${index > 0 && markup`<br>`}${name(layout)} (${given ? "given" : "detected"}), <code>${digest}</code>`)}`,
    ],
    ["Policy", evidence.policyDigest === null ? "built-in" : markup`<code>${evidence.policyDigest}</code>`],
    ["Options", markup`<code>${evidence.optionsDigest}</code>`],
    ["Called as", markup`<code>${evidence.command}</code>`],
    ...(phase.previous === null
      ? []
      : [["Phase before", markup`evidence.json <code>${phase.previous.sha256}</code>`] as const]),
  ];
  return markup`<dl class="form">${rows.map(
    ([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>
`,
  )}</dl>
<h3>Coverage</h3>
<p>${number(entries.inspected)} of ${counted(entries.total, "entries")} were inspected, ${number(entries.notInspected)} were not. ${number(bytes.claimed)} of ${counted(bytes.total, "bytes")} belong to entries, ${number(bytes.unclaimed)} to none. The digest of each entry is in evidence.json.</p>
${
  notInspected.length > 0 &&
  scrolling(
    "What was not inspected",
    markup`<table class="numbers"><thead><tr><th scope="col">why</th><th scope="col" class="number">files</th><th scope="col" class="number">bytes</th><th scope="col">for example</th></tr></thead>
<tbody>${notInspected.map(
      ({
        reason,
        entries: many,
        bytes: size,
        examples,
      }) => markup`<tr><th scope="row">${wordsOf(reason)}</th><td class="number">${number(many)}</td><td class="number">${number(size)}</td><td class="examples">${examples.map((example) => markup`<span>${name(example)}</span>`)}</td></tr>
`,
    )}</tbody></table>`,
  )
}
${notes.length > 0 && markup`<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>`}`;
}

function wordsOf(reason: string): string {
  return Object.entries(REASON_WORDS).find(([key]) => key === reason)?.[1] ?? reason;
}

/** Who handled the bundle when; empty lines are for people. */
export function custodyPart({ custody }: IncidentView): Markup {
  const cell = (text: string | null): Markup =>
    text === null ? markup`<td class="blank-cell"></td>` : markup`<td>${text}</td>`;
  return markup`<p>Everybody who handles the bundle notes it here: time with zone, name, title, telephone, what was done, where it is kept.</p>
${scrolling(
  "Custody log",
  markup`<table class="custody"><thead><tr>${["time", "name", "title", "telephone", "what was done", "kept at"].map((one) => markup`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${custody.map(
    ({
      at,
      handler,
      title,
      phone,
      action,
      location,
    }) => markup`<tr>${[at, handler, title, phone, action, location].map(cell)}</tr>
`,
  )}</tbody></table>`,
)}`;
}

/** The entry of the controller's own register, notified or not. */
export function registerPart(register: RegisterEntry): Markup {
  const blank = markup`<span class="blank">to be filled in by a person</span>`;
  const list = (values: readonly string[] | null): Markup =>
    values === null ? blank : markup`<ul>${values.map((value) => markup`<li>${value}</li>`)}</ul>`;
  const rows: readonly (readonly [string, Markup | string])[] = [
    ["Number", register.reference ?? blank],
    ["Aware since", register.awareAt],
    ["Phase", String(register.phase)],
    ["Facts", list(register.facts)],
    ["Effects", list(register.effects)],
    ["Remedial action", list(register.remedialAction)],
    ["Authority told", register.authorityNotifiedAt ?? blank],
    ["People told", register.peopleNotifiedAt ?? blank],
    ["If not told: why", register.whyNotNotified ?? blank],
  ];
  return markup`<p>Art. 33(5): every breach is documented, also one that nobody is notified of. The same is in evidence.json, under <code>register</code>.</p>
<dl class="form">${rows.map(
    ([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>
`,
  )}</dl>`;
}
