import { LETTERS } from "./letters.ts";

/** What a token looks like. `number`: digits alone; `hex`, `code`: letters and digits. */
export type TokenForm = "number" | "hex" | "code" | "email" | "phone";

/** A token: the bytes from `start` to `end`, `letters` of them letters or digits. */
export type TakeToken = (form: TokenForm, start: number, end: number, letters: number) => void;

/** Characters of the shortest token: fewer are years, quantities, numbers of rows. */
export const MIN_TOKEN_CHARACTERS = 5;
/** Characters of the longest token but for addresses. */
export const MAX_TOKEN_CHARACTERS = 128;
/** Runs of letters and digits that one token is made of (a UUID has five, an address of a network card six). */
const MAX_RUNS = 6;
/** An address (RFC 5321): before its `@`, and behind it. */
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;
/** E.164. */
const MIN_PHONE_DIGITS = 8;
const MAX_PHONE_DIGITS = 15;
const MAX_PHONE_CHARACTERS = 32;
/** Bytes around the beginning of a token that are read for it. */
export const TOKEN_REACH = MAX_LOCAL + MAX_DOMAIN + 2;

const DIGIT = 1;
const HEX_LETTER = 2;
const LETTER = 4;
const JOINER = 8;
const LOCAL = 16;
const DOMAIN = 32;
const PHONE_GAP = 64;

const CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const text = String.fromCharCode(byte);
  const letter = LETTERS[byte] ?? 0;
  let bits = 0;
  if (/[0-9]/.test(text)) bits |= DIGIT | LOCAL | DOMAIN;
  else if (letter > 0) bits |= LETTER | LOCAL | DOMAIN | (/[a-f]/i.test(text) ? HEX_LETTER : 0);
  if ("-_.:#/".includes(text)) bits |= JOINER;
  if ("._%+-".includes(text)) bits |= LOCAL;
  if (".-".includes(text)) bits |= DOMAIN;
  if (" ().-/\u00a0".includes(text)) bits |= PHONE_GAP;
  return bits;
});
const ALNUM = DIGIT | LETTER;
const [DOT, DASH, COLON, SLASH, PLUS, AT, BACKSLASH, NEW_LINE] = Buffer.from(".-:/+@\\\n");

/**
 * Reports every token that looks like an identifier and begins from `from` on and before `to`: runs of letters and digits of
 * which one is a digit, such runs joined by single marks (`C-104233`, UUIDs, serials in groups), addresses, and numbers of
 * phones with their country. Days, times of day and fractions of numbers are none. `line`: called at each line break.
 */
export function readTokens(
  bytes: Buffer,
  from: number,
  to: number,
  take: TakeToken,
  line: (at: number) => void,
): void {
  let at = from;
  // What begins before belongs to the window before.
  if (at > 0 && isAlnum(bytes, at - 1)) while (at < bytes.length && isAlnum(bytes, at)) at += 1;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    const bits = CLASS[byte] ?? 0;
    if ((bits & ALNUM) === 0) {
      if (byte === NEW_LINE) line(at);
      else if (byte === AT) readEmail(bytes, at, take);
      else if (byte === PLUS) readPhone(bytes, at, at + 1, take);
      at += 1;
      continue;
    }
    let kinds = bits;
    let end = at + 1;
    for (; end < bytes.length; end += 1) {
      const more = CLASS[bytes[end] ?? 0] ?? 0;
      if ((more & ALNUM) === 0) break;
      kinds |= more;
    }
    const start = bytes[at - 1] === BACKSLASH ? behindEscape(bytes, at, end) : at;
    // Prose: a word and no mark that joins it to another one.
    const isJoined = end + 1 < bytes.length && isJoin(bytes, end);
    if ((kinds & DIGIT) === 0 && !isJoined) {
      at = end;
      continue;
    }
    if (start < end) {
      const day = isJoined ? endOfTime(bytes, start, end) : end;
      if (day > end) {
        at = day;
        continue;
      }
      readSpans(bytes, start, end, take);
      if (bytes[start] === 0x30 && bytes[start + 1] === 0x30) readPhone(bytes, start, start + 2, take);
    }
    at = end;
  }
}

/** The run from `start` to `end`, alone and with those that single marks join to it. */
function readSpans(bytes: Buffer, start: number, end: number, take: TakeToken): void {
  const isFraction = bytes[start - 1] === DOT && isDigits(bytes, start, end) && isDigit(bytes, start - 2);
  let letters = 0;
  let kinds = 0;
  let runStart = start;
  let runEnd = end;
  for (let runs = 1; ; runs += 1) {
    for (let at = runStart; at < runEnd; at += 1) kinds |= CLASS[bytes[at] ?? 0] ?? 0;
    letters += runEnd - runStart;
    if (runEnd - start > MAX_TOKEN_CHARACTERS) return;
    const isNumber = runs === 2 && bytes[runStart - 1] === DOT && (kinds & LETTER) === 0;
    const isLong = runEnd - start >= MIN_TOKEN_CHARACTERS;
    if (isLong && (kinds & DIGIT) > 0 && !(isNumber && !isJoin(bytes, runEnd)) && !isFraction)
      take(formOf(kinds, bytes, start, runEnd), start, runEnd, letters);
    if (runs === MAX_RUNS || !isJoin(bytes, runEnd)) return;
    runStart = runEnd + 1;
    runEnd = runStart;
    while (runEnd < bytes.length && isAlnum(bytes, runEnd)) runEnd += 1;
  }
}

function formOf(kinds: number, bytes: Buffer, start: number, end: number): TokenForm {
  if ((kinds & LETTER) === 0) return "number";
  for (let at = start; at < end; at += 1)
    if (((CLASS[bytes[at] ?? 0] ?? 0) & LETTER) > 0 && ((CLASS[bytes[at] ?? 0] ?? 0) & HEX_LETTER) === 0)
      return "code";
  return "hex";
}

/** Whether a single mark joins what stands before and behind it. A slash joins digits only: others stand in paths. */
function isJoin(bytes: Buffer, at: number): boolean {
  const byte = bytes[at] ?? 0;
  if (((CLASS[byte] ?? 0) & JOINER) === 0 || !isAlnum(bytes, at + 1)) return false;
  return byte !== SLASH || (isDigit(bytes, at - 1) && isDigit(bytes, at + 1));
}

/** Behind a day (`2018-05-01`) or a time of day (`06:20:31`) that begins at `start`, with what follows of it; else `end`. */
function endOfTime(bytes: Buffer, start: number, end: number): number {
  let at = end;
  if (
    end - start === 4 &&
    bytes[end] === DASH &&
    isPair(bytes, end + 1) &&
    bytes[end + 3] === DASH &&
    isPair(bytes, end + 4)
  ) {
    at = end + 6;
    // `T06`
    if (isAlnum(bytes, at)) {
      if (bytes[at] !== 0x54 || !isPair(bytes, at + 1)) return end;
      at += 3;
    } else return isJoin(bytes, at) ? end : at;
  } else if (end - start !== 2 || !isPair(bytes, start) || bytes[end] !== COLON) return end;
  for (let parts = 0; parts < 2 && bytes[at] === COLON && isPair(bytes, at + 1); parts += 1) at += 3;
  if (at === end) return end;
  if (bytes[at] === DOT) {
    at += 1;
    while (isDigit(bytes, at)) at += 1;
  }
  if (bytes[at] === 0x5a) at += 1;
  return isAlnum(bytes, at) || isJoin(bytes, at) ? end : at;
}

/** The address around an `@`. */
function readEmail(bytes: Buffer, at: number, take: TakeToken): void {
  let start = at;
  while (start > 0 && at - start < MAX_LOCAL && ((CLASS[bytes[start - 1] ?? 0] ?? 0) & LOCAL) > 0) start -= 1;
  if (bytes[start - 1] === BACKSLASH) start = behindEscape(bytes, start, at);
  while (start < at && bytes[start] === DOT) start += 1;
  let end = at + 1;
  let dots = 0;
  while (end < bytes.length && end - at <= MAX_DOMAIN && ((CLASS[bytes[end] ?? 0] ?? 0) & DOMAIN) > 0)
    end += 1;
  while (end > at + 1 && !isAlnum(bytes, end - 1)) end -= 1;
  for (let index = at + 1; index < end; index += 1) if (bytes[index] === DOT) dots += 1;
  if (start < at && dots > 0 && isAlnum(bytes, at + 1)) take("email", start, end, end - start - 1);
}

/** A number with its country: whole, and each beginning of it that a gap ends; what stands behind it may be another number. */
function readPhone(bytes: Buffer, start: number, first: number, take: TakeToken): void {
  if (start > 0 && isAlnum(bytes, start - 1)) return;
  let digits = 0;
  let gap = 0;
  for (let at = first; at <= bytes.length && at - start <= MAX_PHONE_CHARACTERS; at += 1) {
    if (isDigit(bytes, at)) {
      digits += 1;
      gap = 0;
      if (digits > MAX_PHONE_DIGITS) return;
      continue;
    }
    if (gap === 0 && digits >= MIN_PHONE_DIGITS && !isAlnum(bytes, at)) take("phone", start, at, digits);
    gap += 1;
    if (gap > 2 || ((CLASS[bytes[at] ?? 0] ?? 0) & PHONE_GAP) === 0) return;
  }
}

/** Where a run begins whose first letters are the end of an escape (`\n`, `\u00e4`) of JSON or a program. */
function behindEscape(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  if (first === 0x75) {
    let hex = 0;
    while (hex < 4 && ((CLASS[bytes[start + 1 + hex] ?? 0] ?? 0) & (DIGIT | HEX_LETTER)) > 0) hex += 1;
    return hex === 4 && start + 5 <= end ? start + 5 : start;
  }
  return "nrtbf".includes(String.fromCharCode(first)) ? start + 1 : start;
}

function isAlnum(bytes: Buffer, at: number): boolean {
  return ((CLASS[bytes[at] ?? 0] ?? 0) & ALNUM) > 0;
}

function isDigit(bytes: Buffer, at: number): boolean {
  return ((CLASS[bytes[at] ?? 0] ?? 0) & DIGIT) > 0;
}

function isPair(bytes: Buffer, at: number): boolean {
  return isDigit(bytes, at) && isDigit(bytes, at + 1);
}

function isDigits(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isDigit(bytes, at)) return false;
  return true;
}
