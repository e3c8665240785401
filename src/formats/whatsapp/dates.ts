import type { Header } from "./header.ts";

/** In which order a file writes day, month and year. */
export type DateOrder = "day-month-year" | "month-day-year" | "year-month-day";

const ORDERS: readonly DateOrder[] = ["day-month-year", "month-day-year", "year-month-day"];

/**
 * The order that all dates of a file fit; of several that one in which they ascend, as messages do. Undefined where it
 * stays ambiguous: then no message has a time.
 */
export function dateOrderOf(headers: readonly Header[]): DateOrder | undefined {
  const possible = ORDERS.filter((order) => headers.every((header) => dayOf(header, order) !== undefined));
  if (possible.length <= 1) return possible[0];
  const ascending = possible.filter((order) => ascends(headers, order));
  return ascending.length === 1 ? ascending[0] : undefined;
}

function ascends(headers: readonly Header[], order: DateOrder): boolean {
  let last = 0;
  for (const header of headers) {
    const day = dayOf(header, order) ?? 0;
    if (day < last) return false;
    last = day;
  }
  return true;
}

/** The day as a number that sorts (20180312), undefined where the numbers are no date in this order. */
function dayOf(header: Header, order: DateOrder): number | undefined {
  const [a, b, c] = header.date;
  if (header.isYearFirst !== (order === "year-month-day" && a > 99)) return undefined;
  // Years of two digits come first only where no points are written.
  if (order === "year-month-day") return header.hasPoints && a < 100 ? undefined : day(a, b, c);
  if (order === "day-month-year") return day(c, b, a);
  return header.hasPoints ? undefined : day(c, a, b);
}

function day(year: number, month: number, dayOfMonth: number): number | undefined {
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31) return undefined;
  const full = year < 100 ? 2000 + year : year;
  // The Buddhist calendar is 543 years ahead; years of other calendars are none here.
  const common = full >= 2400 ? full - 543 : full;
  // WhatsApp began in 2009.
  return common < 2009 || common > 2099 ? undefined : common * 10_000 + month * 100 + dayOfMonth;
}

/** `p. m.`, `오후`, `下午`, `μ.μ.`, `م`, `em`, `ch`, `ptg`: the second half of the day; what is written around it goes along. */
const SECOND_HALF =
  /(?:^|[^a-z])pm|오후|下午|午後|晚上|μμ|(?:^|\P{L})م(?:$|\P{L})|(?:^|kl)em$|^ch$|^ptg$|^ب?عد/u;
const FIRST_HALF =
  /(?:^|[^a-z])am|오전|上午|午前|凌晨|早上|πμ|(?:^|\P{L})ص(?:$|\P{L})|(?:^|kl)fm$|^sa$|^pg$/u;
/** Words between date and time that say nothing of the day's half. */
const NO_HALF = /^(?:日|일|at|à|às|um|klo|kl|г|г\.?в|o|ora|ure|alas|u)?$/u;

/** The time as ISO 8601 without a zone; a day alone where the half of the day is not known. */
export function timeOf(header: Header, order: DateOrder): string | undefined {
  const number = dayOf(header, order);
  if (number === undefined) return undefined;
  const text = String(number);
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  const hour = hourOf(header);
  if (hour === undefined) return date;
  const parts = [hour, header.minute, header.second].map((part) => String(part).padStart(2, "0"));
  return `${date}T${parts.join(":")}`;
}

function hourOf({ hour, half }: Header): number | undefined {
  if (hour > 12 || NO_HALF.test(half)) return hour;
  if (SECOND_HALF.test(half)) return (hour % 12) + 12;
  return FIRST_HALF.test(half) ? hour % 12 : undefined;
}
