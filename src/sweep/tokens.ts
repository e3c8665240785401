import { recordKey, type Place } from "../model/place.ts";
import { eachPercentRun } from "./percent.ts";
import { TokenBook, type Recent, type TokenHit, type TokenLimits } from "./token-book.ts";
import { readTokens, TOKEN_REACH, type TokenForm } from "./token-reader.ts";
import { TOKEN_FORMS, type TokenTable } from "./token-table.ts";
import { eachWideRun } from "./wide.ts";
import { Windows } from "./windows.ts";

/** Bytes within which two identifiers of one customer belong together. */
export const PAIR_BYTES = 512;
/** Tokens that are somebody's and are held against those that follow. */
const MAX_RECENT = 64;
const MAX_LETTERS = 128;
/** Bytes by which it is told whether lines are records. */
const SNIFFED_BYTES = 512;

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

/**
 * Looks up every token of one entry, in its bytes and in the text that its format unpacks. A token counts if its form is
 * distinctive, or if other identifiers of the same customer stand within `PAIR_BYTES`, so that together they are no chance: in
 * the same line of a text; in JSON, markup, bytes of no known form and documents that are one record, across lines.
 */
export class TokenScanner {
  readonly #table: TokenTable;
  readonly #windows: Windows;
  /** Of lines that are records each, and of a whole. */
  readonly #byLine: TokenBook;
  readonly #whole: TokenBook;
  readonly #counts = new Float64Array(TOKEN_FORMS.length * (MAX_LETTERS + 1));
  #recent: Recent[] = [];
  /** Of the texts that were handed over: the last row among their places, and the number that stands for it as a line. */
  #row = { key: "", line: 0 };
  #looked: Recent[] = [];
  #lookedBytes = 0;
  #isGlued = false;
  /** How many tokens are somebody's, by their key. */
  readonly #known = new Map<string, number>();
  readonly #maxKnown: number;
  /** Of more keys than are told apart. */
  #further = 0;
  #line = 0;
  #lines = 0;
  /** A line break ends a record; undefined before the first bytes. */
  #areLinesRecords: boolean | undefined;

  constructor(table: TokenTable, limits: TokenLimits) {
    this.#table = table;
    this.#byLine = new TokenBook(limits);
    this.#whole = new TokenBook(limits);
    this.#maxKnown = limits.maxForeignIds;
    this.#windows = new Windows(2 * TOKEN_REACH, (bytes, from, to, base) => {
      this.#areLinesRecords ??= linesAreRecords(bytes.subarray(0, SNIFFED_BYTES));
      const line = (at: number): void => {
        if (this.#areLinesRecords === true) this.#line = base + at;
      };
      this.#read(bytes, from, to, line, (at) => base + at);
      this.#readEscaped(bytes, from, to, (at) => base + at);
      eachWideRun(bytes, (letters, at) => {
        const first = Math.max(0, Math.ceil((from - at) / 2));
        const last = Math.min(letters.length, Math.ceil((to - at) / 2));
        const offsetOf = (index: number): number => base + at + 2 * index;
        if (last > first) this.#read(letters, first, last, () => {}, offsetOf);
      });
    });
  }

  /** What is percent-encoded there, as it is meant. */
  #readEscaped(
    bytes: Buffer,
    from: number,
    to: number,
    offsetOf: (at: number) => number,
    here?: () => Place,
  ): void {
    eachPercentRun(bytes, ({ text, at, touchesEscape }) => {
      const isNew = (start: number, end: number): boolean => {
        const first = at[start] ?? 0;
        return first >= from && first < to && touchesEscape(start, end);
      };
      this.#read(
        text,
        0,
        text.length,
        () => {},
        (index) => offsetOf(at[index] ?? 0),
        here,
        isNew,
      );
    });
  }

  push(chunk: Uint8Array): void {
    this.#windows.push(chunk);
  }

  end(): void {
    this.#windows.end();
  }

  /** Looks through text that is a whole of its own; texts of one row belong together. `isGlued`: it is read twice. */
  look(text: string, here: () => Place, isGlued = false): void {
    const bytes = Buffer.from(text, "utf8");
    const [recent, lineBefore, base] = [this.#recent, this.#line, this.#lookedBytes];
    this.#recent = this.#looked;
    this.#isGlued = isGlued;
    this.#lookedBytes += bytes.length + 1;
    const line = (): void => {
      this.#lines -= 1;
      this.#line = this.#lines;
    };
    line();
    const offsetOf = (at: number): number => base + at;
    this.#read(bytes, 0, bytes.length, line, offsetOf, here);
    this.#readEscaped(bytes, 0, bytes.length, offsetOf, here);
    this.#isGlued = false;
    this.#looked = this.#recent;
    this.#recent = recent;
    this.#line = lineBefore;
  }

  /** A number for the line in which something stands: for all cells of a row the same. */
  #lineOf(place: Place | undefined): number {
    if (place?.unit !== "row") return this.#line;
    const key = recordKey(place);
    if (this.#row.key !== key) this.#row = { key, line: this.#line };
    return this.#row.line;
  }

  /** `isOneRecord`: the entry is a document of one record, whatever lines it has. */
  hits(isOneRecord = false): readonly TokenHit[] {
    return [...this.#book(isOneRecord).found.values()];
  }

  #book(isOneRecord: boolean): TokenBook {
    return isOneRecord ? this.#whole : this.#byLine;
  }

  /** `reported`: keys that a format reported as values of fields; they count there. */
  tally(isOneRecord = false, reported: ReadonlySet<string> = new Set()): TokenTally {
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
    const { counted } = this.#book(isOneRecord);
    let coincidences = this.#further;
    for (const [key, known] of this.#known)
      if (!reported.has(key)) coincidences += known - (counted.get(key) ?? 0);
    return { tokens, distinctive, chance, coincidences };
  }

  #read(
    bytes: Buffer,
    from: number,
    to: number,
    line: (at: number) => void,
    offsetOf: (at: number) => number,
    here?: () => Place,
    isNew?: (start: number, end: number) => boolean,
  ): void {
    const take = (form: TokenForm, start: number, end: number, letters: number): void => {
      if (isNew?.(start, end) === false) return;
      const slot = FORM_INDEX[form] * (MAX_LETTERS + 1) + Math.min(letters, MAX_LETTERS);
      this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
      const token = this.#table.find(form, bytes, start, end, letters);
      if (token === undefined) return;
      const [first, last] = [offsetOf(start), offsetOf(end)];
      const place = here?.();
      this.#add({
        token,
        at: place ?? first,
        start: first,
        end: last,
        line: this.#lineOf(place),
        isGlued: this.#isGlued,
      });
    };
    readTokens(bytes, from, to, take, line);
  }

  #add(one: Recent): void {
    const { key } = one.token;
    if (this.#known.size < this.#maxKnown || this.#known.has(key))
      this.#known.set(key, (this.#known.get(key) ?? 0) + 1);
    else this.#further += 1;
    this.#recent = this.#recent.filter(({ end }) => Math.abs(one.start - end) <= PAIR_BYTES);
    const owners = [...new Set(one.token.hits.map(({ owner }) => owner))];
    for (const owner of owners) {
      const beside = this.#recent.filter((other) => isBeside(other, one, owner));
      if (beside.length === 0) continue;
      this.#countTogether(this.#whole, one, beside, owner);
      const inLine = beside.filter(({ line }) => line === one.line);
      this.#countTogether(this.#byLine, one, inLine, owner);
    }
    if (one.token.isAlone) for (const book of [this.#whole, this.#byLine]) book.count(one, owners, false);
    this.#recent.push(one);
    if (this.#recent.length > MAX_RECENT) this.#recent.shift();
  }

  #countTogether(book: TokenBook, one: Recent, beside: readonly Recent[], owner: number): void {
    if (beside.length === 0) return;
    const rarities = new Map([...beside, one].map(({ token }) => [token.key, token.rarity]));
    const rarity = [...rarities.values()].reduce((all, each) => all * each, 1);
    if (!this.#table.isTogether(rarity)) return;
    for (const each of [...beside, one]) book.count(each, [owner], true);
  }
}

/** Another identifier of the same customer. What lies one in the other is one thing read twice. */
function isBeside(other: Recent, one: Recent, owner: number): boolean {
  const isApart = other.end <= one.start || one.end <= other.start;
  return isApart && other.token.key !== one.token.key && other.token.hits.some((hit) => hit.owner === owner);
}

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
