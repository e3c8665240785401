const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

const DATE =
  /(\d{1,2})[ -]+([A-Za-z]{3})[A-Za-z]*[ ,-]+(\d{2,4})[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d{1,9})?\s{0,8}([+-]\d{4}|[A-Za-z]{1,5})?/;

/** North American zones that old mail names (RFC 5322, 4.3), in hours from UTC. */
const ZONES: Readonly<Record<string, number>> = {
  edt: -4,
  est: -5,
  cdt: -5,
  cst: -6,
  mdt: -6,
  mst: -7,
  pdt: -7,
  pst: -8,
};

/** Characters of a date field that are looked at. */
const MAX_DATE = 128;

/** A date of a mail (RFC 5322) in ISO 8601 and UTC; undefined when it is none. */
export function isoDate(text: string): string | undefined {
  const match = DATE.exec(text.slice(0, MAX_DATE));
  if (match === null) return undefined;
  const [, day = "", month = "", year = "", hour = "", minute = "", second = "0", zone = ""] = match;
  const at = MONTHS.indexOf(month.toLowerCase());
  if (at < 0 || at % 3 !== 0) return undefined;
  const full = year.length > 2 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const local = Date.UTC(full, at / 3, Number(day), Number(hour), Number(minute), Number(second));
  const time = new Date(local - offsetOf(zone));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function offsetOf(zone: string): number {
  if (/^[+-]/.test(zone)) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
    return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
  }
  return (ZONES[zone.toLowerCase()] ?? 0) * 3_600_000;
}
