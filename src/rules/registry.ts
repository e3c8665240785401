import type { RegistryMention, Rule } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import { number } from "../model/number.ts";
import { sweptFinding } from "./swept.ts";
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
      const what = `${kindWords(identifier.kind)} of another customer, by the registry, stands in`;
      yield sweptFinding(records, identifier, [
        `${what} what is otherwise the requester's`,
        `${what} it where nothing else says whose it is`,
      ]);
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
    const noted = (facts.registryMentions ?? []).filter(({ isOpen }) => !isOpen);
    for (const mentions of byEntry(noted)) yield* found(mentions, "mentioned in it");
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
    const open = (facts.registryMentions ?? []).filter(({ isOpen }) => isOpen);
    for (const mentions of byEntry(open))
      yield* found(
        mentions,
        mentions.some(({ isPartly }) => isPartly)
          ? "in it, and some of its records name nobody"
          : "in it, and nothing else says whose it is",
      );
  },
};

/** Customers that a finding names by their numbers. */
const MAX_CUSTOMERS = 3;

function byEntry(mentions: readonly RegistryMention[]): Iterable<readonly RegistryMention[]> {
  const groups = new Map<number, RegistryMention[]>();
  for (const mention of mentions) {
    const group = groups.get(mention.entry);
    if (group === undefined) groups.set(mention.entry, [mention]);
    else group.push(mention);
  }
  return groups.values();
}

/** A finding each; those of an entry become one, so that each of them says what holds for all. */
function* found(
  mentions: readonly RegistryMention[],
  words: string,
): Generator<Omit<Finding, "rule" | "level">> {
  const detail = `${whose(mentions)} ${words}`;
  for (const { entry, kind, key, count, places } of mentions)
    yield {
      row: entry,
      owner: -1,
      identifier: { kind, key },
      field: "",
      count,
      unit: "mentions",
      places,
      detail,
    };
}

/** What stands there and whose it is, with its verb. */
function whose(mentions: readonly RegistryMention[]): string {
  const [first] = mentions;
  const [only, ...others] = new Set(mentions.flatMap(({ owners }) => owners));
  if (first === undefined || only === undefined) return "";
  if (mentions.length === 1 && others.length > 0)
    return `${kindWords(first.kind)} of one of ${1 + others.length} registry owners is`;
  if (others.length === 0) {
    const what = mentions.length === 1 ? kindWords(first.kind) : `${number(mentions.length)} identifiers`;
    return `${what} of registry owner #${only} ${mentions.length === 1 ? "is" : "are"}`;
  }
  const named = [only, ...others].slice(0, MAX_CUSTOMERS).map((owner) => `#${owner}`);
  const more = 1 + others.length - named.length;
  return `${number(mentions.length)} identifiers of registry owners ${named.join(", ")}${more > 0 ? ` and ${number(more)} more` : ""} are`;
}
