/** Digits that a spreadsheet keeps; it replaces those after them by zeros. */
const KEPT_DIGITS = 15;
const DAY_MILLIS = 86_400_000;
/** 1970-01-01 as Excel counts days. */
const UNIX_EPOCH_DAY = 25_569;
/** Days by which files that begin with 1904 count less. */
const DAYS_OF_1904 = 1_462;
const LAST_DAY = 2_958_466;

/**
 * The number of a cell as an identifier is written: `104233.0` and `1.04233E5` are 104233. An integer of up to 15 digits
 * is exact. A longer one that a spreadsheet or a float may have rounded is written as such (`1.23456789012345E+17`),
 * because its last digits prove nothing.
 */
export function numberText(raw: string): string {
  const text = raw.trim();
  if (/^-?\d{1,15}$/.test(text)) return text;
  const match = /^(-?)(\d{1,64})(?:\.(\d{0,64}))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  const power = Number(exponent) - fraction.length;
  const trimmed = digits.replace(/0+$/, "");
  const zeros = power + digits.length - trimmed.length;
  // What is left of a point, or too long to be an identifier, stays as it is.
  if (trimmed === "" || zeros < 0 || trimmed.length + zeros > 40) return text;
  const integer = trimmed + "0".repeat(zeros);
  if (integer.length <= KEPT_DIGITS) return sign + integer;
  return mayBeRounded(integer) || match[4] !== undefined ? damaged(sign, integer) : sign + integer;
}

function mayBeRounded(integer: string): boolean {
  if (/^0*$/.test(integer.slice(KEPT_DIGITS))) return true;
  const float = Number(integer);
  return float > Number.MAX_SAFE_INTEGER && String(float) === integer;
}

function damaged(sign: string, integer: string): string {
  const digits = integer.slice(0, KEPT_DIGITS).replace(/0+$/, "");
  return `${sign}${digits.slice(0, 1)}.${digits.slice(1) || "0"}E+${integer.length - 1}`;
}

/** A day number as ISO 8601 without a zone (`2018-05-01T06:20:31`), undefined for what is none. */
export function dateText(raw: string, from1904: boolean): string | undefined {
  const days = Number(raw) + (from1904 ? DAYS_OF_1904 : 0);
  if (!Number.isFinite(days) || days < 1 || days >= LAST_DAY) return undefined;
  // Excel counts a 29 February 1900.
  const millis = Math.round((days - UNIX_EPOCH_DAY + (days < 60 ? 1 : 0)) * 86_400) * 1000;
  const iso = new Date(millis).toISOString();
  return millis % DAY_MILLIS === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}

/** Number formats of Excel that show dates without being written out. */
const DATE_FORMATS = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 57, 58,
]);

/** Whether a number format shows a date: by its number, or by `d`, `m`, `y` outside of quotes and brackets. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return DATE_FORMATS.has(id);
  const bare = code
    .slice(0, 255)
    .replace(/"[^"]*"|\\.|_.|\*./g, "")
    .replace(/\[[^\]]*\]/g, "");
  return /[yd]/i.test(bare) && !/general/i.test(bare);
}
