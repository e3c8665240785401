import type { PersonView } from "../../model/people.ts";
import { dateOf, dayWords, ticksBetween } from "../html/days.ts";
import { markup, type Markup } from "../html/markup.ts";
import { fit, safe } from "../text-width.ts";

/** People who have a row in the picture. */
const MAX_DRAWN = 16;
/** Pixels. */
const ROW = 30;
const FOOT = 24;
/** Per cent of the width at which time begins; left of it stand the names. */
const LEFT = 18;
/** Per cent of the width that the first label takes, which has the year. */
const FIRST_LABEL = 12;
/** Days that the picture spans at least. */
const LEAST_DAYS = 7;

interface Span {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** From when until when each person's records and recordings are; undefined where none tells a time. */
export function spans(people: readonly PersonView[]): Markup | undefined {
  const all = people.flatMap(({ id, from, to }): Span[] => {
    const first = dateOf((from ?? "").slice(0, 10));
    const last = dateOf((to ?? from ?? "").slice(0, 10));
    return first === undefined || last === undefined ? [] : [{ id, from: first, to: Math.max(first, last) }];
  });
  const drawn = all.slice(0, MAX_DRAWN);
  if (drawn.length === 0) return undefined;
  const first = Math.min(...drawn.map(({ from }) => from));
  const last = Math.max(first + LEAST_DAYS, ...drawn.map(({ to }) => to));
  const place = (day: number): number => LEFT + ((day - first) / (last - first + 1)) * (100 - LEFT);
  const plots = drawn.length * ROW;
  return markup`<figure class="timeline">
<figcaption>From when until when (UTC)</figcaption>
<svg role="img" aria-labelledby="spans-title spans-words" width="100%" height="${plots + FOOT}">
<title id="spans-title">First and last time of each person's records and recordings</title>
<desc id="spans-words">${drawn.map(({ id, from, to }) => `${safe(id)}: ${dayWords(from)} to ${dayWords(to)}`).join("; ")}</desc>
${ticksBetween(first, last).map(({ day, label }, index) => {
  const at = place(day);
  const anchor = at > 94 ? "end" : index === 0 ? "start" : "middle";
  return markup`<line class="grid" x1="${at.toFixed(2)}%" x2="${at.toFixed(2)}%" y1="0" y2="${plots}"/><text class="${index % 2 === 0 ? "when" : "when between"}" x="${at.toFixed(2)}%" y="${plots + 14}" text-anchor="${anchor}">${index > 0 && at < LEFT + FIRST_LABEL ? "" : label}</text>
`;
})}${drawn.map(({ id, from, to }, index) => {
    const width = Math.max(0.4, place(to + 1) - place(from));
    return markup`<text class="who" x="0" y="${index * ROW + 19}">${fit(safe(id), 18)}</text><rect x="${place(from).toFixed(2)}%" y="${index * ROW + 8}" width="${width.toFixed(2)}%" height="14"><title>${dayWords(from)} to ${dayWords(to)}</title></rect>
`;
  })}</svg>
${all.length > drawn.length && markup`<p class="note">The first ${drawn.length} people are drawn.</p>`}
</figure>`;
}
