import type { Judgement } from "../attribution/judge.ts";
import { isWeak } from "../model/kinds.ts";
import type { Claim, Swept } from "../model/evidence.ts";
import { MIN_SWEPT_CHARACTERS, type Wanted } from "../sweep/identifiers.ts";
import type { JudgedRow } from "./join.ts";

/** A foreign identifier in the role of somebody who is only mentioned, found by its syntax: a note. */
export interface SweptMention {
  readonly entry: number;
  readonly claim: Claim;
  readonly count: number;
  readonly places: Swept["places"];
}

/** What the sweep found, by entry, and which strangers each entry's own format reported. */
export class SweptEntries {
  readonly #found = new Map<number, Swept[]>();
  readonly #reported = new Map<number, Set<string>>();
  readonly #owners = new Map<string, Wanted>();

  /** Remembers which strangers a format reported in an entry, in whatever role. */
  report(entry: number, claims: readonly Claim[]): void {
    for (const { outcome, kind, key, role } of claims) {
      if (outcome !== "foreign" || key === "") continue;
      const reported = this.#reported.get(entry) ?? new Set();
      this.#reported.set(entry, reported.add(`${kind} ${key}`));
      if (role === "owner" && !isWeak(kind) && key.length >= MIN_SWEPT_CHARACTERS)
        this.#owners.set(`${kind} ${key}`, { kind, key });
    }
  }

  /** The same of those that are no evidence where they stand: `kind key`. */
  reportWeak(entry: number, weakened: readonly string[]): void {
    if (weakened.length === 0) return;
    const reported = this.#reported.get(entry) ?? new Set();
    this.#reported.set(entry, reported);
    for (const key of weakened) reported.add(key);
  }

  /** Everybody who turned out to be a stranger in the owner's place: whom all entries are searched for. */
  strangers(): readonly Wanted[] {
    return [...this.#owners.values()];
  }

  add(entry: number, swept: readonly Swept[]): void {
    const unseen = swept.filter(
      ({ claim }) => this.#reported.get(entry)?.has(`${claim.kind} ${claim.key}`) !== true,
    );
    if (unseen.length === 0) return;
    this.report(
      entry,
      unseen.map(({ claim }) => claim),
    );
    this.#found.set(entry, [...(this.#found.get(entry) ?? []), ...unseen]);
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
   * by two if it was the subject's; of a table it is one more record. In the order of the entries.
   */
  layOver(judged: readonly JudgedRow[], rank: (entry: number) => number): readonly JudgedRow[] {
    const owners = new Map(
      [...this.#found]
        .map(([entry, swept]) => [entry, swept.filter(({ claim }) => claim.role === "owner")] as const)
        .filter(([, swept]) => swept.length > 0),
    );
    if (owners.size === 0) return judged;
    const byEntry = new Map<number, JudgedRow[]>();
    for (const one of judged) {
      if (!owners.has(one.row.entry)) continue;
      const known = byEntry.get(one.row.entry);
      if (known === undefined) byEntry.set(one.row.entry, [one]);
      else known.push(one);
    }
    const replaced = new Map<JudgedRow, JudgedRow>();
    const more: JudgedRow[] = [];
    for (const [entry, swept] of owners) {
      const rows = byEntry.get(entry) ?? [];
      const [only, ...others] = rows;
      if (only !== undefined && others.length === 0 && only.row.count === 1)
        replaced.set(only, overruled(only, swept));
      else more.push(added(entry, rows, swept));
    }
    return [...judged.map((one) => replaced.get(one) ?? one), ...more].sort(
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
      count: 1,
      from: undefined,
      to: undefined,
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
