import type { DataKind, Share } from "../../model/people.ts";
import type { CountedRow } from "../decided.ts";
import type { Ledger } from "../ledger.ts";
import type { EntryShare } from "../survey.ts";
import { REQUESTER, type Clusters } from "./clusters.ts";
import { kindsIn } from "./data-kinds.ts";
import { ShareTally, type RowKinds } from "./shares.ts";

/** The handle of somebody in a report. */
export function handleOf(number: number): string {
  return number === REQUESTER ? "requester" : `stranger-${number + 1}`;
}

/** What is whose. */
export interface Shares {
  /** By number; the requester's as well. */
  readonly of: ReadonlyMap<number, ShareTally>;
  /** What names nobody. */
  readonly unnamed: ShareTally;
  /** Records and recordings that name nobody, in entries that no policy line accepts. */
  readonly open: { readonly records: number; readonly recordings: number };
  /** Some record is somebody else's without any identifier. */
  readonly hasNamelessStranger: boolean;
  /** Records that name several people, each counted for the first of them. */
  readonly ofSeveral: number;
  byEntry(ledger: Ledger): ReadonlyMap<string, readonly EntryShare[]>;
}

/** Adds up what is whose. */
export function sharesOf(
  rows: readonly CountedRow[],
  clusters: Clusters,
  ledger: Ledger,
  kinds: RowKinds,
): Shares {
  const of = new Map<number, ShareTally>();
  const unnamed = new ShareTally();
  const open = { records: 0, recordings: 0 };
  let hasNamelessStranger = false;
  let ofSeveral = 0;
  for (const [at, one] of rows.entries()) {
    const people = clusters.of[at] ?? [];
    const bits = kinds.kindsOf(one);
    const seconds = kinds.secondsOf(one);
    for (const [position, number] of people.entries()) {
      const tally = of.get(number) ?? new ShareTally();
      of.set(number, tally);
      if (position === 0) tally.add(one, bits, seconds);
      else tally.takesPart += one.row.count;
    }
    if (people.length > 1) ofSeveral += one.row.count;
    if (people.length > 0) continue;
    unnamed.add(one, bits, seconds);
    hasNamelessStranger ||= one.judgement.attribution === "stray";
    if (ledger.rows[one.row.entry]?.accepted === true) continue;
    if (one.row.unit === "recording") open.recordings += one.row.count;
    else open.records += one.row.count;
  }
  return {
    of,
    unnamed,
    open,
    hasNamelessStranger,
    ofSeveral,
    byEntry: (all) => {
      const positions = new Map(all.positions().map((row, position) => [row, position]));
      return new Map(
        [...of]
          .toSorted(([a], [b]) => a - b)
          .map(([number, tally]) => [handleOf(number), listed(tally, all, positions)]),
      );
    },
  };
}

function listed(
  tally: ShareTally,
  ledger: Ledger,
  positions: ReadonlyMap<number, number>,
): readonly EntryShare[] {
  return [...tally.entries]
    .toSorted(([a], [b]) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0))
    .flatMap(([row, { records, recordings, kinds }]) => {
      const entry = ledger.rows[row]?.id;
      const named: readonly DataKind[] = kindsIn(kinds);
      return entry === undefined ? [] : [{ entry, records, recordings, kinds: named }];
    });
}

const NOTHING = new ShareTally().share();

/** What is somebody's; nothing for whom nothing is. */
export function shareOf(shares: Shares, number: number): Share {
  return shares.of.get(number)?.share() ?? NOTHING;
}
