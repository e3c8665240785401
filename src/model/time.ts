/** Milliseconds since 1970 in UTC. */
export type Millis = number;

const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$/;

const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/**
 * Reads a time as exports write them: ISO 8601 (a missing zone is UTC), or seconds or milliseconds since 1970.
 * Anything ambiguous (`03/04/2018`) is undefined: no usable time.
 */
export function parseTime(text: string): Millis | undefined {
  const trimmed = text.trim();
  if (/^\d{10}(?:\.\d+)?$/.test(trimmed)) return plausible(Math.round(Number(trimmed) * 1000));
  if (/^\d{13}$/.test(trimmed)) return plausible(Number(trimmed));
  const match = ISO.exec(trimmed);
  if (match === null) return undefined;
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

function zoneOffset(zone: string | undefined): Millis {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}

function plausible(millis: Millis): Millis | undefined {
  return millis >= EARLIEST && millis < LATEST ? millis : undefined;
}

export function isoTime(millis: Millis): string {
  return new Date(millis).toISOString().replace(".000Z", "Z");
}
