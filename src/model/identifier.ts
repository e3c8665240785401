import type { Kind } from "./kinds.ts";

const PLACEHOLDERS = new Set([
  "", "-", "--", "0", "null", "nil", "none", "n/a", "na", "#n/a", "unknown", "undefined", "nan", "not available", "not set",
  "unset", "anonymous", "anonym", "unbekannt", "keine", "inconnu", "desconocido", "sconosciuto", "onbekend", "test", "tbd",
  "true", "false", "default", "redacted", "removed", "deleted", "masked", "...", "?", "self", "me", "you", "system",
]); // prettier-ignore

const LONGEST_WORD = Math.max(...[...PLACEHOLDERS].map((word) => word.length));

/** Values that stand where an identifier would, but name nobody: `0`, `n/a`, `unknown`, all-zero UUIDs, `xxxx`, `****`. */
export function isPlaceholder(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length > 64) return false;
  // Real identifiers come by the million: the longest word is 13 characters, and a run of one character begins with two.
  if (trimmed.length > LONGEST_WORD && trimmed[0] !== trimmed[1]) return false;
  if (PLACEHOLDERS.has(trimmed.toLowerCase())) return true;
  const bare = trimmed.replace(/[-:._\s]/g, "");
  // One character repeated: 0000, ffff…, XXXX, ****; a single digit such as "1" is a real (if poor) number.
  return bare.length === 0 || (bare.length > 1 && /^(.)\1*$/u.test(bare) && /^[0fxn*#?•.]/iu.test(bare));
}

/**
 * A number that a spreadsheet or a float has rounded (`1.23E+15`): it is damaged and proves nothing.
 * `12345E67` is no such number: spreadsheets write a decimal point or a sign.
 */
export function isDamagedNumber(text: string): boolean {
  if (!text.includes("E") && !text.includes("e")) return false;
  return /^[+-]?\d+(?:[.,]\d+)?[eE][+-]\d+$/.test(text) || /^[+-]?\d+[.,]\d+[eE]\d+$/.test(text);
}

const UUID = /^\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i;
const HEX = /^(?:0x)?[0-9a-f]{16,}$/i;
const MAC = /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}$/i;
export const EMAIL = /^[^\s@<>"',;:()[\]]+@[^\s@<>"',;:()[\]]+\.[^\s@<>"',;:()[\]]+$/;

/**
 * The form in which two identifiers of a kind are compared, or undefined when `text` cannot be one.
 * Trimmed; e-mail, hex and UUID in lower case; separators in serials dropped; phones as E.164.
 * No NFKC, no folding of e-mail dots or plus tags (design, *Words*).
 */
export function canonical(kind: Kind, text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > 512) return undefined;
  switch (kind) {
    case "email": {
      const bare = /^[^<]*<([^<>]+)>$/.exec(trimmed)?.[1] ?? trimmed.replace(/^mailto:/i, "");
      return EMAIL.test(bare) ? bare.toLowerCase() : undefined;
    }
    case "phone":
      return canonicalPhone(trimmed);
    case "device": {
      if (UUID.test(trimmed)) return canonicalUuid(trimmed);
      const bare = trimmed.replace(/[\s:.-]/g, "");
      if (bare === "") return undefined;
      return HEX.test(trimmed) || MAC.test(trimmed) ? bare.toLowerCase() : bare;
    }
    case "account":
    case "person":
    case "household":
      if (UUID.test(trimmed)) return canonicalUuid(trimmed);
      if (trimmed.includes("@") && EMAIL.test(trimmed)) return trimmed.toLowerCase();
      // Sixteen or more digits without a letter are a number, not hex: case does not arise.
      return HEX.test(trimmed) ? trimmed.toLowerCase() : trimmed;
    case "handle":
      return trimmed.replace(/^@/, "");
    case "name":
      return trimmed.replace(/\s+/g, " ").toLowerCase();
  }
}

function canonicalUuid(text: string): string {
  const bare = text.replace(/[{}-]/g, "").toLowerCase();
  return `${bare.slice(0, 8)}-${bare.slice(8, 12)}-${bare.slice(12, 16)}-${bare.slice(16, 20)}-${bare.slice(20)}`;
}

/** E.164 where the number says its country; otherwise its digits, which then match only the same digits. */
function canonicalPhone(text: string): string | undefined {
  const bare = text
    .replace(/^tel:/i, "")
    .replace(/\(0\)/g, "")
    .replace(/[\s().\-/\u00a0]/g, "");
  if (!/^\+?\d{6,17}$/.test(bare)) return undefined;
  if (bare.startsWith("+")) return bare;
  return bare.startsWith("00") ? `+${bare.slice(2)}` : bare;
}
