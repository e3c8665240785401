import { DATA_KINDS, type DataKind } from "../../model/people.ts";
import { SIGNS, type Signs } from "./data-kind-signs.ts";
import { wordsIn } from "./words.ts";

/** Kinds of data as bits: a set of them is a number. */
export function bitOf(kind: DataKind): number {
  return 1 << DATA_KINDS.indexOf(kind);
}

/** The kinds in a set of bits, in the order of `DATA_KINDS`. */
export function kindsIn(bits: number): readonly DataKind[] {
  return DATA_KINDS.filter((_, index) => (bits & (1 << index)) !== 0);
}

/** Words beside which `token` and the like are no secret, and `order` and the like no purchase. */
const HARMLESS = new Set([
  "next",
  "page",
  "continuation",
  "sort",
  "display",
  "count",
  "type",
  "code",
  "map",
  "check",
]);
/** Not even these make a password harmless. */
const ALWAYS = new Set([
  "password",
  "passwort",
  "kennwort",
  "pin",
  "iban",
  "zip",
  "postcode",
  "icd",
  "recovery",
  "sort",
]);

const BY_WORD = index(({ words }) => words);
const BY_PAIR = index(({ pairs }) => pairs ?? []);
const STEMS = Object.entries(SIGNS).flatMap(([kind, { stems = [] }]) =>
  stems.map((stem) => ({ stem, bit: bitOf(kind as DataKind) })),
);

function index(of: (signs: Signs) => readonly string[]): ReadonlyMap<string, number> {
  const bits = new Map<string, number>();
  for (const kind of DATA_KINDS)
    for (const word of SIGNS[kind] === undefined ? [] : of(SIGNS[kind]))
      bits.set(word, (bits.get(word) ?? 0) | bitOf(kind));
  return bits;
}

/** Names whose kinds are remembered; past it everything is forgotten and looked up again. */
const MAX_REMEMBERED = 16_384;
/** Characters of a name that are looked at. */
const MAX_NAME = 120;

const remembered = new Map<string, number>();

/** The kinds of data that a field, column, label or file of that name holds, a bit each; 0 where the name says nothing. */
export function kindsOfName(name: string): number {
  if (name.length > MAX_NAME) return 0;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const bits = bitsOf(wordsIn(name));
  remembered.set(name, bits);
  return bits;
}

/** `ip address`: nobody lives there. */
function isOfMachine(word: string, before: string | undefined): boolean {
  return /^add?ress/.test(word) && (before === "ip" || before === "mac");
}

function bitsOf(words: readonly string[]): number {
  let bits = 0;
  const isHarmless = words.some((word) => HARMLESS.has(word)) && !words.some((word) => ALWAYS.has(word));
  for (const [at, word] of words.entries()) {
    bits |= BY_PAIR.get(`${word} ${words[at + 1] ?? ""}`) ?? 0;
    if (!isHarmless && !isOfMachine(word, words[at - 1])) bits |= BY_WORD.get(word) ?? 0;
    for (const { stem, bit } of STEMS) if (word.startsWith(stem)) bits |= bit;
  }
  return bits;
}

/** What a layout alone says of every record of an entry that it describes. */
const BY_LAYOUT: Readonly<Record<string, DataKind>> = {
  fhir: "health",
  smartthings: "smart-home",
};

/** What the format alone says. */
const BY_FORMAT: Readonly<Record<string, DataKind>> = {
  mail: "messages",
  whatsapp: "messages",
  vcard: "contacts",
  calendar: "activity",
};

/** The kinds that an entry's path, format and layouts tell, a bit each. Of a path the file and the folder it lies in. */
export function kindsOfEntry(path: string, format: string | null, layouts: readonly string[]): number {
  const segments = path.split(/[/\\]/).slice(-2);
  let bits = 0;
  for (const segment of segments) bits |= kindsOfName(segment.replace(/\.[A-Za-z0-9]{1,5}$/, ""));
  const kinds = [BY_FORMAT[format ?? ""], ...layouts.map((layout) => BY_LAYOUT[layout])];
  for (const kind of kinds) if (kind !== undefined) bits |= bitOf(kind);
  return bits;
}
