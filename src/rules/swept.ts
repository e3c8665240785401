import type { Claim } from "../model/evidence.ts";
import type { JudgedRecords, Rule } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";

export const sweptIdentifier: Rule = {
  id: "swept-identifier",
  level: "stray",
  words: {
    title: "A stranger's identifier where no format reports one",
    help: "Once it is known who is foreign in the bundle, all bytes of all files are searched for them, and what was unpacked of them. This file holds such an identifier outside of everything that its format reads: in a text, in a part that programs pass over, in what was deleted and is still there.",
  },
  *find(facts) {
    for (const records of facts.judged) {
      const identifier = records.foreign[0];
      if (!records.swept || identifier === undefined || identifier.isByRegistry === true) continue;
      yield sweptFinding(records, identifier, [
        "an identifier of another person stands in what is otherwise the requester's",
        "an identifier of another person stands in it, outside of everything its format reads",
      ]);
    }
  },
};

export const sweptMention: Rule = {
  id: "swept-mention",
  level: "note",
  words: {
    title: "Somebody else is mentioned where no format reports it",
    help: "A value with a syntax of its own, in the role of a party or a mention, stands outside of everything that the file's format reads. It changes no verdict.",
  },
  *find(facts) {
    for (const { entry, claim, count, places } of facts.sweptMentions)
      yield {
        row: entry,
        owner: -1,
        identifier: { kind: claim.kind, key: claim.key },
        field: "",
        count,
        unit: "entries",
        places,
        detail: "an identifier of somebody else is mentioned in it",
      };
  },
};

/** What the sweep found in an entry. `inOwn`, `elsewhere`: what is said of it in the requester's, and in anything else. */
export function sweptFinding(
  records: JudgedRecords,
  { kind, key }: Claim,
  [inOwn, elsewhere]: readonly [inOwn: string, elsewhere: string],
): Omit<Finding, "rule" | "level"> {
  return {
    row: records.entry,
    owner: records.owner,
    identifier: { kind, key },
    field: "",
    count: records.count,
    unit: records.unit === "record" ? "records" : "recordings",
    places: records.places,
    detail: records.attribution === "conflict" ? inOwn : elsewhere,
  };
}
