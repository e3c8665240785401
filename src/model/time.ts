import { writtenTime } from "./written-time.ts";

/** Milliseconds since 1970 in UTC. */
export type Millis = number;

const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/;

const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/**
 * Reads a time as exports write them: ISO 8601 (a missing zone is UTC), seconds, milliseconds or microseconds since 1970,
 * dates with points (`01.05.2018`) or with the month as a word (`May 1, 2018`, `1. Mai 2018`, RFC 5322).
 * Anything ambiguous (`03/04/2018`) is undefined: no usable time.
 */
export function parseTime(text: string): Millis | undefined {
  const fast = parsePlainIso(text);
  if (fast !== undefined) return plausible(fast);
  const trimmed = text.trim();
  if (/^\d{10}(?:\.\d+)?$/.test(trimmed)) return plausible(Math.round(Number(trimmed) * 1000));
  if (/^\d{13}$/.test(trimmed)) return plausible(Number(trimmed));
  if (/^\d{16}$/.test(trimmed)) return plausible(Math.floor(Number(trimmed) / 1000));
  // Java names the zone as well: `2018-05-01T06:20:31Z[UTC]`.
  const match = ISO.exec(trimmed.replace(/\[[A-Za-z_/+-]{1,40}\]$/, ""));
  if (match === null) return asWritten(trimmed);
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const millis = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
    fraction === undefined ? 0 : Number(fraction.padEnd(3, "0").slice(0, 3)),
  );
  if (Number(month) > 12 || Number(day) > 31 || Number(hour ?? 0) > 24) return undefined;
  return plausible(millis - zoneOffset(zone));
}

/** A date as people read it. */
function asWritten(text: string): Millis | undefined {
  const written = writtenTime(text);
  if (written === undefined) return undefined;
  const { year, month, day, hour, minute, second, zone } = written;
  return plausible(Date.UTC(year, month - 1, day, hour, minute, second) - zoneOffset(zone));
}

/** `2018-05-01T06:20:31[.123]Z`, as most exports write times: without a regular expression, a million times a check. */
function parsePlainIso(text: string): Millis | undefined {
  const { length } = text;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 0x5a) return undefined;
  if (text[4] !== "-" || text[7] !== "-" || text[10] !== "T" || text[13] !== ":" || text[16] !== ":")
    return undefined;
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const fraction = length === 24 ? (text[19] === "." ? digits(text, 20, 23) : -1) : 0;
  const year = digits(text, 0, 4);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 24) return undefined;
  if (minute < 0 || second < 0 || fraction < 0) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second, fraction);
}

/** -1 when a character is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function zoneOffset(zone: string | undefined): Millis {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

function plausible(millis: Millis): Millis | undefined {
  return millis >= EARLIEST && millis < LATEST ? millis : undefined;
}

const HOUR = /^(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})$/;

/** The beginning of an hour in UTC that is written as folders are, `2017/07/17/06`. */
export function parseHour(text: string): Millis | undefined {
  const match = HOUR.exec(text.trim());
  return match === null ? undefined : parseTime(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:00:00Z`);
}

const CLOCKED = /\d[T ]\d{1,2}:\d{2}/;
const ZONED = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/;
const COUNTED = /^\d{10}(?:\.\d+)?$|^\d{13}$/;

/** How far from what is meant a time may lie that says no zone, or only a day: zones reach from UTC-12 to UTC+14. */
export function doubtOf(text: string): Millis {
  if (text.charCodeAt(text.length - 1) === 0x5a) return 0;
  const trimmed = text.trim();
  if (COUNTED.test(trimmed)) return 0;
  if (!CLOCKED.test(trimmed)) return 38 * HOUR_MILLIS;
  return ZONED.test(trimmed) ? 0 : 14 * HOUR_MILLIS;
}

export const HOUR_MILLIS: Millis = 3_600_000;

export const DAY_MILLIS: Millis = 86_400_000;

/** `2018-05-01`, the UTC day. */
export function isoDay(millis: Millis): string {
  return new Date(millis).toISOString().slice(0, 10);
}

export function isoTime(millis: Millis): string {
  return new Date(millis).toISOString().replace(".000Z", "Z");
}
