import type { JudgedRecords, Rule, UndecidedReason } from "../model/facts.ts";

const WORDS: Readonly<Record<UndecidedReason, { title: string; help: string; says: string }>> = {
  "nobody-named": {
    title: "Nobody is named as the owner",
    help: "Nothing in these records says whose they are. Name a layout of your export (-l), let a manifest name the files, or accept them in the policy after a look.",
    says: "nothing says whose",
  },
  untold: {
    title: "An identifier the subject file says nothing about",
    help: "The owner is named by a kind of identifier that the subject file does not tell, so it cannot be compared. Tell the requester's identifiers of that kind.",
    says: "the owner's identifier is of a kind or issuer that the subject file does not tell",
  },
  "registry-disagrees": {
    title: "The requester's by the registry, not by the subject file",
    help: "The subject file tells identifiers of this kind and not this one; the registry of all customers says that it is the requester's. One of the two is incomplete: if it is theirs, add it to the subject file.",
    says: "by the registry it is the requester's, and the subject file does not list it",
  },
  "interval-border": {
    title: "Within a day of an interval's end",
    help: "The identifier was the requester's only for some days, and the record lies within one day of an end. Clocks and time zones do not allow to decide.",
    says: "the time lies within a day of the interval's end",
  },
  "no-usable-time": {
    title: "No usable time against an interval",
    help: "The identifier was the requester's only for some days, and the record has no time that can be read.",
    says: "no time to compare with the interval in the subject file",
  },
  "ambiguous-link": {
    title: "Named by a row that fits several files",
    help: "A row names a file, and more than one file of the bundle fits the name. It speaks for none of them.",
    says: "the row that names it fits another file as well",
  },
  "parties-only": {
    title: "Only senders, recipients or mentioned people",
    help: "These records name people who are not known to be the requester, and nobody as the owner.",
    says: "only parties or mentioned people are named, none of them the requester",
  },
  "product-not-owned": {
    title: "Marked as the requester's, from a device they do not have",
    help: "The records carry the requester's identifier, but only a device can have made them and the subject file says there is none. Check the subject file.",
    says: "the subject file says that the requester owns no device",
  },
  "other-profile": {
    title: "Another profile in the requester's own account",
    help: "The account is the requester's, but a person, a profile or a voice is named that the subject file does not list. List those whose data may be released (`people`), or take the others out.",
    says: "a profile or person of the account whom the subject file does not list",
  },
  counterparty: {
    title: "Other people in the requester's own records",
    help: "The policy wants a look at records in which somebody else writes, receives or is mentioned (`counterparties: review`). Look at them and accept them in the policy.",
    says: "somebody else writes, receives or is mentioned; the policy wants a look",
  },
  "below-least-basis": {
    title: "The requester's, but by less than the policy wants",
    help: "What makes these records the requester's is weaker than the policy's `least-basis`: a row that names them (`linked`) or what encloses them (`inherited`). Let the records name their owner themselves, lower `least-basis`, or accept them in the policy.",
    says: "it would be the requester's, but by less than the policy's `least-basis`",
  },
  disputed: {
    title: "Only a detected layout says that this is not the owner",
    help: "By its name the field says whose the record is, and somebody else stands in it. A layout that was detected calls them a person who is only mentioned. If you know that the bundle is such an export, give the layout (-l); if it is not, this is somebody else's record.",
    says: "somebody else stands as the owner, and only a detected layout calls them a person who is mentioned",
  },
};

/** Which identifiers could not be compared: `: account (accountId)`. Fields, never values. */
function named(records: JudgedRecords): string {
  if (records.why === "nobody-named" || records.why === "ambiguous-link") return "";
  const disputed = records.untold.find((claim) => claim.disputed !== undefined);
  if (disputed !== undefined) return `: -l ${disputed.disputed ?? ""} (${disputed.field})`;
  const kinds = new Set(records.untold.map((claim) => `${claim.kind} (${claim.field})`));
  return kinds.size === 0 ? "" : `: ${[...kinds].slice(0, 3).join(", ")}`;
}

/** Records that nobody could be found for: one rule for each reason. */
export const UNATTRIBUTED_RULES: readonly Rule[] = Object.entries(WORDS).map(([why, words]) => ({
  id: `unattributed-${why}`,
  level: "unproven",
  words: { title: words.title, help: words.help },
  *find(facts) {
    for (const records of facts.judged) {
      if (records.attribution !== "unattributed" || records.why !== why) continue;
      yield {
        row: records.entry,
        owner: -1,
        identifier: undefined,
        field: "",
        count: records.count,
        unit: records.unit === "record" ? "records" : "recordings",
        places: records.places,
        detail: `${words.says}${named(records)}`,
      };
    }
  },
}));
