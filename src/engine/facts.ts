import { strangersInName } from "../attribution/names.ts";
import { basename } from "node:path";
import { BUILTIN_NAMES } from "../layouts/index.ts";
import type { Gathered } from "../model/evidence.ts";
import type { EntryFacts, Facts } from "../model/facts.ts";
import type { Subject } from "../model/subject.ts";
import type { GatheredBundle } from "./gather-bundle.ts";
import type { Shelf } from "./gather.ts";
import { partObservations } from "./parts.ts";
import type { Joined } from "./joined.ts";
import { fateOf, type Ledger } from "./ledger.ts";
import { STRONG_KINDS } from "../model/kinds.ts";

/** What rules need of a row besides the ledger; most rows have none of it. */
export type RowNotes = Pick<Gathered, "missing" | "overflow">;

/** Puts together what the rules look at. */
export function factsOf(
  bundles: readonly string[],
  { shelves, notes, lowered }: Pick<GatheredBundle, "shelves" | "notes" | "lowered">,
  ledger: Ledger,
  joined: Joined,
  subject: Subject,
): Facts {
  const nothing = { missing: { count: 0, own: 0, examples: [] }, overflow: false };
  const entries: EntryFacts[] = ledger.rows.map((row, index) => ({
    path: row.path,
    fate: fateOf(row),
    accepted: row.accepted,
    facts: row.facts,
    ...(notes.get(index) ?? nothing),
  }));
  const seen = shelves.flatMap(({ observations, first, parent }) =>
    observations.map(({ rule, entry, detail }) => ({
      rule,
      entry: entry < 0 ? parent : first + entry,
      detail,
    })),
  );
  return {
    entries,
    judged: joined.judged,
    linkProblems: joined.linkProblems,
    digestProblems: joined.digestProblems,
    unlisted: joined.unlisted,
    ...joined.agreement,
    // What the built-in ones say by exact paths is documented; the JSON report lists it all the same.
    lowered: lowered.filter(({ layout }) => !BUILTIN_NAMES.includes(layout)),
    couldInherit: joined.couldInherit,
    unusedAnchors: joined.unusedAnchors,
    sweptMentions: joined.sweptMentions,
    ...(joined.registryMentions.length === 0 ? {} : { registryMentions: joined.registryMentions }),
    deletedItems: joined.deletedItems,
    foreignNames: namesOf(bundles, shelves, ledger, subject),
    observations: [...seen, ...partObservations(bundles)],
    subject: { told: subject.identifiers.length, seen: joined.seen.size, unseen: unseenOf(subject, joined) },
  };
}

/** What is told of the subject and was never seen; the same identifier told twice (for several intervals) is one. */
function unseenOf(subject: Subject, { seen }: Joined): Facts["subject"]["unseen"] {
  return STRONG_KINDS.flatMap((kind) => {
    const told = new Map<string, boolean>();
    for (const [index, { kind: one, key }] of subject.identifiers.entries())
      if (one === kind) told.set(key, (told.get(key) ?? false) || seen.has(index));
    const unseen = [...told.values()].filter((isSeen) => !isSeen).length;
    return unseen === 0 ? [] : [{ kind, told: told.size, unseen }];
  });
}

function namesOf(
  bundles: readonly string[],
  shelves: readonly Shelf[],
  ledger: Ledger,
  subject: Subject,
): Facts["foreignNames"] {
  const strangersIn = strangersInName(subject);
  const found = (text: string, where: string, entry: number, whole = entry < 0): Facts["foreignNames"] =>
    strangersIn(text, whole).map((stranger) => ({ entry, where, ...stranger }));
  return [
    ...bundles.flatMap((path) => found(basename(path), "the bundle's name", -1)),
    ...shelves.flatMap(({ notes, first, parent }) =>
      notes.flatMap(({ entry, where, text }) => found(text, where, entry < 0 ? parent : first + entry, true)),
    ),
    ...ledger.rows.flatMap((row, entry) => found(row.path, "its path", entry)),
  ];
}
