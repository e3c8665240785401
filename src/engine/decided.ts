import type { Judgement } from "../attribution/judge.ts";
import { OwnerGraph, type CustomerOf } from "../attribution/owners.ts";
import type { Claim } from "../model/evidence.ts";
import type { JudgedRecords } from "../model/facts.ts";
import { rankOf, type Attribution, type Basis } from "../model/kinds.ts";
import { basisAgainst, isStray, requesterIn, zero, type Joined, type JudgedRow } from "./joined.ts";
import type { Ledger } from "./ledger.ts";
import { numberOwners } from "./owner-totals.ts";
import { nameThreadOwners } from "./thread-files.ts";
import { threadNumbers } from "./threads.ts";

/** Records that were counted before, of the kind `record`. */
interface Early {
  readonly tally: Readonly<Record<Attribution, number>>;
  readonly basis: Readonly<Record<Basis, number>>;
}

/** A row as it was counted; `owner`: index of the stranger, -1 for none. */
export type CountedRow = JudgedRow & { readonly owner: number };

/** A row and the stranger it adds to, by an id of the graph. */
type Decided = JudgedRow & { id: string | undefined };

const NOBODY: readonly Claim[] = [];

/** Counts the judged rows into the ledger and the totals, and finds out how many strangers they are of. */
export function settleRows(
  rows: readonly JudgedRow[],
  early: Early,
  ledger: Ledger,
  onRow?: (row: CountedRow) => void,
  customerOf?: CustomerOf,
): Pick<Joined, "judged" | "owners" | "tally" | "basis" | "firmlyOwn"> {
  const graph = new OwnerGraph();
  const tally = { record: { ...early.tally }, recording: zero() };
  const basis: Record<Basis, number> = { ...early.basis };
  let firmlyOwn = early.basis.direct;
  const decided = rows.map((one): Decided => {
    const { row, swept } = one;
    const { attribution, basis: restsOn } = one.judgement;
    const foreign = one.judgement.foreign.toSorted((a, b) => rankOf(b.kind) - rankOf(a.kind));
    const judgement = { ...one.judgement, foreign };
    tally[row.unit][attribution] += row.count;
    if (restsOn !== undefined && attribution !== "context") basis[restsOn] += row.count;
    if (isStray(judgement)) basis[basisAgainst(row, judgement)] += row.count;
    if (attribution === "own" && restsOn !== "inherited") firmlyOwn += row.count;
    if (swept.length > 0) ledger.holdsRecord(row.entry);
    ledger.count(row.entry, attribution, row.count, row.unit);
    return { ...one, judgement, id: graph.add(strangersOf(one, foreign)) };
  });
  if (customerOf !== undefined) graph.joinCustomers(customerOf);
  nameThreadOwners(decided);
  const { owners, numbers } = numberOwners(graph, decided);
  const threadNumber = threadNumbers();
  const judged = decided.map((one): JudgedRecords => {
    const owner = one.id === undefined ? -1 : (numbers.get(graph.groupOf(one.id)) ?? -1);
    onRow?.({ ...one, owner });
    return judgedRecords(one, owner, threadNumber(one.row.thread));
  });
  return { judged, owners, tally, basis, firmlyOwn };
}

/** The foreign identifiers of a row, those together that are one stranger's. */
export function strangersOf(
  { row, target, swept }: Pick<JudgedRow, "row" | "target" | "swept">,
  foreign: Judgement["foreign"],
): readonly (readonly Claim[])[] {
  // In a thread without the subject sender and recipient are two people: the first stands for it.
  const named = foreign.filter((claim) => claim.role === "owner");
  if (named.length === 0) return [foreign.slice(0, 1)];
  const among = (claims: readonly Claim[]): readonly Claim[] =>
    named.filter((claim) => claims.includes(claim));
  const links = [...(target?.links.keys() ?? [])].map(among);
  // What the sweep finds in one file belongs together as little as the files of a folder do.
  const direct = among(row.claims).filter((claim) => !swept.includes(claim));
  return [direct, among(row.scope), ...links, ...swept.map((claim) => [claim])];
}

function judgedRecords(
  { row, judgement, target, swept }: JudgedRow,
  owner: number,
  thread: number,
): JudgedRecords {
  return {
    entry: row.entry,
    unit: row.unit,
    attribution: judgement.attribution,
    basis: judgement.basis,
    why: judgement.why,
    owner,
    foreign: judgement.foreign,
    mine: judgement.attribution === "conflict" ? requesterIn(row, target) : NOBODY,
    against: isStray(judgement) ? basisAgainst(row, judgement) : undefined,
    untold: [...row.claims, ...row.scope].filter(
      (claim) => claim.role === "owner" && claim.outcome === "untold",
    ),
    namedBy: [...new Set([...(target?.links.values() ?? [])].map((link) => link.from))],
    deviceMade: row.deviceMade,
    thread,
    linkOverruled: judgement.linkOverruled,
    swept: swept.length > 0,
    count: row.count,
    places: row.places,
  };
}
