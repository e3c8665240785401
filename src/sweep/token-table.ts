import { canonical, isPlaceholder } from "../model/identifier.ts";
import type { Kind, StrongKind } from "../model/kinds.ts";
import type { RegistryHit } from "../model/registry.ts";
import { sameShape, shapeOf } from "../model/shape.ts";
import { MAX_TOKEN_CHARACTERS, readTokens, type TokenForm } from "./token-reader.ts";

/** Letters and digits, both of them, of a token that may stand alone. */
export const DISTINCTIVE_CHARACTERS = 13;
/** The chance that what is random is somebody's, above which it counts for nothing: a token alone, or several that stand together. */
const MAX_CHANCE = 1e-9;
/** Tokens that are nobody's and are remembered as such. */
const REMEMBERED = 1 << 17;
const FORMS: readonly TokenForm[] = ["number", "hex", "code", "email", "phone"];
/** How many characters of each form there are; of addresses and phones nobody writes random ones. */
const LETTERS_OF: Readonly<Record<TokenForm, number>> = {
  number: 10,
  hex: 16,
  code: 36,
  email: Infinity,
  phone: Infinity,
};

/** What the tokens of all entries are held against. */
export interface TokenSource {
  /** Customers other than the subject whose identifier this is. `key`: in the canonical form of its kind. */
  readonly others: (key: string, kind?: StrongKind) => readonly RegistryHit[];
  /** Identifiers in the registry. */
  readonly identifiers: number;
  /** Bits by which a hit is confirmed. */
  readonly bits: number;
  /** Identifiers of the subject and of the controller itself: nothing in them is a stranger's. */
  readonly own: readonly { readonly kind: Kind; readonly key: string; readonly written: string }[];
}

/** A customer's identifier, and whose it is. */
export interface KnownToken {
  readonly kind: StrongKind;
  readonly key: string;
  readonly hits: readonly RegistryHit[];
  /** It is nobody's any more. */
  readonly isDated: boolean;
  /** Its form is enough: no second identifier of the same customer need stand beside it. */
  readonly isAlone: boolean;
  /** The chance that a random token of its form is this one. */
  readonly rarity: number;
}

/** Looks tokens up. One for all entries of a worker. */
export class TokenTable {
  readonly #source: TokenSource;
  readonly #own = new Set<string>();
  readonly #ownShapes: readonly ReturnType<typeof shapeOf>[];
  readonly #alone = new Uint8Array(FORMS.length * (MAX_LETTERS + 1));
  readonly #misses = new Int32Array(2 * REMEMBERED);
  /** Otherwise somebody could write what is remembered as something else. */
  readonly #seed = (Math.random() * 0x1_0000_0000) | 0;

  constructor(source: TokenSource) {
    this.#source = source;
    for (const { key, written } of source.own) {
      this.#own.add(key);
      // A part of the subject's own identifier is not somebody else's.
      const bytes = Buffer.from(written, "latin1");
      const add = (_: TokenForm, start: number, end: number): void => {
        for (const [part] of keysOf("code", bytes.toString("latin1", start, end))) this.#own.add(part);
      };
      readTokens(bytes, 0, bytes.length, add, () => {});
    }
    this.#ownShapes = source.own
      .map(({ key }) => shapeOf(key))
      .filter(({ form }) => form.includes("|") && !form.endsWith("|text"));
    for (const [index, form] of FORMS.entries())
      for (let letters = 0; letters <= MAX_LETTERS; letters += 1) {
        const isDistinctive = form !== "number" && this.#chance(form, letters) <= MAX_CHANCE;
        const isLong = LETTERS_OF[form] === Infinity || letters >= DISTINCTIVE_CHARACTERS;
        this.#alone[index * (MAX_LETTERS + 1) + letters] = isDistinctive && isLong ? 1 : 0;
      }
  }

  /** Whose the token is; undefined for nobody's. */
  find(form: TokenForm, bytes: Buffer, start: number, end: number, letters: number): KnownToken | undefined {
    let low = this.#seed;
    let high = form.length;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul((high << 5) ^ (high >>> 27) ^ byte, 0x5bd1e995);
    }
    const slot = 2 * ((low ^ (low >>> 15)) & (REMEMBERED - 1));
    if (this.#misses[slot] === low && this.#misses[slot + 1] === high) return undefined;
    const found = this.#lookUp(form, bytes.toString("latin1", start, end), letters);
    if (found === undefined) {
      this.#misses[slot] = low;
      this.#misses[slot + 1] = high;
    }
    return found;
  }

  #lookUp(form: TokenForm, text: string, letters: number): KnownToken | undefined {
    if (isPlaceholder(text)) return undefined;
    for (const [key, kind] of keysOf(form, text)) {
      const hits = this.#source.others(key, kind);
      const [first] = hits;
      if (first === undefined || this.#own.has(key)) continue;
      const isDated = hits.every(({ until }) => until !== undefined);
      const isAlone = !isDated && (this.isDistinctive(form, letters) || this.#isOfOwnForm(key));
      return { kind: first.kind, key, hits, isDated, isAlone, rarity: rarityOf(form, text) };
    }
    return undefined;
  }

  /** Whether a token of so many letters and digits may stand alone. */
  isDistinctive(form: TokenForm, letters: number): boolean {
    return this.#alone[FORMS.indexOf(form) * (MAX_LETTERS + 1) + Math.min(letters, MAX_LETTERS)] === 1;
  }

  /**
   * Whether identifiers of one customer that stand together are more than chance: where customers have numbers of six digits,
   * two random numbers are one customer's too often. `rarity`: of all of them together.
   */
  isTogether(rarity: number): boolean {
    return this.#source.identifiers * rarity <= MAX_CHANCE;
  }

  /** It begins as one of the subject's own identifiers does (`C-104277`). */
  #isOfOwnForm(key: string): boolean {
    if (this.#ownShapes.length === 0) return false;
    const shape = shapeOf(key);
    return this.#ownShapes.some((own) => sameShape(own, shape));
  }

  /** Of so many tokens that may stand alone, how many are somebody's identifier by chance. */
  expected(form: TokenForm, letters: number, tokens: number): number {
    return tokens * (this.#chance(form, letters) + this.#source.identifiers / 2 ** this.#source.bits);
  }

  #chance(form: TokenForm, letters: number): number {
    return Math.min(1, this.#source.identifiers / LETTERS_OF[form] ** letters);
  }
}

const MAX_LETTERS = MAX_TOKEN_CHARACTERS;
export const TOKEN_FORMS: readonly TokenForm[] = FORMS;

/** The chance that a random token of the same form is this one. Letters before a number are whose it is, not chance. */
function rarityOf(form: TokenForm, text: string): number {
  const bare = text.replace(/[^0-9A-Za-z]/g, "");
  const digits = bare.replace(/^[A-Za-z]+/, "");
  return /^\d+$/.test(digits) ? 10 ** -digits.length : LETTERS_OF[form] ** -bare.length;
}

/** The canonical forms of what a token may be, and the kind where only one has that form. */
function keysOf(
  form: TokenForm,
  text: string,
): readonly (readonly [key: string, kind: StrongKind | undefined])[] {
  if (form === "email" || form === "phone") {
    const key = canonical(form, text);
    return key === undefined ? [] : [[key, form]];
  }
  const key = canonical("account", text);
  const bare = canonical("device", text);
  return [
    ...(key === undefined ? [] : [[key, undefined] as const]),
    ...(bare === undefined || bare === key ? [] : [[bare, "device"] as const]),
  ];
}
