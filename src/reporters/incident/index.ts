import type { IncidentView } from "../../model/incident.ts";
import { number } from "../../model/number.ts";
import type { PersonView } from "../../model/people.ts";
import { markup, name, prose, type Markup } from "../html/markup.ts";
import { contents, pageEnd, pageStart, section, type Frame, type Section } from "../html/page.ts";
import { STYLE } from "../html/style.ts";
import { safe } from "../text-width.ts";
import { counted } from "../text-words.ts";
import { custodyPart, evidencePart, registerPart, requesterPart, timelinePart } from "./evidence.ts";
import { identifiabilityPart, mechanismsPart, peoplePart, severityPart } from "./facts.ts";
import { blanks, changesPart, formSections } from "./form.ts";

const MINUTES_OF_HOUR = 60;

/** Looks of what other pages do not have. */
const FORM_STYLE = `
.form>div{padding:.6rem 0;border-top:1px solid var(--hairline);break-inside:avoid}
.form>div:first-child{border-top:0;padding-top:0}
.form dt{font-weight:600}
.form dt small{margin-left:.4rem;font-weight:400}
.form dd{margin:.2rem 0 0;overflow-wrap:anywhere}
.form dd ul{margin:0}
.tag.computed,.tag.told{color:var(--quiet);font-weight:400}
.tag.estimated{color:var(--unproven)}
.tag.to-fill{color:var(--stray)}
.blank{display:block;min-height:2.75rem;padding:.5rem .75rem;border:2px dashed var(--stray);border-radius:3px;color:var(--quiet)}
.told-cell{overflow-wrap:anywhere}
.blank-cell{height:2.5rem}
.steps>li>p{margin-top:.4rem}
.custody th{min-width:6rem}
.custody td{border:1px solid var(--edge);padding:.4rem}
@media print{.tag{border-color:currentcolor}}
`;

/** The report of an incident: one page that needs nothing else, for the form of the authority, to read or to print. */
export async function* incidentPage(
  view: IncidentView,
  people: readonly PersonView[],
): AsyncGenerator<string, void, void> {
  const bundle = view.evidence.archives.map((archive) => archive.name).join(", ");
  const frame: Frame = {
    title: `Incident: ${safe(bundle)}, phase ${view.phase.number}`,
    generator: `${view.tool.name} ${view.tool.version}`,
    style: STYLE + FORM_STYLE,
    script: "",
  };
  const sections = sectionsOf(view, people);
  yield await pageStart(frame);
  yield markup`<a class="skip" href="#main">To the report</a>
<header><p><strong>straycheck</strong> What must be said of a bundle that reached the wrong person</p></header>
<main id="main" tabindex="-1">
${headline(view, bundle)}
${contents(sections)}`.toString();
  for (const part of sections) yield section(part).toString();
  yield "</main>\n";
  yield pageEnd(frame, footer(view));
}

function sectionsOf(view: IncidentView, people: readonly PersonView[]): readonly Section[] {
  const hasSubject = view.requester !== null;
  return [
    ...(view.changes === null || view.phase.previous === null
      ? []
      : [
          {
            id: "changes",
            heading: `What changed since phase ${view.phase.previous.number}`,
            content: changesPart(view.changes),
          },
        ]),
    ...formSections(view.form),
    { id: "causes", heading: "How it came about", content: mechanismsPart(view.mechanisms, hasSubject) },
    { id: "scores", heading: "Severity", content: severityPart(view.severity) },
    { id: "where", heading: "What identifies people", content: identifiabilityPart(view.identifiability) },
    { id: "handles", heading: "The people, by handle", content: peoplePart(view, people) },
    { id: "requester", heading: "The requester", content: requesterPart(view.requester) },
    {
      id: "siblings",
      heading: "Other requests to check",
      content: markup`<ul>${view.siblings.map((one) => markup`<li>${prose(one)}</li>`)}</ul>`,
    },
    { id: "timeline", heading: "Timeline", content: timelinePart(view.timeline) },
    { id: "evidence", heading: "Evidence", content: evidencePart(view) },
    { id: "custody", heading: "Custody log", content: custodyPart(view), wide: true },
    { id: "register", heading: "Register entry", content: registerPart(view.register) },
  ];
}

function headline(view: IncidentView, bundle: string): Markup {
  const { clock, severity, subjects, phase } = view;
  const isLeast =
    severity.level !== "very high" && severity.flags.some((flag) => flag.includes("lower bound"));
  const isHigh = severity.level === "high" || severity.level === "very high";
  const { atLeast, atMost } = subjects.count;
  const isOne = atLeast === 1 && (atMost === 1 || atMost === null);
  const people = `${rangeOf(subjects.count)} ${subjects.requesterToldApart ? "other " : ""}${isOne ? "person" : "people"}`;
  const { others, perhaps } = view.records;
  const size = Math.abs(clock.minutesLeft);
  const toldAt = view.register.authorityNotifiedAt;
  const isInTime = toldAt !== null && Date.parse(toldAt) <= Date.parse(clock.deadline);
  const left = isInTime
    ? "the authority was told in time"
    : `${number(Math.floor(size / MINUTES_OF_HOUR))} h ${size % MINUTES_OF_HOUR} min ${clock.late ? "over the 72 hours" : "of 72 hours left"}`;
  const facts: readonly (readonly [string, Markup | string])[] = [
    ["Aware since", clock.awareAt],
    ["72 hours end", clock.deadline],
    ["Report of", clock.now],
    [
      "Severity (ENISA)",
      severity.score === null
        ? "nothing to score"
        : `${severity.score}, ${severity.level ?? ""}${isLeast ? " at least" : ""}`,
    ],
    ["Fields to fill", markup`<strong>${number(blanks(view.form))}</strong>, each in a dashed box`],
  ];
  return markup`<div class="verdict ${isHigh || (clock.late && !isInTime) ? "stray" : "unproven"}">
<h1><span class="word">PHASE ${phase.number} · ${left}</span>
<span class="sentence">${name(bundle)}: data of ${people}</span></h1>
<p class="lead">${counted(others.records, "records")} and ${counted(others.recordings, "recordings")} are theirs.${perhaps.records + perhaps.recordings > 0 && ` ${counted(perhaps.records, "records")} and ${counted(perhaps.recordings, "recordings")} more may be.`}${view.coverage.entries.notInspected > 0 && ` There may be more: ${counted(view.coverage.entries.notInspected, "entries")} could not be inspected.`}${!subjects.requesterToldApart && " Nobody said who asked; the requester may be one of them."}</p>
</div>
<dl class="facts">${facts.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
`;
}

function footer({ tool, schema, clock }: IncidentView): Markup {
  return markup`<p>Written by ${tool.name} ${tool.version} (${schema}) for ${clock.now}. This page is one file: it loads nothing, sends nothing and holds no identifier of anybody in clear. Names of files may still tell something about people, so keep it as confidential as the bundle.</p>
<p>It is a draft for people who decide, not legal advice. The same bundle, options and times give the same page, byte for byte.</p>`;
}

function rangeOf({ atLeast, atMost }: IncidentView["subjects"]["count"]): string {
  if (atMost === null) return `at least ${number(atLeast)}`;
  return atLeast === atMost ? number(atLeast) : `${number(atLeast)} to ${number(atMost)}`;
}
