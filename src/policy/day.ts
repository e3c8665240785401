const DAY_MILLIS = 86_400_000;

/** Whether `text` is a UTC day that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const millis = Date.parse(`${text}T00:00:00Z`);
  // Date.parse may roll 30 February over to 2 March.
  return !Number.isNaN(millis) && new Date(millis).toISOString().slice(0, 10) === text;
}

/** The day `count` days after `day`; both `YYYY-MM-DD`. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MILLIS).toISOString().slice(0, 10);
}
