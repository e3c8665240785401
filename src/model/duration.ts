const CLOCK = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2}(?:[.,]\d{1,6})?)$/;
const ISO = /^PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?$/;
const NUMBER = /^\d{1,9}(?:[.,]\d{1,9})?$/;
/** Units in the names of fields, in the languages in which durations are known. */
const MILLISECONDS = /(?:^|[^a-z])ms(?:$|[^a-z])|milli|Ms$/;
const SECONDS = /sec|sek|seg|(?:^|[^a-z])s(?:$|[^a-z])/i;

/**
 * Seconds that a duration has: `0:07`, `00:01:02.5`, `PT7.5S`, and a number where the field's name says its unit. Undefined
 * where nobody can tell the unit.
 */
export function secondsOf(text: string, field: string): number | undefined {
  const trimmed = text.trim();
  const clock = CLOCK.exec(trimmed);
  if (clock !== null) return number(clock[1]) * 3600 + number(clock[2]) * 60 + number(clock[3]);
  const iso = trimmed.length > 2 ? ISO.exec(trimmed) : null;
  if (iso !== null) return number(iso[1]) * 3600 + number(iso[2]) * 60 + number(iso[3]);
  if (!NUMBER.test(trimmed)) return undefined;
  if (MILLISECONDS.test(field)) return number(trimmed) / 1000;
  return SECONDS.test(field) ? number(trimmed) : undefined;
}

function number(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.replace(",", "."));
}
