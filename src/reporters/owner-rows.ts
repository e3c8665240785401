import type { Head } from "./text-page.ts";
import { knownWords } from "./registry-words.ts";
import { number } from "./text-words.ts";

/** A row of the table that says whose the bundle's content is. */
export interface OwnerRow {
  readonly label: string;
  readonly recordings: number;
  readonly records: number;
  readonly from?: string | null;
  readonly to?: string | null;
  /** The stranger's name in the report, for a row of one stranger. */
  readonly id?: string;
  /** In a batch: other requests whose person it may be. */
  readonly requests?: readonly string[] | undefined;
  /** With a registry of all customers: what it knows of them, in words. */
  readonly known?: string;
}

/** The requester, each stranger of `head.owners`, what remains of strangers, and what is nobody's. */
export function ownerRows({ totals, owners, more }: Head): OwnerRow[] {
  const { records, recordings } = totals;
  const rows: OwnerRow[] = [{ label: "the requester", recordings: recordings.own, records: records.own }];
  if (records.context + recordings.context > 0) {
    rows.push({
      label: "others, in conversations",
      recordings: recordings.context,
      records: records.context,
    });
  }
  for (const owner of owners) {
    const { id, recordings: voices, records: items, from, to, requests, registry } = owner;
    const known = registry === undefined ? {} : { known: knownWords(registry) };
    rows.push({ label: id, id, recordings: voices, records: items, from, to, requests, ...known });
  }
  if (more.owners > 0) {
    rows.push({ label: `${number(more.owners)} more`, recordings: more.recordings, records: more.records });
  }
  const sum = (of: "records" | "recordings"): number =>
    owners.reduce((total, owner) => total + owner[of], more[of]);
  const ownerless = {
    recordings: Math.max(0, recordings.stray - sum("recordings")),
    records: Math.max(0, records.stray - sum("records")),
  };
  const crowd = !totals.ownersComplete && ownerless.recordings + ownerless.records > 0;
  if (crowd) rows.push({ label: "others, not told apart", ...ownerless });
  else if (ownerless.recordings + ownerless.records > 0)
    rows.push({ label: "somebody else, unnamed", ...ownerless });
  if (records.conflict + recordings.conflict > 0) {
    rows.push({
      label: "both claimed (conflict)",
      recordings: recordings.conflict,
      records: records.conflict,
    });
  }
  rows.push({
    label: "nobody named",
    recordings: recordings.unattributed,
    records: records.unattributed,
  });
  return rows;
}
