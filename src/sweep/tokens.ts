import type { StrongKind } from "../model/kinds.ts";
import type { Place } from "../model/place.ts";
import { readTokens, TOKEN_REACH, type TokenForm } from "./token-reader.ts";
import { TOKEN_FORMS, type KnownToken, type TokenTable } from "./token-table.ts";
import { eachWideRun } from "./wide.ts";
import { Windows } from "./windows.ts";

/** Bytes within which two identifiers of one customer belong together. */
export const PAIR_BYTES = 512;
/** Tokens that are somebody's and are held against those that follow. */
const MAX_RECENT = 64;
const MAX_LETTERS = 128;
/** Bytes by which it is told whether lines are records. */
const SNIFFED_BYTES = 512;

/** An identifier of another customer that stands in an entry. */
export interface TokenHit {
  readonly kind: StrongKind;
  readonly key: string;
  /** Numbers of customers in the registry. */
  readonly owners: readonly number[];
  readonly isDated: boolean;
  /** A second identifier of the same customer stands beside it. */
  isPaired: boolean;
  count: number;
  readonly places: Place[];
  readonly offsets: number[];
}

/** What became of the tokens of an entry. */
export interface TokenTally {
  readonly tokens: number;
  /** Of these, so distinctive that they stand alone. */
  readonly distinctive: number;
  /** How many of those are somebody's identifier by chance, as expected. */
  readonly chance: number;
  /** Tokens that are somebody's identifier and count for nothing: no second one stands beside them. */
  readonly coincidences: number;
}

/** A token that is somebody's, and where it stands. */
interface Recent {
  readonly token: KnownToken;
  readonly at: number | Place;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  isCounted: boolean;
}

/**
 * Looks up every token of one entry, in its bytes and in the text that its format unpacks. A token counts if its form is
 * distinctive, or if another identifier of the same customer stands within `PAIR_BYTES`: in the same line of a text; in JSON,
 * markup and bytes of no known form, across lines.
 */
export class TokenScanner {
  readonly #table: TokenTable;
  readonly #limits: { readonly maxPlaces: number; readonly maxForeignIds: number };
  readonly #windows: Windows;
  readonly #found = new Map<string, TokenHit>();
  readonly #counts = new Float64Array(TOKEN_FORMS.length * (MAX_LETTERS + 1));
  #recent: Recent[] = [];
  #known = 0;
  #counted = 0;
  #line = 0;
  #lines = 0;
  /** A line break ends a record; undefined before the first bytes. */
  #areLinesRecords: boolean | undefined;

  constructor(table: TokenTable, limits: { readonly maxPlaces: number; readonly maxForeignIds: number }) {
    this.#table = table;
    this.#limits = limits;
    this.#windows = new Windows(2 * TOKEN_REACH, (bytes, from, to, base) => {
      this.#areLinesRecords ??= linesAreRecords(bytes.subarray(0, SNIFFED_BYTES));
      const line = (at: number): void => {
        if (this.#areLinesRecords === true) this.#line = base + at;
      };
      this.#read(bytes, from, to, line, (at) => base + at);
      eachWideRun(bytes, (letters, at) => {
        const first = Math.max(0, Math.ceil((from - at) / 2));
        const last = Math.min(letters.length, Math.ceil((to - at) / 2));
        if (last > first)
          this.#read(
            letters,
            first,
            last,
            () => {},
            (index) => base + at + 2 * index,
          );
      });
    });
  }

  push(chunk: Uint8Array): void {
    this.#windows.push(chunk);
  }

  end(): void {
    this.#windows.end();
  }

  /** Looks through text that is a whole of its own. */
  look(text: string, here: () => Place): void {
    const bytes = Buffer.from(text, "utf8");
    const before = this.#recent;
    this.#recent = [];
    const line = (): void => {
      this.#lines -= 1;
      this.#line = this.#lines;
    };
    line();
    this.#read(bytes, 0, bytes.length, line, undefined, here);
    this.#recent = before;
  }

  hits(): readonly TokenHit[] {
    return [...this.#found.values()];
  }

  tally(): TokenTally {
    let tokens = 0;
    let distinctive = 0;
    let chance = 0;
    for (const [index, form] of TOKEN_FORMS.entries())
      for (let letters = 0; letters <= MAX_LETTERS; letters += 1) {
        const count = this.#counts[index * (MAX_LETTERS + 1) + letters] ?? 0;
        tokens += count;
        if (count === 0 || !this.#table.isDistinctive(form, letters)) continue;
        distinctive += count;
        chance += this.#table.expected(form, letters, count);
      }
    return { tokens, distinctive, chance, coincidences: this.#known - this.#counted };
  }

  #read(
    bytes: Buffer,
    from: number,
    to: number,
    line: (at: number) => void,
    offsetOf: ((at: number) => number) | undefined,
    here?: () => Place,
  ): void {
    const take = (form: TokenForm, start: number, end: number, letters: number): void => {
      const slot = FORM_INDEX[form] * (MAX_LETTERS + 1) + Math.min(letters, MAX_LETTERS);
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
      const token = this.#table.find(form, bytes, start, end, letters);
      if (token === undefined) return;
      const offset = offsetOf?.(start) ?? start;
      const at = offsetOf === undefined ? (here?.() ?? ENTRY) : offset;
      const length = (offsetOf?.(end) ?? end) - offset;
      this.#add({ token, at, start: offset, end: offset + length, line: this.#line, isCounted: false });
    };
    readTokens(bytes, from, to, take, line);
  }

  #add(one: Recent): void {
    this.#known += 1;
    this.#recent = this.#recent.filter(
      ({ end, line }) => line === one.line && Math.abs(one.start - end) <= PAIR_BYTES,
    );
    const owners = new Set(one.token.hits.map(({ owner }) => owner));
    for (const other of this.#recent) {
      const isApart = other.end <= one.start || one.end <= other.start;
      if (!isApart || other.token.key === one.token.key) continue;
      const both = other.token.hits.flatMap(({ owner }) => (owners.has(owner) ? [owner] : []));
      if (both.length === 0) continue;
      this.#count(other, both, true);
      this.#count(one, both, true);
    }
    if (one.token.isAlone) this.#count(one, [...owners], false);
    this.#recent.push(one);
    if (this.#recent.length > MAX_RECENT) this.#recent.shift();
  }

  #count(one: Recent, owners: readonly number[], isPaired: boolean): void {
    const { kind, key, isDated } = one.token;
    let hit = this.#found.get(key);
    if (hit === undefined) {
      if (this.#found.size >= this.#limits.maxForeignIds) return;
      hit = { kind, key, owners: [...new Set(owners)], isDated, isPaired, count: 0, places: [], offsets: [] };
      this.#found.set(key, hit);
    }
    hit.isPaired ||= isPaired;
    if (one.isCounted) return;
    one.isCounted = true;
    this.#counted += 1;
    hit.count += 1;
    if (typeof one.at === "number") {
      if (hit.offsets.length < this.#limits.maxPlaces) hit.offsets.push(one.at);
    } else if (hit.places.length < this.#limits.maxPlaces) hit.places.push(one.at);
  }
}

const ENTRY: Place = { unit: "entry" };
const FORM_INDEX: Readonly<Record<TokenForm, number>> = { number: 0, hex: 1, code: 2, email: 3, phone: 4 };

/** Of a text each line is a record; of a document in JSON or markup, and of other bytes, none is. */
function linesAreRecords(head: Buffer): boolean {
  if (head.includes(0)) return false;
  const text = head
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (text.startsWith("<")) return false;
  if (!text.startsWith("{") && !text.startsWith("[")) return true;
  // Documents of a line each.
  return /^[{[][^\n]*[}\]]\r?\n[{[]/.test(text);
}
