import type { IdentifiedBy, IncidentView, ScoreView, SeverityView } from "../../model/incident.ts";
import type { PersonView } from "../../model/people.ts";
import type { MechanismView, OwnerView } from "../../model/report.ts";
import { markup, name, prose, type Markup } from "../html/markup.ts";
import { scrolling } from "../html/page.ts";
import { timeline } from "../html/timeline.ts";
import { knownWords } from "../registry-words.ts";
import { number } from "../text-words.ts";

/** People who have a row of their own; people.csv has all. */
const MAX_PEOPLE = 200;

const SCORE_WORDS = {
  dpc: "Data processing context (DPC, 1 to 4)",
  ei: "Ease of identification (EI, 0.25 to 1)",
  cb: "Circumstances of the breach (CB, from 0)",
} as const;

/** How it probably came about, the best first, and what to look at next. */
export function mechanismsPart(mechanisms: readonly MechanismView[], hasSubject: boolean): Markup {
  if (mechanisms.length === 0)
    return markup`<p>${hasSubject ? "Nothing in the bundle shows it." : prose("Told apart only with -s: what is strange depends on who asked.")}</p>`;
  return markup`<ol class="steps">${mechanisms.map(
    ({ id, title, evidence, next }) => markup`<li><strong>${title}</strong> <small>${id}</small>
<ul>${evidence.map((one) => markup`<li>${one}</li>`)}</ul>
<p>${prose(next)}</p></li>
`,
  )}</ol>
<p class="note">Ranked by what speaks for them in the bundle; each is a lead, not a finding about anybody.</p>`;
}

/** ENISA's scores, each with its reasons, and what a person decided instead. */
export function severityPart({
  scores,
  score,
  level,
  computedScore,
  computedLevel,
  flags,
}: SeverityView): Markup {
  return markup`${scrolling(
    "ENISA severity",
    markup`<table><thead><tr><th scope="col">score</th><th scope="col" class="number">computed</th><th scope="col" class="number">holds</th><th scope="col">why</th></tr></thead>
<tbody>${scores.map(scoreRow)}</tbody>
<tfoot><tr><th scope="row">SE = DPC x EI + CB</th><td class="number">${computedScore ?? "–"}</td><td class="number">${score ?? "–"}</td><td>${level ?? "nothing to score"}${computedLevel !== level && computedLevel !== null && ` (computed: ${computedLevel})`}</td></tr></tfoot></table>`,
  )}
<p>Below 2 is low, from 2 medium, from 3 high, from 4 very high (ENISA, <em>Recommendations for a methodology of the assessment of severity of personal data breaches</em>, 2013).</p>
${flags.length > 0 && markup`<p>To be considered beside it:</p><ul>${flags.map((flag) => markup`<li>${flag}</li>`)}</ul>`}
<p class="note">A proposal. A person may decide otherwise in the case file (severity: dpc, ei, cb with value, by, reason); what was computed stays here.</p>`;
}

function scoreRow({ name: which, computed, value, reasons, override }: ScoreView): Markup {
  return markup`<tr><th scope="row">${SCORE_WORDS[which]}</th><td class="number">${computed ?? "–"}</td><td class="number">${value ?? "–"}</td><td>${reasons.map((reason, index) => markup`${index > 0 && markup`<br>`}${reason}`)}${
    override !== null &&
    markup`<br><strong>Decided otherwise: ${override.value}</strong>, by ${override.by}, in phase ${override.phase}: ${override.reason}`
  }</td></tr>
`;
}

/** Where in the bundle stands what identifies people. */
export function identifiabilityPart({ by, linkage }: IncidentView["identifiability"]): Markup {
  if (by.length === 0) return markup`<p>Nothing that was read identifies another person.</p>`;
  return markup`<p>Places, never values: look there, and repeat it nowhere.</p>
${scrolling(
  "What identifies people",
  markup`<table><thead><tr><th scope="col">what</th><th scope="col">identifies</th><th scope="col" class="number">people</th><th scope="col" class="number">records</th><th scope="col" class="number">recordings</th><th scope="col">places</th></tr></thead>
<tbody>${by.map(identifiedRow)}</tbody></table>`,
)}
${linkage.length > 0 && markup`<h3>How one leads to the other</h3><ul>${linkage.map((one) => markup`<li>${one}</li>`)}</ul>`}`;
}

function identifiedRow({ what, direct, people, records, recordings, places }: IdentifiedBy): Markup {
  return markup`<tr><th scope="row">${what}</th><td>${direct ? "directly" : "together with other things"}</td><td class="number">${number(people)}</td><td class="number">${records === null ? "" : number(records)}</td><td class="number">${recordings === null ? "" : number(recordings)}</td><td class="examples">${places.map((place) => markup`<span>${name(place)}</span>`)}</td></tr>
`;
}

const CONTACT_WORDS = {
  "known-customer": "a known customer",
  "in-bundle": "an address stands in the bundle",
  "by-controller": "the controller can look them up",
  inferable: "only from what they said or wrote",
} as const;

/** The people by their handles, and when their recordings were made. */
export function peoplePart(view: IncidentView, people: readonly PersonView[]): Markup {
  const { people: all, unnamed, shared } = view.subjects;
  const shown = all.slice(0, MAX_PEOPLE);
  const left = all.length - shown.length;
  const drawn = timeline(
    people
      .filter(({ id }) => id !== "requester")
      .slice(0, MAX_PEOPLE)
      .map(asOwner),
    left,
  );
  const rows = [
    ...shown.map((one) => ({
      ...one,
      how:
        one.registry === undefined
          ? CONTACT_WORDS[one.contact]
          : `${CONTACT_WORDS[one.contact]} (${knownWords(one.registry)})`,
    })),
    ...(unnamed.records + unnamed.recordings > 0 ? [{ ...unnamed, id: "nobody named", how: "" }] : []),
  ];
  return markup`<p>Handles stand for people. Who they are stands nowhere in this folder.</p>
${scrolling(
  "The people",
  markup`<table><thead><tr><th scope="col">handle</th><th scope="col" class="number">records</th><th scope="col" class="number">recordings</th><th scope="col">kinds of data</th><th scope="col" class="day">first</th><th scope="col" class="day">last</th><th scope="col">can be told</th></tr></thead>
<tbody>${rows.map(
    ({ id, records, recordings, kinds, from, to, how }) =>
      markup`<tr><th scope="row" class="day">${name(id)}</th><td class="number">${number(records)}</td><td class="number">${number(recordings)}</td><td>${kinds.map(({ kind }) => kind).join(", ")}</td><td class="day">${(from ?? "").slice(0, 10)}</td><td class="day">${(to ?? "").slice(0, 10)}</td><td>${how}</td></tr>
`,
  )}</tbody></table>`,
)}
${left > 0 && markup`<p class="note">${number(left)} more are in people.csv.</p>`}
${shared > 0 && markup`<p class="note">${number(shared)} devices, households or profiles are shared by several of them; sharing made nobody one person.</p>`}
${drawn}`;
}

function asOwner({
  id,
  identifiers,
  records,
  recordings,
  entries,
  from,
  to,
  recordingDays,
}: PersonView): OwnerView {
  return { id, identifiers, records, recordings, entries, from, to, recordingDays };
}
