import type { Facts, JudgedRecords, Rule } from "../model/facts.ts";
import type { Kind } from "../model/kinds.ts";
import { namedBySentence } from "./words.ts";

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  account: "account",
  email: "e-mail address",
  phone: "phone number",
  person: "person",
  household: "household",
  device: "device",
  handle: "handle",
  name: "name",
};

/** A record or recording names an owner who is not the subject: one rule for each kind of identifier. */
export const STRAY_RULES: readonly Rule[] = (
  ["account", "email", "phone", "person", "household", "device"] as const
).map((kind) => ({
  id: `stray-${kind}`,
  level: "stray",
  words: {
    title: `The ${KIND_WORDS[kind]} of another person`,
    help: `Records or recordings carry, as their owner, ${/^[ae]/.test(kind) ? "an" : "a"} ${KIND_WORDS[kind]} that is not one of the requester's. Hold the bundle; if the ${KIND_WORDS[kind]} is theirs after all, the subject file misses it.`,
  },
  *find(facts: Facts) {
    for (const records of facts.judged) {
      const identifier = records.foreign[0];
      if (
        records.attribution !== "stray" ||
        records.swept ||
        records.why === "counterparty" ||
        identifier?.kind !== kind ||
        (identifier.role !== "owner" && records.thread >= 0)
      )
        continue;
      yield {
        row: records.entry,
        owner: records.owner,
        identifier: { kind, key: identifier.key },
        field: identifier.field,
        count: records.count,
        unit: records.unit === "record" ? "records" : "recordings",
        places: records.places,
        detail: `${sentence(records, kind, identifier.field, identifier.tenure === "outside", facts)}${
          identifier.isByRegistry === true ? "; by the registry it is another customer's" : ""
        }`,
      };
    }
  },
}));

function sentence(records: JudgedRecords, kind: Kind, field: string, outside: boolean, facts: Facts): string {
  const word = KIND_WORDS[kind];
  if (outside) return `this ${word} was the requester's, but not on that day`;
  if (records.against === "linked" && records.namedBy.length > 0)
    return namedBySentence(records, word, facts);
  return `marked with this ${word}${field === "" ? "" : ` (${field})`}`;
}
