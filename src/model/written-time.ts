// Dates as people read them. Only forms whose order of day and month is certain: points between the numbers, which nobody
// writes with the month first (Unicode CLDR), or the month as a word. `03/04/2018` is none of them.

/** A date and a time of day as numbers; `zone` as it is written, empty for none. */
export interface WrittenTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly zone: string;
}

const MAX_CHARACTERS = 64;
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?`;
const ZONE = String.raw`(Z|UTC|GMT|(?:GMT|UTC)?[+-]\d{2}:?\d{2})`;
/** `, 6:20:31 AM UTC`, ` um 06:20 Uhr`, nothing. */
const REST = new RegExp(`^(?:,? (?:at |um )?${CLOCK}(?: ?(AM|PM|Uhr))?(?: ?${ZONE})?)?$`, "i");
const POINTS = /^(\d{1,2})\.(\d{1,2})\.(\d{4})/;
const DAY_FIRST = /^(?:\p{L}{2,10}\.?,? )?(\d{1,2})\.?[ -](\p{L}{3,9})\.?,?[ -](\d{4})/u;
const MONTH_FIRST = /^(?:\p{L}{2,10}\.?,? )?(\p{L}{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/u;
/** `Tue May 01 06:20:31 +0000 2018`: C's `asctime`, with and without a zone. */
const YEAR_LAST = new RegExp(
  String.raw`^\p{L}{3} (\p{L}{3}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (?:([+-]\d{4}|UTC|GMT) )?(\d{4})$`,
  "u",
);
const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z|[+-]\d{4})?$/;

/** Months in English and German: from the third letter on no two of them are alike. */
const MONTHS: readonly RegExp[] = [
  /^(?:jan(?:uary|uar)?|jän(?:ner)?)$/,
  /^feb(?:ruary|ruar)?$/,
  /^(?:mar(?:ch)?|mär(?:z)?|mrz)$/,
  /^apr(?:il)?$/,
  /^(?:may|mai)$/,
  /^jun[ei]?$/,
  /^jul[yi]?$/,
  /^aug(?:ust)?$/,
  /^sept?(?:ember)?$/,
  /^o[ck]t(?:ober)?$/,
  /^nov(?:ember)?$/,
  /^de[cz](?:ember)?$/,
];

/** Reads such a date; undefined for any other text. Does not check that the day exists. */
export function writtenTime(text: string): WrittenTime | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const plain = text.replace(/[\u00a0\u202f]/g, " ");
  const compact = COMPACT.exec(plain);
  if (compact !== null) {
    const [year, month, day, hour, minute, second] = compact.slice(1).map(Number);
    return time([year, month, day, hour, minute, second], compact[7]);
  }
  const last = YEAR_LAST.exec(plain);
  if (last !== null) {
    const [, month, day, hour, minute, second, zone, year] = last;
    return time(
      [Number(year), monthOf(month), Number(day), Number(hour), Number(minute), Number(second)],
      zone,
    );
  }
  const points = POINTS.exec(plain);
  if (points !== null) {
    const [whole, day, month, year] = points;
    return withClock([Number(year), Number(month), Number(day)], plain.slice(whole.length));
  }
  const dayFirst = DAY_FIRST.exec(plain);
  if (dayFirst !== null && monthOf(dayFirst[2]) > 0) {
    const [whole, day, month, year] = dayFirst;
    return withClock([Number(year), monthOf(month), Number(day)], plain.slice(whole.length));
  }
  const monthFirst = MONTH_FIRST.exec(plain);
  if (monthFirst === null) return undefined;
  const [whole, month, day, year] = monthFirst;
  return withClock([Number(year), monthOf(month), Number(day)], plain.slice(whole.length));
}

function withClock(date: readonly number[], rest: string): WrittenTime | undefined {
  const match = REST.exec(rest);
  if (match === null) return undefined;
  const [, hour, minute, second, half, zone] = match;
  const written = Number(hour ?? 0);
  const isHalf = /^[ap]m$/i.test(half ?? "");
  if (isHalf && (written < 1 || written > 12)) return undefined;
  const full = isHalf ? (written % 12) + (/^p/i.test(half ?? "") ? 12 : 0) : written;
  return time([...date, full, Number(minute ?? 0), Number(second ?? 0)], zone);
}

function time(numbers: readonly (number | undefined)[], zone: string | undefined): WrittenTime | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60)
    return undefined;
  return { year, month, day, hour, minute, second, zone: zone?.replace(/^(?:GMT|UTC)(?=[+-])/i, "") ?? "" };
}

/** 0 for a word that is no month. */
function monthOf(word: string | undefined): number {
  const small = word?.toLowerCase() ?? "";
  return MONTHS.findIndex((month) => month.test(small)) + 1;
}
