import type { Rule } from "../model/facts.ts";

export const strayCounterparty: Rule = {
  id: "stray-counterparty",
  level: "stray",
  words: {
    title: "Other people in the requester's own records",
    help: "The records are the requester's, but somebody else writes, receives or is mentioned in them, and the policy forbids that (`counterparties: block`). Take those records or those people out.",
  },
  *find(facts) {
    for (const records of facts.judged) {
      if (records.attribution !== "stray" || records.why !== "counterparty") continue;
      const identifier = records.foreign[0];
      yield {
        row: records.entry,
        owner: records.owner,
        identifier: identifier === undefined ? undefined : { kind: identifier.kind, key: identifier.key },
        field: identifier?.field ?? "",
        count: records.count,
        unit: records.unit === "record" ? "records" : "recordings",
        places: records.places,
        detail: "somebody else writes, receives or is mentioned, and the policy forbids that",
      };
    }
  },
};
