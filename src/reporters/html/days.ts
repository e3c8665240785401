const MILLIS_OF_DAY = 86_400_000;
const MOST_TICKS = 8;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Whole days since 1970 of `2018-05-01`; undefined for what is no day. */
export function dateOf(day: string): number | undefined {
  const millis = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(millis) ? undefined : Math.floor(millis / MILLIS_OF_DAY);
}

/** `1 May 2018`. */
export function dayWords(day: number): string {
  const date = new Date(day * MILLIS_OF_DAY);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
}

/** A place on a time axis. */
export interface Tick {
  /** Whole days since 1970. */
  readonly day: number;
  readonly label: string;
}

/** At most eight days between two, both included, at which an axis says when it is: days, months or years. */
export function ticksBetween(first: number, last: number): Tick[] {
  const days = last - first + 1;
  for (const step of [1, 2, 7]) {
    if (days / step <= MOST_TICKS) return everyDays(first, last, step);
  }
  for (const step of [1, 2, 3, 6]) {
    if (days / 30.4 / step <= MOST_TICKS) return everyMonths(first, last, step);
  }
  let years = 1;
  while (days / 365.25 / years > MOST_TICKS) years *= years.toString().startsWith("2") ? 2.5 : 2;
  return everyMonths(first, last, years * 12);
}

function everyDays(first: number, last: number, step: number): Tick[] {
  const ticks: Tick[] = [];
  for (let day = first; day <= last; day += step) {
    const label = dayWords(day);
    ticks.push({ day, label: day === first ? label : label.replace(/ -?\d+$/, "") });
  }
  return ticks;
}

function everyMonths(first: number, last: number, step: number): Tick[] {
  const start = new Date(first * MILLIS_OF_DAY);
  // Months since the year 0, so that years divide evenly.
  let month = start.getUTCFullYear() * 12 + start.getUTCMonth();
  month = Math.ceil(month / step) * step;
  const ticks: Tick[] = [];
  for (;;) {
    const [year, index] = [Math.floor(month / 12), month % 12];
    const date = new Date(0);
    date.setUTCFullYear(year, index, 1);
    const day = Math.floor(date.getTime() / MILLIS_OF_DAY);
    if (day > last) return ticks;
    const label = step % 12 === 0 ? String(year) : `${MONTHS[index] ?? ""} ${year}`;
    if (day >= first) ticks.push({ day, label });
    month += step;
  }
}
