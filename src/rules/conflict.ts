import type { Claim } from "../model/evidence.ts";
import type { JudgedRecords, Rule } from "../model/facts.ts";

/** Names both sides: the field that says the requester, and the one that says somebody else. */
function detailOf({ mine, foreign, places }: JudgedRecords): string {
  const side = (claims: readonly Claim[]): string =>
    [...new Set(claims.map(({ kind, field }) => (field === "" ? kind : `${kind} (${field})`)))].join(" and ");
  if (mine.length === 0 || places.length === 0)
    return "identifiers of the requester and of another person stand as owner";
  return `the requester's ${side(mine)} and another person's ${side(foreign)} stand as owner`;
}

export const conflict: Rule = {
  id: "conflict",
  level: "stray",
  words: {
    title: "Claimed for the requester and for another person",
    help: "The same record (or what encloses it, or rows that name it) carries both an identifier of the requester and one of somebody else as its owner. One of the two is wrong; both readings put data into the wrong hands.",
  },
  *find(facts) {
    for (const records of facts.judged) {
      const identifier = records.foreign[0];
      if (records.attribution !== "conflict" || records.swept || identifier === undefined) continue;
      yield {
        row: records.entry,
        owner: records.owner,
        identifier: { kind: identifier.kind, key: identifier.key },
        field: identifier.field,
        count: records.count,
        unit: records.unit === "record" ? "records" : "recordings",
        places: records.places,
        detail: detailOf(records),
      };
    }
  },
};
