import type { ChangeView, FieldState, FormField, FormSection } from "../../model/incident.ts";
import { markup, prose, type Markup } from "../html/markup.ts";
import { scrolling, type Section } from "../html/page.ts";

const STATE_WORDS: Readonly<Record<FieldState, string>> = {
  computed: "computed",
  estimated: "computed, to be judged by a person",
  told: "told",
  "to-fill": "to be filled in by a person",
};

/** The form, section by section in the order of the authorities'. */
export function formSections(form: readonly FormSection[]): readonly Section[] {
  return form.map(({ id, heading, fields }, index) => ({
    id,
    heading: `${index + 1}. ${heading}`,
    content: markup`<dl class="form">${fields.map(field)}</dl>`,
  }));
}

function field({ label, article, state, values, hint }: FormField): Markup {
  return markup`<div class="${state}"><dt>${label} <small>Art. ${article}</small> <span class="tag ${state}">${STATE_WORDS[state]}</span></dt>
<dd>${state === "to-fill" ? markup`<span class="blank">${hint ?? ""}</span>` : values.length === 1 ? prose(values[0] ?? "") : markup`<ul>${values.map((value) => markup`<li>${prose(value)}</li>`)}</ul>`}</dd></div>
`;
}

/** How many fields a person must fill. */
export function blanks(form: readonly FormSection[]): number {
  return form.reduce((sum, { fields }) => sum + fields.filter(({ state }) => state === "to-fill").length, 0);
}

/** What is told now otherwise than in the phase before. */
export function changesPart(changes: readonly ChangeView[]): Markup {
  if (changes.length === 0)
    return markup`<p>Nothing: the bundle, the options and every number are those of the phase before.</p>`;
  return scrolling(
    "What changed",
    markup`<table class="numbers"><thead><tr><th scope="col">what</th><th scope="col">before</th><th scope="col">now</th></tr></thead>
<tbody>${changes.map(
      ({
        what,
        before,
        after,
      }) => markup`<tr><th scope="row">${what}</th><td class="told-cell">${before}</td><td class="told-cell">${after}</td></tr>
`,
    )}</tbody></table>`,
  );
}
