/** Letters that have no decomposition but a plain spelling. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** How German and Nordic letters are spelt where only ASCII is at hand. */
const SPELT: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

/** Longest name, in characters, that is taken apart; longer ones are no field names. */
const MAX_NAME = 120;

/**
 * The words of a field name: `registeredCustomerID`, `N° de client` and `KUNDEN-NR.` become `registered customer id`,
 * `n de client`, `kunden nr`. Case, separators, accents, the signs for "number" and the `(s)` of `IMEI(s)` do not count.
 */
export function wordsOf(name: string): readonly string[] {
  if (name.length > MAX_NAME) return [];
  const split = name
    .replace(/[°º#ª]/g, " ")
    .replace(/\(s\)/gi, "")
    .replace(/№/g, " n ")
    .replace(/IDs\b/g, "Ids")
    .normalize("NFC")
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .replace(/(\p{L})(\p{N})/gu, "$1 $2")
    .replace(/(\p{N})(\p{L})/gu, "$1 $2");
  return plain(split.toLowerCase())
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/** Every spelling under which a phrase of the word list is found: its words run together, umlauts as `ä`, `a` or `ae`. */
export function spellingsOf(phrase: string): readonly string[] {
  const lower = phrase.normalize("NFC").toLowerCase();
  const spelt = lower.replace(/[äöüåø]/g, (letter) => SPELT[letter] ?? letter);
  return [...new Set([wordsOf(lower).join(""), wordsOf(spelt).join("")])];
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- plain ASCII needs no decomposition
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  return text
    .replace(/[ßøæœłđðþı]/g, (letter) => PLAIN[letter] ?? letter)
    .normalize("NFD")
    .replace(/\p{M}/gu, "");
}
