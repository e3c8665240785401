import type { Rule } from "../model/facts.ts";
import { counted } from "./words.ts";

const CONTAINER = { owner: -1, identifier: undefined, field: "", places: [] } as const;

/** What the container itself showed while it was listed; the rule's id is the observation's. */
function observed(id: string, words: Rule["words"]): Rule {
  return {
    id,
    level: "unproven",
    words,
    *find(facts) {
      for (const observation of facts.observations) {
        if (observation.rule !== id) continue;
        yield { ...CONTAINER, row: observation.entry, count: 1, unit: "entries", detail: observation.detail };
      }
    },
  };
}

export const directoryDamaged = observed("directory-damaged", {
  title: "The archive's directory is damaged",
  help: "The list of files breaks off. What follows was not seen. Write the archive anew.",
});

export const unsafePath = observed("unsafe-path", {
  title: "A name that is dangerous or shown differently",
  help: "Unpacked, this name leads elsewhere, or tools show different names. Rename the file.",
});

export const tooManyEntries = observed("too-many-entries", {
  title: "More entries than the limit",
  help: "The rest was not listed. Raise the limit if the bundle is meant to be so large.",
});

export const unclaimedBytes: Rule = {
  id: "unclaimed-bytes",
  level: "unproven",
  words: {
    title: "Bytes of the archive that belong to no file",
    help: "They were not inspected. Another reader of the archive may find files there: leftovers of an earlier archive, prepended or appended data. Write the archive anew.",
  },
  *find(facts) {
    const { bytes, ranges } = facts.unclaimed;
    if (bytes === 0) return;
    const where = ranges.slice(0, 3).join(", ");
    const detail = `${counted(bytes, "byte")} belong to no file: ${where}${ranges.length > 3 ? ", …" : ""}`;
    yield { ...CONTAINER, row: -1, count: bytes, unit: "bytes", detail };
  },
};

export const overlappingEntries: Rule = {
  id: "overlapping-entries",
  level: "unproven",
  words: {
    title: "Files that share bytes of the archive",
    help: "Two entries lie over one another, as in archives that are built to deceive or to explode. Write the archive anew.",
  },
  *find(facts) {
    for (const row of facts.overlapping) {
      yield { ...CONTAINER, row, count: 1, unit: "entries", detail: "its data overlaps another entry's" };
    }
  },
};

export const subjectNotSeen: Rule = {
  id: "subject-not-seen",
  level: "unproven",
  words: {
    title: "None of the requester's identifiers was seen",
    help: "Either this is another person's export, or the subject file is wrong. Check that first.",
  },
  *find(facts) {
    if (facts.subject.seen > 0 || facts.judged.length === 0) return;
    yield {
      ...CONTAINER,
      row: -1,
      count: 1,
      unit: "entries",
      detail: "another person's export, or a wrong subject file",
    };
  },
};
