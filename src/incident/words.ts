import { number } from "../model/number.ts";
import type { Share, PeopleCount } from "../model/people.ts";

/** `1 record`, `1,700 records`; `entry` becomes `entries`, `person` becomes `people`. */

export function counted(many: number, one: string): string {
  if (many === 1) return `1 ${one}`;
  if (one === "person") return `${number(many)} people`;
  return `${number(many)} ${/[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`}`;
}

/** `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** `12 records and 12 recordings`; records count rows, objects and messages, recordings count files. */
export function amountOf({ records, recordings }: Pick<Share, "records" | "recordings">): string {
  if (recordings === 0 && records > 0) return counted(records, "record");
  if (records === 0 && recordings > 0) return counted(recordings, "recording");
  return `${counted(records, "record")} and ${counted(recordings, "recording")}`;
}

/** `3`, `1 to 3`, `at least 1`. */
export function rangeOf({ atLeast, atMost }: Pick<PeopleCount, "atLeast" | "atMost">): string {
  if (atMost === null) return `at least ${number(atLeast)}`;
  return atLeast === atMost ? number(atLeast) : `${number(atLeast)} to ${number(atMost)}`;
}

/** `1 person`, `at least 1 person`, `1 to 3 people`. */
export function peopleOf(count: Pick<PeopleCount, "atLeast" | "atMost">): string {
  const isOne = count.atLeast === 1 && (count.atMost === 1 || count.atMost === null);
  return `${rangeOf(count)} ${isOne ? "person" : "people"}`;
}

/** Minutes of sound and video: exact, or a lower bound where lengths are not known; undefined where there is none. */
export function minutesOf({ seconds, untimed }: Pick<Share, "seconds" | "untimed">): string | undefined {
  if (seconds === 0 && untimed === 0) return undefined;
  const minutes = `${number(Math.floor(seconds / 60))} min ${Math.floor(seconds % 60)} s of sound and video`;
  return untimed === 0
    ? minutes
    : `at least ${minutes}; ${counted(untimed, "recording")} of unknown length not included`;
}
