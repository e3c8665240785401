import { canonical } from "../model/identifier.ts";
import type { Kind } from "../model/kinds.ts";
import { LETTERS } from "./letters.ts";
import { phoneForms } from "./phones.ts";

/** An identifier to look for, in the canonical form of its kind. */
export interface Wanted {
  readonly kind: Kind;
  readonly key: string;
}

/** An identifier of the subject that holds one of a stranger as a part: what stands before and after it. */
export interface Around {
  readonly before: string;
  readonly after: string;
}

const EDGES = /^([^0-9A-Za-z]*)[^]*?([^0-9A-Za-z]*)$/;

/** Marks before the first letter or digit of an identifier, and behind the last one. */
export function edgesOf(key: string): Around {
  const [, before = "", after = ""] = EDGES.exec(key) ?? [];
  return { before, after };
}

/** Whether the ASCII from `start` to `end`, a byte for each character, is the identifier as its kind compares it. */
export function isWritten({ kind, key }: Wanted, bytes: Buffer, start: number, end: number): boolean {
  if (kind === "phone") return isPhone(key, bytes.toString("latin1", start, end));
  // Marks at the ends of an identifier (`_ben@…`) belong to no run of letters.
  const { before, after } = edgesOf(key);
  const from = start - before.length;
  const to = end + after.length;
  if (from < 0) return false;
  const text = bytes.toString("latin1", from, to);
  return canonical(kind, text) === key && !isPartOfMore(key, bytes, from, to);
}

/** Whether it stands inside one of the subject's own identifiers (`anna.b@…` holds `b@…`). */
export function isWithin(around: readonly Around[], bytes: Buffer, start: number, end: number): boolean {
  return around.some(
    ({ before, after }) =>
      start >= before.length &&
      bytes.toString("latin1", start - before.length, start).toLowerCase() === before &&
      bytes.toString("latin1", end, end + after.length).toLowerCase() === after,
  );
}

function isPhone(key: string, text: string): boolean {
  if (/[^\d\s().\-/\u00a0]/.test(text)) return false;
  const digits = text.replace(/\D/g, "");
  const { plain, grouped } = phoneForms(key);
  return plain.includes(digits) || (digits === grouped && digits !== text);
}

const DOT = 0x2e;
/** What joins the parts of a name in an address. */
const JOINS_NAMES = new Set<number>(Buffer.from("._+-"));
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID_CHARACTERS = 36;
const UUID_GROUPS = new Set([8, 12]);

/**
 * Letters and digits end at any other character, identifiers do not: `ben@…` is not `a.ben@…`, and eight digits are no
 * customer where they are a group of a UUID or the fraction of a number.
 */
function isPartOfMore(key: string, bytes: Buffer, start: number, end: number): boolean {
  const letter = (at: number): boolean => at >= 0 && (LETTERS[bytes[at] ?? 0] ?? 0) > 0;
  if (key.includes("@")) {
    if (JOINS_NAMES.has(bytes[start - 1] ?? 0) && letter(start - 2)) return true;
    // `ben@example.com` is not `ben@example.com.br`.
    return /^\.[a-z]{2}(?![0-9A-Za-z])/.test(bytes.toString("latin1", end, end + 4));
  }
  if (/^\d+$/.test(key) && bytes[start - 1] === DOT) {
    let at = start - 2;
    while (isDigit(bytes[at])) at -= 1;
    if (at < start - 2 && !letter(at)) return true;
  }
  if (!UUID_GROUPS.has(key.length) || !/^[0-9a-fA-F]+$/.test(key)) return false;
  const from = Math.max(0, start - UUID_CHARACTERS);
  const around = bytes.toString("latin1", from, end + UUID_CHARACTERS);
  for (const match of around.matchAll(UUID)) {
    const at = from + match.index;
    if (at <= start && end <= at + UUID_CHARACTERS && !letter(at - 1) && !letter(at + UUID_CHARACTERS))
      return true;
  }
  return false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
