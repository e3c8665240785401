import type { NotInspectedReason } from "../../model/fate.ts";
import type { MechanismView } from "../../model/report.ts";
import { whereOf, type FindingGroup } from "../finding-groups.ts";
import type { CauseRow } from "../missing.ts";
import type { RuleListing } from "../reporter.ts";
import { counted, number } from "../text-words.ts";
import { markup, name, prose, type Markup } from "./markup.ts";
import { more, scrolling } from "./page.ts";

/** Groups of findings that are shown. */
const MAX_GROUPS = 100;

const LEVELS = { stray: "another person's data", unproven: "not proven", note: "noted" } as const;

/** Groups of findings as a list, and how many were left out. */
export function whyPart(groups: readonly FindingGroup[], rules: readonly RuleListing[]): Markup {
  const help = new Map(rules.map((rule) => [rule.id, rule.help]));
  const left = groups.slice(MAX_GROUPS);
  const findings = left.reduce((sum, group) => sum + group.findings, 0);
  return markup`<ol class="findings">${groups.slice(0, MAX_GROUPS).map((group) => finding(group, help.get(group.finding.rule)))}</ol>
${left.length > 0 && markup`<p class="note">… and ${counted(left.length, left.length === 1 ? "group" : "groups")} more with ${counted(findings, findings === 1 ? "finding" : "findings")}; the JSON report lists every one.</p>`}`;
}

function finding(group: FindingGroup, help: string | undefined): Markup {
  const { rule, level, title, owner, identifier, message, unit } = group.finding;
  const where = whereOf(group);
  const details = [
    ...(owner === null ? [] : [markup`${name(owner)}`]),
    ...(identifier === null
      ? []
      : [markup`${identifier.kind} <span class="mask">${identifier.masked}</span>`]),
  ];
  const left = group.places - group.shownPlaces.length;
  return markup`<li>
<h3>${title === "" ? rule : title} <span class="tag ${level}">${LEVELS[level]}</span></h3>
<p class="where">${counted(group.count, unit)} in ${name(where)}${details.map((part) => markup` · ${part}`)}</p>
${message !== "" && message !== title && markup`<p>${group.sameMessage ? message : `For example: ${message}`}</p>`}
${more(
  "Where, and what to do",
  markup`${help !== undefined && markup`<p>${prose(help)}</p>`}
${
  group.shownPlaces.length > 0 &&
  markup`<ul class="places">${group.shownPlaces.map((place) => markup`<li>${name(place)}</li>`)}</ul>
${left > 0 && markup`<p class="note">… and ${counted(left, left === 1 ? "place" : "places")} more that the findings name.</p>`}`
}
<p class="note">Rule <code>${rule}</code>, ${counted(group.findings, group.findings === 1 ? "finding" : "findings")}.${group.finding.entry !== null && show(group.several ? group.folder : group.finding.entry)}</p>`,
)}
</li>
`;
}

/** A button that shows these files in the list; it appears where the list can be filtered. */
function show(text: string): Markup {
  return markup` <button type="button" class="show" hidden data-text="${text}">Show in the list of files</button>`;
}

/** A button that shows all files of a cause; those of which nobody knows the owner are one kind in the list. */
function showAll(reason: NotInspectedReason | undefined): Markup {
  return reason === undefined
    ? markup`<button type="button" class="show" hidden data-whose="unattributed">Show all that name nobody</button>`
    : markup`<button type="button" class="show" hidden data-fate="${reason}">Show them all</button>`;
}

/** What is not proven, by cause. */
export function missingPart(rows: readonly CauseRow[]): Markup {
  return scrolling(
    "What is not proven",
    markup`<table><thead><tr><th scope="col" class="number">how many</th><th scope="col">why</th><th scope="col">for example</th></tr></thead>
<tbody>${rows.map(
      ({ many, why, cause, reason }) =>
        markup`<tr><td class="number">${many}</td><td>${prose(why)}</td><td class="examples">${cause.examples.map(({ path, count }) => markup`<span>${name(path)}${count > 1 && ` (${number(count)})`}</span>`)}${cause.entries > cause.examples.length && markup`<span>and ${counted(cause.entries - cause.examples.length, "files")} more</span>`}${cause.entries > cause.examples.length && showAll(reason)}</td></tr>
`,
    )}</tbody></table>`,
  );
}

/** How other people's data probably got in, the best guess first. */
export function mechanismsPart(mechanisms: readonly MechanismView[]): Markup {
  return markup`<p>What fits best to what was found. It is a guess to start from; what speaks for it stands beside it.</p>
<ol class="findings">${mechanisms.map(
    ({ id, title, evidence, next }) => markup`<li>
<h3>${title.charAt(0).toUpperCase() + title.slice(1)}</h3>
<ul>${evidence.map((words) => markup`<li>${words}</li>`)}</ul>
<p><strong>Look next:</strong> ${next}</p>
<p class="note">Mechanism ${id}</p>
</li>
`,
  )}</ol>`;
}
