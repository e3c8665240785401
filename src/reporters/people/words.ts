import { number } from "../../model/number.ts";
import type { DataKind, KindCount, PeopleCount, PeopleReport, Share } from "../../model/people.ts";
import { counted, listed } from "../text-words.ts";

/** What the kinds of data are called. */
export const KIND_WORDS: Readonly<Record<DataKind, string>> = {
  voice: "voice",
  transcripts: "transcripts of speech",
  pictures: "pictures",
  video: "video",
  location: "location",
  contacts: "contacts",
  messages: "messages",
  purchases: "purchases",
  financial: "bank and payment",
  credentials: "passwords and keys",
  health: "health hints",
  beliefs: "beliefs and origin",
  "smart-home": "smart home",
  activity: "activity",
  profile: "profile",
  other: "other",
};

/** `at least 1, at most 3 people`, `2 people`, `nobody`; `nobody who can be told apart` where there may be anybody. */
export function countWords({ atLeast, atMost }: PeopleCount, isOthers: boolean): string {
  const other = isOthers ? "other " : "";
  const people = (many: number): string => `${other}${many === 1 ? "person" : "people"}`;
  if (atMost === null && atLeast === 0)
    return isOthers ? "nobody else who can be told apart" : "nobody who can be told apart";
  if (atMost === null) return `at least ${number(atLeast)} ${people(atLeast)}`;
  if (atLeast === atMost)
    return atLeast === 0 ? (isOthers ? "nobody else" : "nobody") : `${number(atLeast)} ${people(atLeast)}`;
  return `at least ${number(atLeast)}, at most ${number(atMost)} ${people(atMost)}`;
}

/** `1,700 recordings and 50 records`. */
export function shareWords({ records, recordings }: Pick<Share, "records" | "recordings">): string {
  const parts = [
    ...(recordings > 0 ? [counted(recordings, "recordings")] : []),
    ...(records > 0 || recordings === 0 ? [counted(records, "records")] : []),
  ];
  return listed(parts);
}

/** `voice: 1,700 recordings`. */
export function kindWords({ kind, records, recordings, entries }: KindCount): string {
  return `${KIND_WORDS[kind]}: ${shareWords({ records, recordings })} in ${counted(entries, "files")}`;
}

/** Length of sound and video: `4 min 12 s`; empty where there is none. */
export function lengthWords({ seconds, untimed }: Pick<Share, "seconds" | "untimed">): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  const text = minutes === 0 ? `${whole} s` : `${number(minutes)} min ${whole % 60} s`;
  const more = untimed > 0 ? `${counted(untimed, "recordings")} of unknown length` : "";
  if (seconds <= 0) return more;
  return more === "" ? text : `${text}, and ${more}`;
}

/** Who asked, or that nobody did. */
export function requestWords({ requester }: PeopleReport): string {
  if (requester === null) return "not told (-s): nobody is taken for the one who asked";
  const seen = requester.seen.reduce((total, one) => total + one.number, 0);
  const told = requester.told.reduce((total, one) => total + one.number, 0);
  return `${requester.ref}; ${number(seen)} of ${number(told)} identifiers of the requester seen`;
}

/** A share without its unit words, for tables: minutes and seconds. */
export function clockWords({ seconds }: Pick<Share, "seconds">): string {
  const whole = Math.round(seconds);
  return whole === 0 ? "" : `${number(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, "0")}`;
}
