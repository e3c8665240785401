import type { Judgement } from "../attribution/judge.ts";
import { isWeak, type Kind } from "../model/kinds.ts";
import type { Claim, Swept } from "../model/evidence.ts";
import { canonical } from "../model/identifier.ts";
import { MIN_SWEPT_CHARACTERS, type Wanted } from "../sweep/identifiers.ts";
import type { Limits } from "../model/limits.ts";
import type { Subject } from "../model/subject.ts";
import type { JudgedRow } from "./joined.ts";

/** A foreign identifier in the role of somebody who is only mentioned, found by its syntax: a note. */
export interface SweptMention {
  readonly entry: number;
  readonly claim: Claim;
  readonly count: number;
  readonly places: Swept["places"];
}

/** An item that the subject had deleted, and that stands in an entry all the same. */
export interface DeletedItem {
  readonly entry: number;
  /** Its number in the list, from 1. */
  readonly item: number;
  readonly count: number;
  readonly places: Swept["places"];
}

/** Items are no people: the search keeps them apart by this kind, which never makes a stray. */
export const ITEM: Kind = "handle";

/** What the sweep found, by entry, and which strangers each entry's own format reported. */
export class SweptEntries {
  /** False once a stranger's identifier is not searched for. */
  isComplete = true;
  readonly #limits: Limits;
  readonly #found = new Map<number, Swept[]>();
  /** By entry, keys of identifiers: one stranger is one, whatever kind a field calls it. */
  readonly #reported = new Map<number, Set<string>>();
  readonly #keys = new Map<string, string>();
  #pairs = 0;
  readonly #strangers = new Map<string, Wanted>();
  readonly #mine: ReadonlySet<string>;
  readonly #indices = new Map<string, number>();
  /** Items that the subject had deleted, by their key: their numbers in the list. */
  readonly #deleted: ReadonlyMap<string, number>;
  readonly #stillThere: DeletedItem[] = [];

  constructor(subject: Subject, limits: Limits, deleted: readonly string[] = []) {
    this.#limits = limits;
    this.#deleted = new Map(deleted.map((item, index) => [canonical(ITEM, item) ?? item, index + 1]));
    this.#mine = new Set(subject.identifiers.map(({ key }) => key));
  }

  /** Remembers which strangers a format reported in an entry, in whatever role. */
  report(entry: number, claims: readonly Claim[]): void {
    for (const claim of claims) {
      if (claim.outcome !== "foreign" || claim.key === "") continue;
      this.#remember(entry, claim.key);
      this.suspect(claim);
    }
  }

  /** The same of those that are no evidence where they stand. */
  reportWeak(entry: number, weakened: readonly string[]): void {
    for (const key of weakened) this.#remember(entry, key);
  }

  /** Somebody who is to be searched for: a stranger in the owner's place, and not the subject on other days. */
  suspect({ kind, key, role, tenure }: Claim): void {
    if (role !== "owner" || tenure !== "inside" || isWeak(kind) || key.length < MIN_SWEPT_CHARACTERS) return;
    if (this.#mine.has(key) || this.#strangers.has(key)) return;
    if (this.#strangers.size >= this.#limits.maxSwept) this.isComplete = false;
    else this.#strangers.set(key, { kind, key });
  }

  /** Everybody who turned out to be a stranger in the owner's place: whom all entries are searched for. */
  strangers(): readonly Wanted[] {
    return [...this.#strangers.values(), ...[...this.#deleted.keys()].map((key) => ({ kind: ITEM, key }))];
  }

  /** Which of the strangers a format reported in an entry, as far as that was kept: indices. */
  reportedIn(entry: number): readonly number[] {
    const reported = this.#reported.get(entry);
    if (reported === undefined) return [];
    if (this.#indices.size === 0)
      for (const [index, { key }] of this.strangers().entries()) this.#indices.set(key, index);
    return [...reported].map((key) => this.#indices.get(key)).filter((index) => index !== undefined);
  }

  add(entry: number, swept: readonly Swept[]): void {
    for (const { claim, count, places } of swept) {
      const item = claim.kind === ITEM ? this.#deleted.get(claim.key) : undefined;
      if (item !== undefined) this.#stillThere.push({ entry, item, count, places });
    }
    const unseen = swept.filter(
      ({ claim }) => claim.kind !== ITEM && this.#reported.get(entry)?.has(claim.key) !== true,
    );
    if (unseen.length === 0) return;
    for (const { claim } of unseen) {
      this.suspect(claim);
      // Who was only mentioned may still turn out to be an owner.
      if (claim.role === "owner") this.#remember(entry, claim.key);
    }
    this.#found.set(entry, [...(this.#found.get(entry) ?? []), ...unseen]);
  }

  #remember(entry: number, written: string): void {
    if (this.#pairs >= this.#limits.maxEvidence) return;
    const key = this.#keys.get(written) ?? written;
    this.#keys.set(key, key);
    const reported = this.#reported.get(entry) ?? new Set();
    if (reported.has(key)) return;
    this.#reported.set(entry, reported.add(key));
    this.#pairs += 1;
  }

  /** What was found in an entry, by its key. */
  foundIn(entry: number): ReadonlySet<string> {
    return new Set((this.#found.get(entry) ?? []).map(({ claim }) => claim.key));
  }

  /** Items that the subject had deleted and that are still there. */
  deletedItems(): readonly DeletedItem[] {
    return this.#stillThere;
  }

  mentions(): readonly SweptMention[] {
    return [...this.#found].flatMap(([entry, swept]) =>
      swept
        .filter(({ claim }) => claim.role !== "owner")
        .map(({ claim, count, places }) => ({ entry, claim, count, places })),
    );
  }

  /**
   * Lays what was found over what was judged: an entry that is one record or recording becomes a stranger's, or claimed
   * by two if it was the subject's; of a table it is one more record. In the order of the entries. `more`: what else was found.
   */
  layOver(
    judged: readonly JudgedRow[],
    rank: (entry: number) => number,
    more: ReadonlyMap<number, readonly Swept[]> = new Map<number, readonly Swept[]>(),
  ): readonly JudgedRow[] {
    const owners = new Map(
      [...this.#found]
        .map(([entry, swept]) => [entry, swept.filter(({ claim }) => claim.role === "owner")] as const)
        .filter(([, swept]) => swept.length > 0),
    );
    for (const [entry, named] of more) {
      const known = owners.get(entry) ?? [];
      const unseen = named.filter(({ claim }) => known.every((one) => one.claim.key !== claim.key));
      if (unseen.length > 0) owners.set(entry, [...known, ...unseen]);
    }
    if (owners.size === 0) return judged;
    const byEntry = new Map<number, JudgedRow[]>();
    for (const one of judged) {
      if (!owners.has(one.row.entry)) continue;
      const known = byEntry.get(one.row.entry);
      if (known === undefined) byEntry.set(one.row.entry, [one]);
      else known.push(one);
    }
    const replaced = new Map<JudgedRow, JudgedRow>();
    const extra: JudgedRow[] = [];
    for (const [entry, swept] of owners) {
      const rows = byEntry.get(entry) ?? [];
      const [only, ...others] = rows;
      if (only !== undefined && others.length === 0 && only.row.count === 1)
        replaced.set(only, overruled(only, swept));
      else extra.push(added(entry, rows, swept));
    }
    return [...judged.map((one) => replaced.get(one) ?? one), ...extra].sort(
      (a, b) => rank(a.row.entry) - rank(b.row.entry),
    );
  }
}

function overruled(one: JudgedRow, swept: readonly Swept[]): JudgedRow {
  const claims = swept.map(({ claim }) => claim);
  const places = swept.flatMap((found) => found.places);
  const { attribution, foreign } = one.judgement;
  const before = attribution === "stray" || attribution === "conflict" ? foreign : [];
  return {
    row: { ...one.row, claims: [...one.row.claims, ...claims], places },
    judgement: judgementOf(attribution === "own" || attribution === "conflict", [...before, ...claims]),
    target: one.target,
    swept: claims,
  };
}

function added(entry: number, rows: readonly JudgedRow[], swept: readonly Swept[]): JudgedRow {
  const claims = swept.map(({ claim }) => claim);
  const isOwn = rows.length > 0 && rows.every(({ judgement }) => judgement.attribution === "own");
  return {
    row: {
      entry,
      unit: "record",
      claims,
      scope: [],
      thread: "",
      isByFolder: false,
      count: 1,
      from: undefined,
      to: undefined,
      when: [[]],
      places: swept.flatMap(({ places }) => places),
      deviceMade: null,
    },
    judgement: judgementOf(isOwn, claims),
    target: undefined,
    swept: claims,
  };
}

function judgementOf(wasOwn: boolean, foreign: readonly Claim[]): Judgement {
  return {
    attribution: wasOwn ? "conflict" : "stray",
    basis: undefined,
    why: undefined,
    foreign,
    linkOverruled: false,
  };
}
