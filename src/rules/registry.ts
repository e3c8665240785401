import type { RegistryMention, Rule } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import { kindWords } from "./words.ts";

export const registryIdentifier: Rule = {
  id: "registry-identifier",
  level: "stray",
  words: {
    title: "Another customer's identifier in what names nobody",
    help: "By the registry of all customers, an identifier that stands here is another customer's: in a text, or in bytes that no format reads. Nothing else in the file says whose it is. Its form is distinctive, or a second identifier of the same customer stands beside it. Hold the bundle and look at the file.",
  },
  *find(facts) {
    for (const records of facts.judged) {
      const identifier = records.foreign[0];
      if (!records.swept || identifier?.isByRegistry !== true) continue;
      yield {
        row: records.entry,
        owner: records.owner,
        identifier: { kind: identifier.kind, key: identifier.key },
        field: "",
        count: records.count,
        unit: records.unit === "record" ? "records" : "recordings",
        places: records.places,
        detail:
          records.attribution === "conflict"
            ? `${kindWords(identifier.kind)} of another customer, by the registry, stands in what is otherwise the requester's`
            : `${kindWords(identifier.kind)} of another customer, by the registry, stands in it, and nothing else says whose it is`,
      };
    }
  },
};

export const registryMention: Rule = {
  id: "registry-mention",
  level: "note",
  words: {
    title: "Another customer is mentioned",
    help: "By the registry of all customers, an identifier of another customer stands in a text or a field that says nothing of owners: in what is the requester's, in what others wrote to them, in an attachment. It changes no verdict; look whether the mention may be released.",
  },
  *find(facts) {
    for (const mention of facts.registryMentions ?? [])
      if (!mention.isOpen) yield found(mention, "is mentioned in it");
  },
};

export const registryNamed: Rule = {
  id: "registry-named",
  level: "unproven",
  words: {
    title: "Another customer is named in what names nobody else",
    help: "By the registry of all customers, an account, a person, a household or a device of another customer stands in a text, and nothing else in the file says whose it is. It may mention them, or be theirs: look at it. Accepting the file in the policy does not settle this.",
  },
  *find(facts) {
    for (const mention of facts.registryMentions ?? [])
      if (mention.isOpen) yield found(mention, "stands in it, and nothing else says whose it is");
  },
};

function found(
  { entry, kind, key, owners, count, places }: RegistryMention,
  words: string,
): Omit<Finding, "rule" | "level"> {
  return {
    row: entry,
    owner: -1,
    identifier: { kind, key },
    field: "",
    count,
    unit: "mentions",
    places,
    detail: `${kindWords(kind)} of ${customers(owners)} ${words}`,
  };
}

function customers(owners: readonly number[]): string {
  const [first, ...more] = owners;
  return more.length === 0 ? `registry owner #${first ?? 0}` : `one of ${owners.length} registry owners`;
}
