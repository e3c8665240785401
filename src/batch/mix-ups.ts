import { number } from "../model/number.ts";
import type { BatchRequest, RequestResult } from "./request.ts";
import type { SharedContents, SharedFiles } from "./shared.ts";
import type { Subjects } from "./subjects.ts";

/** Requests that one sentence names. */
const MAX_NAMED = 4;

/** What only shows when several bundles are looked at. */
export interface MixUp {
  readonly kind:
    "swapped" | "donor" | "same-archive" | "same-recordings" | "same-records" | "told-twice" | "released";
  /** `hold`: a request of it that is clean by itself is not proven (3). `note`: nothing changes. */
  readonly level: "hold" | "note";
  readonly requests: readonly string[];
  readonly what: string;
  /** What to do. */
  readonly next: string;
  /** Files that are in several bundles: the first half of their SHA-256, and where they are. */
  readonly files: readonly {
    readonly sha256: string;
    readonly in: readonly { readonly ref: string; readonly entry: number }[];
  }[];
}

/** Everything that was found, what is worst first. */
export function mixUpsOf(
  requests: readonly BatchRequest[],
  results: readonly RequestResult[],
  shared: SharedContents,
  subjects: Subjects,
): readonly MixUp[] {
  return [
    ...strangersOf(results),
    ...sameArchives(results),
    ...released(results),
    ...shared.groups().map((group) => sharedFiles(group, requests, subjects)),
    ...toldTwice(requests, subjects),
  ].toSorted((a, b) => Number(a.level === "note") - Number(b.level === "note"));
}

/** Swapped pairs and donors: whose the strangers of the bundles are. */
function strangersOf(results: readonly RequestResult[]): MixUp[] {
  const known = new Map<string, { readonly from: string; readonly into: RequestResult; items: Items }>();
  const unsure: MixUp[] = [];
  const holders = new Map(
    results.map(({ ref, strangers }) => [ref, new Set(strangers.flatMap(({ requests }) => requests))]),
  );
  for (const into of results) {
    for (const { id, records, recordings, requests } of into.strangers) {
      // Of several whose it may be (one person asked twice), the one that has this person's data itself is the other half.
      const halves = requests.filter((ref) => holders.get(ref)?.has(into.ref) === true);
      const [from] = halves.length === 1 ? halves : requests;
      if (from === undefined) continue;
      if (requests.length > 1 && halves.length !== 1) {
        unsure.push({
          kind: "donor",
          level: "hold",
          requests: [into.ref, ...requests],
          what: `${into.ref} holds ${itemWords({ records, recordings })} of one of ${named(requests)} (${id} there): an identifier that they share`,
          next: `Hold ${into.ref}. See whose they are, and whether that bundle misses them.`,
          files: [],
        });
        continue;
      }
      const key = JSON.stringify([from, into.ref]);
      const before = known.get(key)?.items ?? { records: 0, recordings: 0 };
      const items = { records: before.records + records, recordings: before.recordings + recordings };
      known.set(key, { from, into, items });
    }
  }
  const found: MixUp[] = [];
  for (const { from, into, items } of known.values()) {
    const back = known.get(JSON.stringify([into.ref, from]));
    const whole = (result: RequestResult): string => (result.own === 0 ? ", and nothing of its own" : "");
    if (back === undefined) {
      found.push({
        kind: "donor",
        level: "hold",
        requests: [into.ref, from],
        what: `${into.ref} holds ${itemWords(items)} of ${from}${whole(into)}`,
        next: `Hold both. Make ${into.ref} again, and see whether ${from} misses this part.`,
        files: [],
      });
    } else if (known.delete(JSON.stringify([into.ref, from]))) {
      found.push({
        kind: "swapped",
        level: "hold",
        requests: [into.ref, from],
        what: `${into.ref} holds ${itemWords(items)} of ${from}${whole(into)}; ${from} holds ${itemWords(back.items)} of ${into.ref}${whole(back.into)}`,
        next:
          into.own === 0 && back.into.own === 0
            ? "Hold both: each seems to be the other's. Swap them, and check both again."
            : "Hold both: parts of them were swapped. Make both again.",
        files: [],
      });
    }
  }
  const weight = (one: MixUp): number => (one.kind === "swapped" ? 0 : 1);
  return [...found.toSorted((a, b) => weight(a) - weight(b)), ...unsure];
}

function sameArchives(results: readonly RequestResult[]): MixUp[] {
  const byDigest = new Map<string, string[]>();
  for (const { ref, bundle } of results) {
    const sha256 = bundle?.sha256 ?? undefined;
    if (sha256 !== undefined) byDigest.set(sha256, [...(byDigest.get(sha256) ?? []), ref]);
  }
  return [...byDigest.values()]
    .filter((refs) => refs.length > 1)
    .map((refs) => ({
      kind: "same-archive",
      level: "hold",
      requests: refs,
      what: `${named(refs)} have the same archive, byte for byte`,
      next: "Hold them: at most one can be the right one, unless one person asked twice.",
      files: [],
    }));
}

function released(results: readonly RequestResult[]): MixUp[] {
  return results.flatMap(({ ref, released: sentences }) =>
    sentences.map((sentence) => ({
      kind: "released" as const,
      level: "hold" as const,
      requests: [ref],
      what: `${ref}: ${sentence}`,
      next: "Hold it, and look at the other request: one of the two got a file made for somebody else.",
      files: [],
    })),
  );
}

function sharedFiles(group: SharedFiles, requests: readonly BatchRequest[], subjects: Subjects): MixUp {
  const refOf = (index: number): string => requests[index]?.ref ?? "";
  const refs = group.requests.map(refOf);
  const [first = 0] = group.requests;
  const isOneHome = group.requests.every((other) => other === first || subjects.share(first, other));
  const unit = group.isRecording ? "recording" : "file";
  const many = group.count === 1 ? `The same ${unit} is` : `The same ${number(group.count)} ${unit}s are`;
  const how = group.by === "sound" ? " (the same sound or picture, with other words about it)" : "";
  const isDoubtful = group.isRecording && group.isOwnTwice && !isOneHome;
  return {
    kind: group.isRecording ? "same-recordings" : "same-records",
    level: isDoubtful ? "hold" : "note",
    requests: refs,
    what: `${many} in ${named(refs)}${how}`,
    next: isDoubtful
      ? "Hold them: each says that they are its own, and both cannot be. Listen to one, or look at it."
      : isOneHome
        ? "They share an identifier, so this may be right."
        : group.isRecording
          ? "One may have got them from the other; see what each report says of them."
          : "A conversation of both, or a page that every export has, may be right.",
    files: group.examples.map(({ digest, places }) => ({
      sha256: digest,
      in: places.map(({ request, position }) => ({ ref: refOf(request), entry: position })),
    })),
  };
}

/** An identifier of one person in the rows of several requests. */
function toldTwice(requests: readonly BatchRequest[], subjects: Subjects): MixUp[] {
  const groups = new Map<string, { readonly isOnePerson: boolean; readonly refs: string[] }>();
  for (const { a, b, isPersonal, isOnePerson } of subjects.sharing()) {
    if (!isPersonal) continue;
    // Those who seem to be one person are told together, the others pair by pair.
    const key = isOnePerson ? `${a}` : `${a} ${b}`;
    const group = groups.get(key) ?? { isOnePerson, refs: [requests[a]?.ref ?? ""] };
    groups.set(key, group);
    group.refs.push(requests[b]?.ref ?? "");
  }
  return [...groups.values()].map(({ isOnePerson, refs }) => ({
    kind: "told-twice",
    level: isOnePerson ? "note" : "hold",
    requests: refs,
    what: isOnePerson
      ? `${named(refs)} seem to be of one person`
      : `${named(refs)} are told the same account, e-mail address, phone or person, and others that differ`,
    next: isOnePerson
      ? "Nothing, if one person asked twice."
      : "Compare the rows with the requests: a wrong cell makes one person's data pass for the other's.",
    files: [],
  }));
}

interface Items {
  readonly records: number;
  readonly recordings: number;
}

function itemWords({ records, recordings }: Items): string {
  const words = [
    ...(recordings === 0 ? [] : [`${number(recordings)} recording${recordings === 1 ? "" : "s"}`]),
    ...(records === 0 ? [] : [`${number(records)} record${records === 1 ? "" : "s"}`]),
  ];
  return words.length === 0 ? "something" : words.join(" and ");
}

/** `A, B and 12 more`. */
function named(refs: readonly string[]): string {
  if (refs.length > MAX_NAMED)
    return `${refs.slice(0, MAX_NAMED - 1).join(", ")} and ${number(refs.length - MAX_NAMED + 1)} more`;
  return refs.length < 2 ? refs.join("") : `${refs.slice(0, -1).join(", ")} and ${refs.at(-1) ?? ""}`;
}
