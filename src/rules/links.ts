import type { Facts, LinkProblem, Rule } from "../model/facts.ts";

/** Of ten thousand rows that fit two files each, so many are shown. */
const MAX_PER_KIND = 10_000;

function rule(id: string, kind: LinkProblem["kind"], words: Rule["words"]): Rule {
  return {
    id,
    level: "unproven",
    words,
    *find(facts) {
      let shown = 0;
      for (const problem of facts.linkProblems) {
        if (problem.kind !== kind || shown >= MAX_PER_KIND) continue;
        shown += 1;
        const from = facts.entries[problem.from]?.path ?? "";
        yield {
          row: problem.entry,
          owner: -1,
          identifier: undefined,
          field: "",
          count: 1,
          unit: "rows",
          places: [problem.place],
          detail: `${problem.detail}${describes(problem, facts)} (named in ${from})`,
        };
      }
    },
  };
}

/** What the row gives is what another file has: the rows were shifted. */
function describes({ describes: other }: LinkProblem, { entries }: Facts): string {
  return other === undefined ? "" : `; ${entries[other]?.path ?? ""} is like that`;
}

export const linkVoid = rule("link-void", "void", {
  title: "A row disagrees with the file it names",
  help: "The row gives another size, digest, length, time or device than the file has, or contradicts itself, so it does not speak for this file. Rows may be shifted, or the file was exchanged.",
});

export const linkAmbiguous = rule("link-ambiguous", "ambiguous", {
  title: "A row names more than one file",
  help: "Write the whole path into the row, from the folder of the file that holds it.",
});

export const linkOverruled: Rule = {
  id: "link-overruled",
  level: "unproven",
  words: {
    title: "A file says another owner than the row that names it",
    help: "What a recording says itself beats what names it, but one of the two is wrong. Find out which before you release.",
  },
  *find(facts) {
    for (const records of facts.judged) {
      if (!records.linkOverruled) continue;
      const from = facts.entries[records.namedBy[0] ?? -1]?.path ?? "";
      yield {
        row: records.entry,
        owner: records.owner,
        identifier: undefined,
        field: "",
        count: records.count,
        unit: records.unit === "record" ? "records" : "recordings",
        places: records.places,
        detail: `it and a row of ${from} that names it disagree on whose it is`,
      };
    }
  },
};
