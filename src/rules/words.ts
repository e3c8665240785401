import { number } from "../model/number.ts";
import type { Facts, JudgedRecords } from "../model/facts.ts";

/** `1 record`, `1,700 recordings`. */
export function counted(count: number, unit: string): string {
  return `${number(count)} ${unit}${count === 1 ? "" : "s"}`;
}

export function namedBySentence(records: JudgedRecords, word: string, facts: Facts): string {
  const path = facts.entries[records.namedBy[0] ?? -1]?.path ?? "";
  return `it is named by a row of ${path} that carries this ${word}`;
}
