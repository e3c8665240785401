import { canonical, EMAIL } from "../model/identifier.ts";
import type { StrongKind } from "../model/kinds.ts";
import { sameShape, shapeOf } from "../model/shape.ts";
import type { Subject } from "../model/subject.ts";

/** An identifier in a name or a comment that looks like one of the subject's and is not. */
export interface NamedStranger {
  readonly kind: StrongKind;
  readonly key: string;
}

/** A moment as providers write it into names of exports: `20240101T000000Z`. */
const MOMENT = /^(?:19|20)\d{6}T\d{6}Z?$/;
const TOKEN = /[A-Za-z0-9]+(?:[._#@+-][A-Za-z0-9]+)*/g;
/** The same where numbers have a slash in them (`12/345678`), which in a path would end a folder's name. */
const SLASHED_TOKEN = /[A-Za-z0-9]+(?:[._#@+/-][A-Za-z0-9]+)*/g;
/** Behind an address they look like the end of a domain. */
const ARCHIVE = /(?:\.tar)?\.(?:zip|tar|tgz|gz|bz2|tbz2|xz|txz|7z)$/i;
/** No day or share is as long (`12/2018`, `1/4`). */
const LONG_GROUP = /\d{5}/;
/** Parts of a name that may together be one identifier: `C-1001` of `export-C-1001-final`. */
const MAX_PARTS = 3;
const MAX_FOUND = 20;
/** Characters of a name or comment that are looked at. */
const MAX_NAME = 65_536;

/**
 * Looks for strangers in names of bundles and entries and in comments. Names are full of numbers, models and digests,
 * so only what nobody writes by chance counts: the subject's own prefix before another number (`C-1001`, `C-2002`);
 * in what names the bundle as a whole also e-mail addresses and codes of mixed letters and digits.
 */
export function strangersInName(
  subject: Subject,
): (text: string, whole: boolean) => readonly NamedStranger[] {
  // A digest has no shape that names could be compared with.
  const told = subject.identifiers
    .filter(({ hash }) => hash === undefined)
    .map((identifier) => ({ ...identifier, shape: shapeOf(identifier.key) }));
  const mine = new Set(told.map(({ key }) => key.toLowerCase()));
  const emails = told.filter(({ kind }) => kind === "email").map((one) => one.key.toLowerCase());
  const isMixed = (token: string): boolean => (token.match(/[A-Z](?=\d)|\d(?=[A-Z])/g) ?? []).length >= 3;
  const isSlashed = told.some(({ shape }) => shape.form.includes("/"));
  const anyPrefix = told.some(({ shape }) => shape.form.includes("|"));
  return (text, whole) => {
    if (!whole && !anyPrefix) return [];
    const found = new Map<string, NamedStranger>();
    for (const [token, isWhole] of tokensOf(text, whole && isSlashed ? SLASHED_TOKEN : TOKEN)) {
      if (found.size >= MAX_FOUND) break;
      if (MOMENT.test(token)) continue;
      if (EMAIL.test(token)) {
        // `mueller@example.org` is a part of `anna.mueller@example.org`, and nobody's.
        if (!isWhole) continue;
        const key = canonical("email", token.replace(ARCHIVE, "")) ?? "";
        if (whole && emails.length > 0 && !emails.some((email) => isAround(email, key)))
          found.set(key, { kind: "email", key });
        continue;
      }
      const shape = shapeOf(token);
      const like = told.find((one) => sameShape(one.shape, shape));
      if (like === undefined || mine.has(token.toLowerCase())) continue;
      const byPrefix = shape.form.includes("|");
      const isNumber = shape.form.includes("/") && LONG_GROUP.test(token);
      if (byPrefix || (whole && (isNumber || (shape.form === "UPPER" && isMixed(token)))))
        found.set(token, { kind: like.kind, key: token });
    }
    return [...found.values()];
  };
}

/** Whether an address stands in a word on its own, with what names of exports put before and after one (`-2026`). */
function isAround(email: string, word: string): boolean {
  const at = word.indexOf(email);
  if (at < 0) return false;
  const [before = "", after = ""] = [word[at - 1], word[at + email.length]];
  return "-_".includes(before) && "-_".includes(after);
}

/** Whole words (true), and every run of a few of their parts. */
function tokensOf(text: string, word: RegExp): ReadonlyMap<string, boolean> {
  const tokens = new Map<string, boolean>();
  for (const [run] of text.slice(0, MAX_NAME).matchAll(word)) {
    tokens.set(run, true);
    const parts = [...run.matchAll(/[A-Za-z0-9]+/g)];
    for (const [index, first] of parts.entries()) {
      for (const last of parts.slice(index, index + MAX_PARTS)) {
        const part = run.slice(first.index, last.index + last[0].length);
        if (!tokens.has(part)) tokens.set(part, false);
      }
    }
  }
  return tokens;
}
