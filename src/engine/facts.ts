import { strangersInName } from "../attribution/names.ts";
import { basename } from "node:path";
import type { Container } from "../containers/index.ts";
import type { Gathered } from "../model/evidence.ts";
import type { EntryFacts, Facts } from "../model/facts.ts";
import type { Subject } from "../model/subject.ts";
import type { ByteAccount } from "./accounting.ts";
import type { Joined } from "./join.ts";
import { fateOf, type Ledger } from "./ledger.ts";

/** What rules need of a row besides the ledger; most rows have none of it. */
export type RowNotes = Pick<Gathered, "disagreements" | "missing" | "overflow">;

/** Puts together what the rules look at. */
export function factsOf(
  containers: readonly Container[],
  firstRows: readonly number[],
  ledger: Ledger,
  gathered: ReadonlyMap<number, RowNotes>,
  joined: Joined,
  account: ByteAccount,
  subject: Subject,
): Facts {
  const nothing = { disagreements: [], missing: { count: 0, examples: [] }, overflow: false };
  const entries: EntryFacts[] = ledger.rows.map((row, index) => ({
    path: row.path,
    fate: fateOf(row),
    accepted: row.accepted,
    ...(gathered.get(index) ?? nothing),
  }));
  const observations = containers.flatMap((container, part) =>
    container.observations.map(({ rule, entry, detail }) => ({
      rule,
      entry: entry < 0 ? -1 : (firstRows[part] ?? 0) + entry,
      detail,
    })),
  );
  return {
    entries,
    judged: joined.judged,
    linkProblems: joined.linkProblems,
    digestProblems: joined.digestProblems,
    foreignNames: namesOf(containers, ledger, subject),
    observations,
    unclaimed: { bytes: account.unclaimed, ranges: account.ranges },
    overlapping: account.overlapping,
    subject: { told: subject.identifiers.length, seen: joined.seen.size },
  };
}

function namesOf(containers: readonly Container[], ledger: Ledger, subject: Subject): Facts["foreignNames"] {
  const strangersIn = strangersInName(subject);
  const found = (text: string, where: string, entry: number): Facts["foreignNames"] =>
    strangersIn(text, entry < 0).map((stranger) => ({ entry, where, ...stranger }));
  return [
    ...containers.flatMap((container) => [
      ...found(basename(container.path), "the bundle's name", -1),
      ...found(container.comment, "the archive's comment", -1),
    ]),
    ...ledger.rows.flatMap((row, entry) => found(row.path, "its path", entry)),
  ];
}
