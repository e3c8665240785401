import { number } from "../model/number.ts";
import type { Facts, JudgedRecords } from "../model/facts.ts";
import type { Kind } from "../model/kinds.ts";

/** `1 record`, `1,700 recordings`. */
export function counted(count: number, unit: string): string {
  return `${number(count)} ${unit}${count === 1 ? "" : "s"}`;
}

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  account: "an account",
  email: "an e-mail address",
  phone: "a phone number",
  person: "a person",
  household: "a household",
  device: "a device",
  handle: "a handle",
  name: "a name",
};

/** `an account`. */
export function kindWords(kind: Kind): string {
  return KIND_WORDS[kind];
}

export function namedBySentence(records: JudgedRecords, word: string, facts: Facts): string {
  const path = facts.entries[records.namedBy[0] ?? -1]?.path ?? "";
  return `it is named by a row of ${path} that carries this ${word}`;
}
