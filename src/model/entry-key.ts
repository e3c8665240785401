// Keys of objects that are maps: `{"messages": {"-NxT4…": {…}, "-NxT5…": {…}}}` is a list in another form.

const MAX_KEY = 200;
/** Characters from which on letters without a digit may be drawn by lot (`QzWdkYtPbnRmVxLq`). */
const MIN_RANDOM = 16;
/** Digits that words do not have. */
const MIN_DIGITS = 3;
/** Names of things that end in a number all the same. */
const NAMED = /^(?:sha|md|crc|iso|base|utf|mp|h|av|ipv|oauth|http|rfc|x|arm|win|blake)[-_]?\d{1,5}$/i;
const WORD_AND_NUMBER = /^(\p{L}+)[-_ :#.]?\d{1,2}$/u;
const SHORT_PREFIX = 2;

/**
 * Whether a key is an identifier or a number, and no name of a field: what stands under it is one of many of its kind.
 * `parent`: the key of the object that it stands in; `chat_1` is one of `chats`, and `address_1` of nothing in particular.
 */
export function isEntryKey(key: string, parent: string): boolean {
  if (key === "" || key.length > MAX_KEY) return false;
  if (key.includes("@")) return true;
  const digits = key.match(/\d/g)?.length ?? 0;
  // As keys of Firebase begin (`-NxTqWzKdYtPbnRmVxLq`), and no name.
  if (key.startsWith("-")) return /[\p{L}\d]/u.test(key);
  if (digits === 0) return isRandom(key);
  if (!/\p{L}/u.test(key)) return true;
  if (NAMED.test(key)) return false;
  const prefix = WORD_AND_NUMBER.exec(key)?.[1];
  if (prefix !== undefined) return prefix.length <= SHORT_PREFIX || isShortFor(prefix, parent);
  return digits >= MIN_DIGITS || isRandom(key);
}

/** `QzWdkYtPbnRmVxLq`: capitals and small letters in turns, as no word has them. */
function isRandom(key: string): boolean {
  if (key.length < MIN_RANDOM || !/^[-_A-Za-z0-9]+$/.test(key)) return false;
  let turns = 0;
  for (let at = 1; at < key.length; at++) if (kindAt(key, at) !== kindAt(key, at - 1)) turns += 1;
  return turns * 3 >= key.length;
}

function kindAt(key: string, at: number): number {
  const character = key[at] ?? "";
  if (character >= "a" && character <= "z") return 0;
  return character >= "A" && character <= "Z" ? 1 : 2;
}

/** `chat` of `chats`, `msg` of `messages`: the same first letter, and the others in their order. */
function isShortFor(prefix: string, parent: string): boolean {
  const whole = parent.toLowerCase();
  const short = prefix.toLowerCase();
  if (whole[0] !== short[0]) return false;
  let at = 0;
  for (const letter of whole) if (letter === short[at]) at += 1;
  return at === short.length;
}
