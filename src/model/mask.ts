const SHORTEST_SHOWN = 8;
const EMAIL_TOKEN = /[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g;
const WORD = /[A-Za-z0-9]{4,}/g;
const SEPARATED = /[A-Za-z0-9](?:[A-Za-z0-9]|[._:#@~+ -](?=[A-Za-z0-9])){5,}/g;
/** Identifiers that are also looked for inside longer runs of letters and digits. */
const MAX_EMBEDDED = 512;

/** `A3…5H`; nothing of a value below 8 characters. */
export function maskValue(value: string): string {
  const characters = [...value];
  if (characters.length < SHORTEST_SHOWN) return "…";
  return `${characters.slice(0, 2).join("")}…${characters.slice(-2).join("")}`;
}

export interface Masker {
  /** Replaces every known identifier, and everything that looks like an e-mail address. */
  text(text: string): string;
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
    if (embedded.length < MAX_EMBEDDED) embedded.push(identifier.toLowerCase());
  }
  const mask = (token: string): string => (known.has(bareForm(token)) ? maskValue(token) : token);
  return {
    text(text) {
      let masked = text.replace(EMAIL_TOKEN, maskValue);
      if (known.size === 0) return masked;
      masked = masked.replace(SEPARATED, mask).replace(WORD, mask);
      for (const identifier of embedded) masked = replaceAllFolded(masked, identifier);
      return masked;
    },
  };
}

function bareForm(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9@]/g, "");
}

function replaceAllFolded(text: string, identifier: string): string {
  const folded = text.toLowerCase();
  let at = folded.indexOf(identifier);
  // Folding may change a text's length; then positions do not agree and only whole words were masked.
  if (at < 0 || folded.length !== text.length) return text;
  let result = "";
  let from = 0;
  while (at >= 0) {
    result += text.slice(from, at) + maskValue(text.slice(at, at + identifier.length));
    from = at + identifier.length;
    at = folded.indexOf(identifier, from);
  }
  return result + text.slice(from);
}
