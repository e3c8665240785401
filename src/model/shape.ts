/**
 * The shape of an identifier: what it looks like, without what it says. The generic layout calls an identifier
 * foreign only when it has the shape of one of the subject's own (design, issue of other companies' numbers).
 */
export interface Shape {
  /** Class of characters, with literal prefixes and separators. */
  readonly form: string;
  readonly length: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Groups of digits or letters with one mark between two of them: `12/345678`, `4000.123.456`, `2019/K/00123`. */
const GROUPS = /^(?=[^/.]*[/.])(?=[^\d]*\d)[0-9A-Za-z]{1,20}(?:[/. -][0-9A-Za-z]{1,20}){1,7}$/;

export function shapeOf(key: string): Shape {
  // A Matrix user; the server that issued it is part of it.
  if (/^@[^:@\s]+:[^@\s]+$/.test(key)) return { form: "matrix", length: 0 };
  if (key.includes("@")) return { form: "email", length: 0 };
  if (UUID.test(key)) return { form: "uuid", length: 0 };
  if (/^\d+$/.test(key)) return { form: "digits", length: key.length };
  if (/^\+\d+$/.test(key)) return { form: "phone", length: 0 };
  // A word before the number (`ACC-1001`, `user_8f3a`, `hh-5521`, `C1001`, `amzn1.account.`) belongs to whoever issues it.
  // So does the way somebody signed in (`auth0|5f7c8ec7c33c6c004bbafe82`, `google-oauth2|103547991597142817347`).
  const signedIn = /^([A-Za-z][A-Za-z0-9_-]{0,30})\|([^|\s]+)$/.exec(key);
  if (signedIn?.[1] !== undefined && signedIn[2] !== undefined) {
    const rest = shapeOf(signedIn[2]);
    return { form: `${signedIn[1].toLowerCase()}||${rest.form}`, length: rest.length };
  }
  const prefixed = /^([A-Za-z]{1,12}(?:[0-9]?[._:#-][A-Za-z]{2,12})*[._:#-]|[A-Za-z]{1,4}(?=\d+$))(.+)$/.exec(
    key,
  );
  if (prefixed?.[1] !== undefined && prefixed[2] !== undefined) {
    const rest = shapeOf(prefixed[2]);
    return { form: `${prefixed[1].toLowerCase()}|${rest.form}`, length: rest.length };
  }
  if (GROUPS.test(key))
    return { form: key.replace(/\d+/g, "9").replace(/[A-Za-z]+/g, "A"), length: key.length };
  if (/^[0-9a-f]{16,}$/.test(key)) return { form: "hex", length: key.length };
  if (/^[0-9A-Z]+$/.test(key) && /\d/.test(key)) return { form: "UPPER", length: key.length };
  if (/^[0-9a-z]+$/.test(key) && /\d/.test(key)) return { form: "lower", length: key.length };
  if (/^[0-9A-Za-z]+$/.test(key) && /\d/.test(key)) return { form: "mixed", length: key.length };
  if (/^[0-9A-Za-z_-]+$/.test(key) && /\d/.test(key)) return { form: "base64url", length: key.length };
  return { form: "text", length: key.length };
}

/** Numbers grow a digit in time (9999, 10000) and Amazon's accounts have 13 or 14 characters: one character apart is the same shape. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.form === "text" || b.form === "text") return false;
  return a.form === b.form && Math.abs(a.length - b.length) <= 1;
}
