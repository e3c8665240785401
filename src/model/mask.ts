const SHORTEST_SHOWN = 8;
const EMAIL_LOCAL = /[A-Za-z0-9._%+-]/;
const EMAIL_DOMAIN = /@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/y;
const WORD = /[A-Za-z0-9]{4,}/g;
const SEPARATED = /[A-Za-z0-9](?:[A-Za-z0-9]|[._:#@~+ -](?=[A-Za-z0-9])){5,}/g;
/** Identifiers that are also looked for inside longer runs of letters and digits. */
const MAX_EMBEDDED = 512;
/** Characters that may stand between two of an identifier's. */
const MAX_GAP = 2;

const MAX_REMEMBERED = 4096;
/** Characters of a text that is remembered: names may have 65,535 of them. */
const MAX_REMEMBERED_LENGTH = 1024;

/** `A3…5H`; nothing of a value below 8 characters. */
export function maskValue(value: string): string {
  const characters = Array.from(value);
  if (characters.length < SHORTEST_SHOWN) return "…";
  return `${characters.slice(0, 2).join("")}…${characters.slice(-2).join("")}`;
}

export interface Masker {
  /** Replaces every known identifier, and everything that looks like an e-mail address. */
  text(text: string): string;
}

/** How often a name may be percent-encoded: a link in a link. */
const MAX_ENCODED = 3;

/** ASCII that was percent-encoded, as it once was: names of files often are (`bob%40example.org`). */
function decoded(text: string): string {
  return text.replace(/%([2-7][0-9a-f])/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** `identifiers`: canonical forms of everything that must not be printed. */
export function createMasker(identifiers: Iterable<string>): Masker {
  const known = new Set<string>();
  const embedded: string[] = [];
  for (const identifier of identifiers) {
    const bare = bareForm(identifier);
    // One to three characters would blank out half of every text; they identify nobody.
    if (bare.length < 4) continue;
    known.add(bare);
    if (embedded.length < MAX_EMBEDDED) embedded.push(foldAscii(identifier));
  }
  const spread = [...known].filter((bare) => bare.length >= SHORTEST_SHOWN).slice(0, MAX_EMBEDDED);
  const mask = (token: string): string => (known.has(bareForm(token)) ? maskValue(token) : token);
  const lengths = [...new Set([...known].map((bare) => bare.length))].toSorted((a, b) => b - a);
  const plain = (text: string): string => {
    let masked = maskEmails(text);
    if (known.size === 0) return masked;
    masked = masked.replace(SEPARATED, mask).replace(WORD, mask);
    const folded = foldAscii(masked);
    for (const identifier of embedded)
      if (folded.includes(identifier)) masked = replaceAllFolded(masked, identifier);
    if (known.size > MAX_EMBEDDED) masked = masked.replace(WORD, (run) => maskWithin(run, known, lengths));
    return maskSpread(masked, spread);
  };
  /** A text that holds an identifier only once it is decoded is shown decoded, with a mask. */
  const deep = (text: string): string => {
    const masked = plain(text);
    let before = masked;
    for (let times = 0; times < MAX_ENCODED && before.includes("%"); times++) {
      const after = decoded(before);
      if (after === before) break;
      const hidden = plain(after);
      if (hidden !== after) return hidden;
      before = after;
    }
    return masked;
  };
  // The paths and fields of a bundle come again and again.
  const done = new Map<string, string>();
  return {
    text(text) {
      const before = done.get(text);
      if (before !== undefined) return before;
      const masked = deep(text);
      if (text.length > MAX_REMEMBERED_LENGTH) return masked;
      if (done.size >= MAX_REMEMBERED) done.clear();
      done.set(text, masked);
      return masked;
    },
  };
}

/** Goes from `@` to `@`: one pattern for all of it would try a long name again from each of its characters. */
function maskEmails(text: string): string {
  let result = "";
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", Math.max(at + 1, from))) {
    let start = at;
    while (start > from && EMAIL_LOCAL.test(text[start - 1] ?? "")) start--;
    EMAIL_DOMAIN.lastIndex = at;
    if (start === at || !EMAIL_DOMAIN.test(text)) continue;
    const end = EMAIL_DOMAIN.lastIndex;
    result += text.slice(from, start) + maskValue(text.slice(start, end));
    from = end;
  }
  return result + text.slice(from);
}

/** Looks for identifiers inside one run of letters and digits, where there are too many to look for each of them. */
function maskWithin(run: string, known: ReadonlySet<string>, lengths: readonly number[]): string {
  const folded = foldAscii(run);
  for (const length of lengths) {
    for (let at = 0; at + length <= run.length; at++) {
      if (!known.has(folded.slice(at, at + length))) continue;
      const before = maskWithin(run.slice(0, at), known, lengths);
      return (
        before + maskValue(run.slice(at, at + length)) + maskWithin(run.slice(at + length), known, lengths)
      );
    }
  }
  return run;
}

function bareForm(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9@]/g, "");
}

function replaceAllFolded(text: string, wanted: string): string {
  const folded = foldAscii(text);
  let at = folded.indexOf(wanted);
  if (at < 0) return text;
  let result = "";
  let from = 0;
  while (at >= 0) {
    result += text.slice(from, at) + maskValue(text.slice(at, at + wanted.length));
    from = at + wanted.length;
    at = folded.indexOf(wanted, from);
  }
  return result + text.slice(from);
}

/** Lower case without changing the length of a text, as `İ` would. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Masks identifiers whose characters stand apart (`G090 LF11 8184 0BFC`), among other words too. */
function maskSpread(text: string, identifiers: readonly string[]): string {
  if (identifiers.length === 0) return text;
  let bare = "";
  const positions: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!/[A-Za-z0-9@]/.test(text[at] ?? "")) continue;
    bare += (text[at] ?? "").toLowerCase();
    positions.push(at);
  }
  const ranges: [number, number][] = [];
  for (const identifier of identifiers) {
    for (let found = bare.indexOf(identifier); found >= 0; found = bare.indexOf(identifier, found + 1)) {
      const span = positions.slice(found, found + identifier.length);
      if (span.some((at, index) => index > 0 && at - (span[index - 1] ?? at) > MAX_GAP + 1)) continue;
      ranges.push([span[0] ?? 0, (span.at(-1) ?? 0) + 1]);
    }
  }
  let result = "";
  let from = 0;
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (end <= from) continue;
    result +=
      text.slice(from, Math.max(from, start)) + (start >= from ? maskValue(text.slice(start, end)) : "…");
    from = end;
  }
  return result + text.slice(from);
}
