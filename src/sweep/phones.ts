/** Country codes of two digits (ITU-T E.164); zones 1 and 7 have one, all others three. */
const TWO_DIGITS = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);
/** Digits of a number without its country and without a zero before it, below which chance writes it. */
const MIN_NATIONAL_DIGITS = 8;
const MIN_BARE_DIGITS = 9;

/** The digits that a phone number in its canonical form may be written with. */
export interface PhoneForms {
  readonly plain: readonly string[];
  /** The number within its country, which many countries write without a zero: only told where it is written in groups. */
  readonly grouped: string | undefined;
}

/** The ways a number of a phone is written that leave something out. */
export function phoneForms(key: string): PhoneForms {
  if (!key.startsWith("+")) return { plain: [key], grouped: undefined };
  const digits = key.slice(1);
  const country = /^[17]/.test(digits) ? 1 : TWO_DIGITS.has(digits.slice(0, 2)) ? 2 : 3;
  const rest = digits.slice(country);
  const national =
    rest.length < MIN_NATIONAL_DIGITS ? [] : [`0${rest}`, `${digits.slice(0, country)}0${rest}`];
  return {
    plain: [digits, `00${digits}`, ...national],
    grouped: rest.length < MIN_BARE_DIGITS ? undefined : rest,
  };
}
