import type { AnchorFault, EntryFacts, Rule, UnusedAnchor } from "../model/facts.ts";
import { counted } from "./words.ts";

/** Files that are named of several. */
const MAX_NAMED = 3;

export const anchorUnused: Rule = {
  id: "anchor-unused",
  level: "note",
  words: {
    title: "No account to rest on",
    help: "A layout that was given lets records that name nobody rest on one file that says whose account the export is: the only one of its kind in the same archive, wholly read, the requester's by its own field, with nobody else's data in that archive. It does not hold here, so these records stay nobody's. Mend what the message says, give the layout of what this really is (-l), or let a manifest.csv name the owner of each file.",
  },
  *find({ unusedAnchors, entries }) {
    for (const unused of unusedAnchors) {
      const { layout, why, files, records } = unused;
      const isThere = why !== "absent" && why !== "elsewhere";
      yield {
        row: (isThere ? unused.entries[0] : undefined) ?? unused.entry,
        owner: -1,
        identifier: undefined,
        field: [layout, why, ...files].join("\n"),
        count: records,
        unit: "records",
        places: [],
        detail: `${counted(records, "record")} ${records === 1 ? "has" : "have"} no account to rest on: ${REASONS[why](unused, entries)}`,
      };
    }
  },
};

const MANIFEST = "or let a manifest.csv name each file's owner";

/** Why it does not hold, and what to do; names of files last, where a narrow report cuts. */
const REASONS: Readonly<
  Record<AnchorFault, (unused: UnusedAnchor, entries: readonly EntryFacts[]) => string>
> = {
  absent: ({ files, layout }) =>
    `the file that names it is not in their archive. Ask for it, ${MANIFEST} (-l ${layout}: ${files.join(" or ")})`,
  elsewhere: (unused, entries) =>
    `the file that names it lies in another archive. Ask for the export as one, ${MANIFEST} (${named(unused, entries)})`,
  several: (unused, entries) =>
    `${unused.entries.length} files name one. Check each export by itself (${named(unused, entries)})`,
  stray: ({ layout }) =>
    `somebody else's data is in the same archive, and these may be theirs, too (-l ${layout})`,
  "not-inspected": (unused, entries) =>
    `the file that names it was not wholly read. Have it exported again (${named(unused, entries)})`,
  silent: ({ field, layout }) =>
    `the file that names it holds none of the subject file's accounts. Tell the one it holds, if it is theirs (-l ${layout}: ${field})`,
  unproven: (unused, entries) =>
    `the file that names it is not proven to be the requester's itself (${named(unused, entries)})`,
  "other-folder": (unused, entries) =>
    `the file that names it speaks for another folder. Check each export by itself (${named(unused, entries)})`,
};

function named({ entries: rows }: UnusedAnchor, entries: readonly EntryFacts[]): string {
  const paths = rows.slice(0, MAX_NAMED).map((row) => entries[row]?.path ?? "");
  return [...paths, ...(rows.length > MAX_NAMED ? ["…"] : [])].join(", ");
}
