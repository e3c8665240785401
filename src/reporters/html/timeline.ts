import { number } from "../../model/number.ts";
import type { OwnerView } from "../../model/report.ts";
import { safe, fit } from "../text-width.ts";
import { counted } from "../text-words.ts";
import { dateOf, dayWords, ticksBetween } from "./days.ts";
import { markup, type Markup } from "./markup.ts";
import { more, scrolling } from "./page.ts";

/** Strangers who have a row in the picture. */
export const MAX_TIMELINES = 8;
/** Days that the picture spans at least: a single bar says more beside the days that have none. */
const LEAST_DAYS = 30;
const MOST_BARS = 190;
/** Days of one bar, and what that is called. */
const BAR_SIZES = [
  [1, "a day"],
  [7, "7 days"],
  [28, "4 weeks"],
  [91, "13 weeks"],
  [365, "a year"],
  [3653, "ten years"],
  [36_525, "a hundred years"],
] as const;
/** Pixels. */
const ROW = { label: 22, plot: 46, gap: 18, axis: 24, least: 2 } as const;
/** Months that the table lists one by one; beyond, it lists years. */
const MOST_MONTHS = 36;

/** Recordings of one stranger by day, as whole days since 1970. */
interface Series {
  readonly id: string;
  readonly days: ReadonlyMap<number, number>;
  /** Recordings that are on no day. */
  readonly undated: number;
}

/** The picture of when strangers' recordings were made, and the same as a table; undefined where none has a day. */
export function timeline(owners: readonly OwnerView[], others: number): Markup | undefined {
  const all = owners.filter((owner) => owner.recordings > 0).map(seriesOf);
  const series = all.filter(({ days }) => days.size > 0).slice(0, MAX_TIMELINES);
  if (series.length === 0) return undefined;
  const known = series.flatMap(({ days }) => [...days.keys()]);
  const first = known.reduce((least, day) => Math.min(least, day));
  const last = known.reduce((most, day) => Math.max(most, day));
  const left = others + all.length - series.length;
  return markup`<figure class="timeline">
<figcaption>When these recordings were made (UTC)</figcaption>
${picture(series, first, last)}
${notes(series, left)}
${more("The same as a table", table(series, first, last))}
</figure>`;
}

function seriesOf({ id, recordings, recordingDays }: OwnerView): Series {
  const days = new Map<number, number>();
  let dated = 0;
  for (const { day, recordings: many } of recordingDays) {
    const date = dateOf(day);
    if (date === undefined || many <= 0) continue;
    days.set(date, (days.get(date) ?? 0) + many);
    dated += many;
  }
  return { id, days, undated: Math.max(0, recordings - dated) };
}

function picture(series: readonly Series[], first: number, last: number): Markup {
  const days = last - first + 1;
  const [size, called] = BAR_SIZES.find(([each]) => Math.ceil(days / each) <= MOST_BARS) ?? [36_525, ""];
  const bars = Math.max(Math.ceil(days / size), Math.ceil(LEAST_DAYS / size));
  const start = first - (size === 1 ? Math.floor((bars - days) / 2) : 0);
  const rows = series.map(({ id, days: own }) => {
    const heights = new Map<number, number>();
    for (const [day, many] of own) {
      const bar = Math.floor((day - start) / size);
      heights.set(bar, (heights.get(bar) ?? 0) + many);
    }
    return { id, heights };
  });
  const most = Math.max(...rows.flatMap(({ heights }) => [...heights.values()]));
  const step = ROW.label + ROW.plot + ROW.gap;
  const plots = rows.length * step;
  const place = (day: number): number => ((day - start) / (bars * size)) * 100;
  const ticks = ticksBetween(start, start + bars * size - 1);
  return markup`<svg role="img" aria-labelledby="timeline-title timeline-words" width="100%" height="${plots + ROW.axis}">
<title id="timeline-title">Strangers' recordings by the time they were made</title>
<desc id="timeline-words">${series.map(words).join("; ")}. The table below has the numbers.</desc>
${ticks.map(({ day, label }, index) => tick(place(day), label, index, plots))}
${rows.map(({ id, heights }, index) => {
  const top = index * step;
  const foot = top + ROW.label + ROW.plot;
  return markup`<text class="who" x="0" y="${top + 14}">${fit(safe(id), 40)}</text>
<line class="foot" x1="0" x2="100%" y1="${foot}" y2="${foot}"/>
${[...heights].map(([bar, many]) => {
  const height = Math.max(ROW.least, Math.round((many / most) * ROW.plot));
  const from = start + bar * size;
  const when = size === 1 ? dayWords(from) : `${dayWords(from)} to ${dayWords(from + size - 1)}`;
  return markup`<rect x="${percent((bar / bars) * 100)}" y="${foot - height}" width="${percent(82 / bars)}" height="${height}"><title>${when}: ${counted(many, "recordings")}</title></rect>`;
})}
`;
})}</svg>
<p class="note">Each bar is ${called}; the tallest is ${counted(most, "recordings")}.</p>`;
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}

function tick(at: number, label: string, index: number, foot: number): Markup {
  const anchor = at < 4 ? "start" : at > 94 ? "end" : "middle";
  const x = percent(at);
  return markup`<line class="grid" x1="${x}" x2="${x}" y1="${ROW.label}" y2="${foot - ROW.gap + 4}"/>
<text class="${index % 2 === 0 ? "when" : "when between"}" x="${x}" y="${foot + 12}" text-anchor="${anchor}">${label}</text>
`;
}

function words({ id, days }: Series): string {
  const known = [...days.keys()].toSorted((a, b) => a - b);
  const many = [...days.values()].reduce((sum, each) => sum + each, 0);
  const [first = 0, last = first] = [known[0], known.at(-1)];
  const when = first === last ? `on ${dayWords(first)}` : `from ${dayWords(first)} to ${dayWords(last)}`;
  return `${safe(id)}: ${counted(many, "recordings")} on ${number(known.length)} ${known.length === 1 ? "day" : "days"}, ${when}`;
}

function notes(series: readonly Series[], left: number): Markup {
  const undated = series.reduce((sum, each) => sum + each.undated, 0);
  const parts = [
    ...(undated > 0
      ? [`${counted(undated, "recordings")} of these people carry no usable day and are not in the picture.`]
      : []),
    ...(left > 0
      ? [
          `${left === 1 ? "1 more stranger is" : `${number(left)} more strangers are`} not in the picture; the table above and the JSON report have the numbers.`,
        ]
      : []),
  ];
  return parts.length === 0 ? markup`` : markup`<p class="note">${parts.join(" ")}</p>`;
}

function table(series: readonly Series[], first: number, last: number): Markup {
  const byMonth = (last - first) / 30 <= MOST_MONTHS;
  const periodOf = (day: number): string =>
    new Date(day * 86_400_000)
      .toISOString()
      .replace(/T.*$/, "")
      .slice(0, byMonth ? -3 : -6);
  const periods = new Map<string, number[]>();
  for (const [index, { days }] of series.entries()) {
    for (const [day, many] of days) {
      const period = periodOf(day);
      const row = periods.get(period) ?? series.map(() => 0);
      row[index] = (row[index] ?? 0) + many;
      periods.set(period, row);
    }
  }
  const rows = [...periods].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const totals = series.map(({ days }) => [...days.values()].reduce((sum, each) => sum + each, 0));
  return scrolling(
    "Strangers' recordings by time",
    markup`<table class="numbers"><thead><tr><th scope="col">${byMonth ? "month" : "year"}</th>${series.map(({ id }) => markup`<th scope="col" class="number">${id}</th>`)}</tr></thead>
<tbody>${rows.map(([period, row]) => markup`<tr><th scope="row">${period}</th>${row.map((many) => markup`<td class="number">${number(many)}</td>`)}</tr>`)}</tbody>
<tfoot><tr><th scope="row">together</th>${totals.map((many) => markup`<td class="number">${number(many)}</td>`)}</tr></tfoot></table>`,
  );
}
