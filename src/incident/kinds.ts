import type { DataKind } from "../model/people.ts";

/** ENISA's four classes of data, with the score that each begins at (2013, annex A). */
export const CLASS_SCORES = { simple: 1, behavioural: 2, financial: 3, sensitive: 4 } as const;
export type DataClass = keyof typeof CLASS_SCORES;

interface KindWords {
  /** As it stands in a list: `voice recordings`. */
  readonly name: string;
  readonly dataClass: DataClass;
  /** A candidate for Art. 9. */
  readonly special: boolean;
  /** What may follow for the person, in words a letter can use. */
  readonly consequence: string;
}

/** What is said of each kind of data. */
export const KIND_WORDS: Readonly<Record<DataKind, KindWords>> = {
  voice: {
    name: "voice recordings",
    dataClass: "behavioural",
    special: false,
    consequence: "being recognised by the voice, a voice that is imitated, private talk that becomes known",
  },
  transcripts: {
    name: "transcripts of what was said",
    dataClass: "behavioural",
    special: false,
    consequence: "private talk and daily habits that become known",
  },
  pictures: {
    name: "pictures",
    dataClass: "behavioural",
    special: false,
    consequence: "being recognised, pictures that are published",
  },
  video: {
    name: "videos",
    dataClass: "behavioural",
    special: false,
    consequence: "being recognised, videos that are published",
  },
  location: {
    name: "places and movements",
    dataClass: "behavioural",
    special: false,
    consequence: "being found or followed, burglary while nobody is at home",
  },
  contacts: {
    name: "contacts",
    dataClass: "simple",
    special: false,
    consequence: "other people who are drawn in, messages that pretend to come from an acquaintance",
  },
  messages: {
    name: "messages",
    dataClass: "behavioural",
    special: false,
    consequence: "private correspondence that becomes known, pressure, loss of trust",
  },
  purchases: {
    name: "purchases and orders",
    dataClass: "behavioural",
    special: false,
    consequence: "habits that become known, messages that pretend to come from a shop",
  },
  financial: {
    name: "financial data",
    dataClass: "financial",
    special: false,
    consequence: "fraud, payments that were not made by the person",
  },
  credentials: {
    name: "passwords, keys or other credentials",
    dataClass: "financial",
    special: false,
    consequence: "accounts that others log in to",
  },
  health: {
    name: "hints of health",
    dataClass: "sensitive",
    special: true,
    consequence: "discrimination, shame, disadvantages at work or with insurers",
  },
  beliefs: {
    name: "hints of religion, politics or sexual life",
    dataClass: "sensitive",
    special: true,
    consequence: "discrimination, shame, threats",
  },
  "smart-home": {
    name: "what was switched and measured in a home",
    dataClass: "behavioural",
    special: false,
    consequence: "it becomes known when somebody is at home and how they live",
  },
  activity: {
    name: "what was used, watched or searched for",
    dataClass: "behavioural",
    special: false,
    consequence: "habits and interests that become known",
  },
  profile: {
    name: "profile and account details",
    dataClass: "simple",
    special: false,
    consequence: "identity theft, messages that pretend to come from the controller",
  },
  other: {
    name: "other data",
    dataClass: "simple",
    special: false,
    consequence: "loss of control over their own data",
  },
};

/** `kinds` of ENISA's class. */
export function ofClass(kinds: readonly DataKind[], dataClass: DataClass): readonly DataKind[] {
  return kinds.filter((kind) => KIND_WORDS[kind].dataClass === dataClass);
}
