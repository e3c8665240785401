/** What stands before the text of a message, as numbers whose order is not known yet. */
export interface Header {
  readonly date: readonly [number, number, number];
  /** Whether the first number is written with four digits. */
  readonly isYearFirst: boolean;
  /** Dates with points between their numbers are never written with the month first. */
  readonly hasPoints: boolean;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Words around the time, lower case: `pm`, `오후`, empty for none. */
  readonly half: string;
  /** `[date, time] Name: …` as iOS writes it; otherwise `date, time - Name: …`. */
  readonly isBracketed: boolean;
  readonly hasSeconds: boolean;
  /** Undefined for what WhatsApp itself says. */
  readonly sender: string | undefined;
  readonly text: string;
}

/** Marks of writing direction, which stand anywhere in these lines, and the byte order mark. */
const MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Characters of a line that its header may take. */
const HEADER_CHARACTERS = 96;
const MAX_SENDER_CHARACTERS = 120;

/**
 * Date, words, time, words, and what ends it, after marks were taken out and digits made Latin. Every repetition is
 * bounded, and what may repeat never meets what follows it.
 */
const HEADER =
  /^(\[?)(\d{1,4}) ?([-/.年년]) ?(\d{1,2}) ?[-/.月월] ?(\d{1,4})(?!\d)([^\d[\]]{1,16})(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?!\d)([^\d[\]\-:,]{0,12}|, ?\p{L}[^\d[\]\-:]{0,8})(\] ?| [-–] |: |, )/u;

/** Reads the beginning of a message; undefined for a line that continues the one before. */
export function headerOf(line: string): Header | undefined {
  const first = line.charCodeAt(0);
  // Most lines of long messages begin with a letter.
  if ((first >= 0x41 && first <= 0x7a && first !== 0x5b) || line.length < 12) return undefined;
  const clean = line.slice(0, 2 * HEADER_CHARACTERS).replace(MARKS, "");
  const match = HEADER.exec(latinDigits(clean.slice(0, HEADER_CHARACTERS)).replace(/[\u00a0\u202f]/g, " "));
  if (match === null) return undefined;
  const [
    whole,
    bracket,
    a = "",
    separator,
    b = "",
    c = "",
    before = "",
    hour,
    minute,
    second,
    after = "",
    end = "",
  ] = match;
  const isBracketed = bracket === "[";
  if (isBracketed !== end.startsWith("]")) return undefined;
  // A comma ends it only in Korean, where the day's half comes before the time.
  if (end === ", " && separator !== "년" && !/오[전후]/.test(before)) return undefined;
  const numbers = { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) };
  if (numbers.hour > 24 || numbers.minute > 59 || numbers.second > 60) return undefined;
  const rest = line.length > 2 * HEADER_CHARACTERS ? line.replace(MARKS, "") : clean;
  const { sender, text } = senderOf(rest.slice(whole.length));
  return {
    date: [Number(a), Number(b), Number(c)],
    isYearFirst: a.length === 4,
    hasPoints: separator === ".",
    ...numbers,
    half: `${before} ${after}`.toLowerCase().replace(/[\s.,،、]/g, ""),
    isBracketed,
    hasSeconds: second !== undefined,
    sender,
    text,
  };
}

/** `Name: text`, `~ Name: text`, `이름 : text`. */
function senderOf(rest: string): { sender: string | undefined; text: string } {
  const at = rest.slice(0, MAX_SENDER_CHARACTERS).search(/[:：](?:\s|$)/);
  const sender =
    at < 0
      ? ""
      : rest
          .slice(0, at)
          .replace(/^~[\s\u00a0\u202f]*/, "")
          .trim();
  return sender === "" ? { sender: undefined, text: rest } : { sender, text: rest.slice(at + 1).trim() };
}

/** Where the ten digits of other scripts begin: Arabic, Persian, Devanagari, Bengali. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6] as const;

function latinDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (ZEROS.findLast((zero) => zero <= code) ?? code));
  });
}
