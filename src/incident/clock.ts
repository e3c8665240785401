import { number } from "../model/number.ts";
import type { ClockView } from "../model/incident.ts";

/** Art. 33(1): 72 hours after having become aware. */
export const NOTIFICATION_HOURS = 72;
const MINUTE_MILLIS = 60_000;
const HOUR_MINUTES = 60;

/** A moment, and the offset from UTC in which it was told. */
export interface ZonedTime {
  readonly millis: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

const ZONED =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\s?(?:(Z|UTC)|([+-])(\d{2}):?(\d{2}))$/i;
const EARLIEST_YEAR = 2000;
const LATEST_YEAR = 2099;
/** Zones reach from UTC-12 to UTC+14. */
const MAX_OFFSET = { east: 14 * 60, west: 12 * 60 };

/** `2026-11-20T09:30+01:00`: a time to the minute or second with its zone; undefined for anything else, dates that do not exist included. */
export function zonedTime(text: string): ZonedTime | undefined {
  const match = ZONED.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, utc, sign, zoneHour, zoneMinute] = match;
  const parts = [year, month, day, hour, minute, second ?? "0"].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const local = Date.UTC(y, mo - 1, d, h, mi, s);
  const back = new Date(local);
  const isReal =
    back.getUTCFullYear() === y &&
    back.getUTCMonth() === mo - 1 &&
    back.getUTCDate() === d &&
    back.getUTCHours() === h &&
    back.getUTCMinutes() === mi &&
    back.getUTCSeconds() === s;
  if (!isReal || y < EARLIEST_YEAR || y > LATEST_YEAR) return undefined;
  if (utc !== undefined) return { millis: local, offset: 0 };
  if (Number(zoneMinute) >= HOUR_MINUTES) return undefined;
  const offset = (sign === "-" ? -1 : 1) * (Number(zoneHour) * HOUR_MINUTES + Number(zoneMinute));
  if (offset > MAX_OFFSET.east || offset < -MAX_OFFSET.west) return undefined;
  return { millis: local - offset * MINUTE_MILLIS, offset };
}

/** ISO 8601 with seconds and the zone, `2026-11-20T09:30:00+01:00`. */
export function zonedText({ millis, offset }: ZonedTime): string {
  const local = new Date(millis + offset * MINUTE_MILLIS).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const size = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(size / HOUR_MINUTES))}:${two(size % HOUR_MINUTES)}`;
}

/** The deadline, and what is left of the 72 hours. Counted from the moment itself, which is never later than the law's. */
export function clockOf(awareAt: ZonedTime, now: ZonedTime): ClockView {
  const deadline = awareAt.millis + NOTIFICATION_HOURS * HOUR_MINUTES * MINUTE_MILLIS;
  const minutesLeft = Math.floor((deadline - now.millis) / MINUTE_MILLIS);
  return {
    awareAt: zonedText(awareAt),
    deadline: zonedText({ millis: deadline, offset: awareAt.offset }),
    now: zonedText(now),
    minutesLeft,
    late: now.millis > deadline,
  };
}

/** Whether the authority was told before the 72 hours had passed: what follows in phases is not late then. */
export function isToldInTime({ deadline }: Pick<ClockView, "deadline">, toldAt: string | undefined): boolean {
  return toldAt !== undefined && Date.parse(toldAt) <= Date.parse(deadline);
}

/** `53 h 12 min left`, `2 h 5 min late`. */
export function timeLeft({ minutesLeft, late }: Pick<ClockView, "minutesLeft" | "late">): string {
  const size = Math.abs(minutesLeft);
  const words = `${number(Math.floor(size / HOUR_MINUTES))} h ${size % HOUR_MINUTES} min`;
  return `${words} ${late ? "late" : "left"}`;
}
