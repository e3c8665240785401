import { canonical, isPlaceholder } from "../model/identifier.ts";
import { STRONG_KINDS, type StrongKind } from "../model/kinds.ts";
import type { FieldObservation, ValueGroup } from "../model/observed.ts";
import type { Subject } from "../model/subject.ts";
import { parseTime } from "../model/time.ts";

/** Different values kept per field and entry. */
const MAX_SAMPLES = 32;
/** Different values by which records are grouped, per field and entry. */
const MAX_GROUPS = 512;
/** Characters of a value that is looked at. */
const MAX_VALUE = 512;
/** Characters of an identifier that is looked for within values: shorter ones stand there by chance. */
const MIN_WITHIN = 4;
const DIGEST = /^[0-9a-f]{64}$/i;
const WORD = /[\p{L}\p{N}]/u;

/** Tells which values are the subject's, and which hold one of theirs between separators. */
export class SubjectValues {
  readonly #keys = new Map<StrongKind, ReadonlySet<string>>();
  readonly #written: readonly string[];

  constructor(subject: Subject) {
    const clear = subject.identifiers.filter(({ hash }) => hash === undefined);
    for (const kind of STRONG_KINDS) {
      const keys = clear.filter((one) => one.kind === kind).map(({ key }) => key);
      if (keys.length > 0) this.#keys.set(kind, new Set(keys));
    }
    const texts = clear.flatMap(({ written, key }) => [written.trim(), key]);
    this.#written = [...new Set(texts)].filter(({ length }) => length >= MIN_WITHIN);
  }

  kindOf(text: string): StrongKind | undefined {
    for (const [kind, keys] of this.#keys) {
      const key = canonical(kind, text);
      if (key !== undefined && keys.has(key)) return kind;
    }
    return undefined;
  }

  isWithin(text: string): boolean {
    return this.#written.some((written) => placeWithin(text, written) >= 0);
  }
}

/** Where `written` stands in `text` with no letter or digit beside it; -1 for nowhere. */
export function placeWithin(text: string, written: string): number {
  for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + 1)) {
    const before = text[at - 1] ?? "";
    const after = text[at + written.length] ?? "";
    if (!WORD.test(before) && !WORD.test(after)) return at;
  }
  return -1;
}

/** Counts what the values of one field are. */
export class FieldTally {
  readonly #path: readonly string[];
  readonly #own: SubjectValues;
  readonly #exists: (target: string) => boolean;
  readonly #samples = new Set<string>();
  readonly #mine: Partial<Record<StrongKind, number>> = {};
  readonly #groups = new Map<string, { records: number; readonly mine: Set<string> }>();
  #grouped = false;
  #tooMany = false;
  #values = 0;
  #holding = 0;
  #times = 0;
  #names = 0;
  #digests = 0;
  #complete = true;

  constructor(path: readonly string[], own: SubjectValues, exists: (target: string) => boolean) {
    this.#path = path;
    this.#own = own;
    this.#exists = exists;
  }

  /** Whether the value is the subject's. */
  add(written: string): boolean {
    const text = written.trim();
    if (text === "" || isPlaceholder(text)) return false;
    this.#values += 1;
    if (text.length > MAX_VALUE) {
      this.#complete = false;
      return false;
    }
    if (this.#samples.size < MAX_SAMPLES) this.#samples.add(text);
    else if (!this.#samples.has(text)) this.#complete = false;
    if (this.#exists(text)) this.#names += 1;
    if (DIGEST.test(text)) this.#digests += 1;
    if (parseTime(text) !== undefined) this.#times += 1;
    const kind = this.#own.kindOf(text);
    if (kind !== undefined) this.#mine[kind] = (this.#mine[kind] ?? 0) + 1;
    else if (this.#own.isWithin(text)) this.#holding += 1;
    return kind !== undefined;
  }

  /** A record has this value, and the subject in the fields `mine`. */
  group(written: string, mine: readonly string[]): void {
    this.#grouped = true;
    const value = written.trim();
    if (value === "" || this.#tooMany) return;
    const known = this.#groups.get(value);
    if (known === undefined && (this.#groups.size >= MAX_GROUPS || value.length > MAX_VALUE)) {
      this.#tooMany = true;
      this.#groups.clear();
      return;
    }
    const group = known ?? { records: 0, mine: new Set<string>() };
    group.records += 1;
    for (const field of mine) group.mine.add(field);
    this.#groups.set(value, group);
  }

  result(): FieldObservation {
    const groups = [...this.#groups].map(([value, { records, mine }]): ValueGroup => ({
      value,
      records,
      mine: [...mine],
    }));
    return {
      path: this.#path,
      values: this.#values,
      mine: this.#mine,
      holding: this.#holding,
      times: this.#times,
      names: this.#names,
      digests: this.#digests,
      samples: [...this.#samples],
      complete: this.#complete,
      inRecords: this.#grouped,
      groups: this.#tooMany || !this.#grouped ? undefined : groups,
    };
  }
}
