import type { StrangerIdentifier } from "../../attribution/owners.ts";
import { isAccountLike, type Kind } from "../../model/kinds.ts";
import { number } from "../../model/number.ts";
import type { PeopleCount } from "../../model/people.ts";
import { formOf } from "./besides.ts";

/** What a count of people rests on. */
export interface CountInput {
  /** Identifiers of each, without the requester. */
  readonly people: readonly (readonly StrangerIdentifier[])[];
  /** Entries that were not inspected and that no policy line accepts. */
  readonly notInspected: number;
  /** Records and recordings that name nobody, without those that a policy line accepts. */
  readonly unnamed: { readonly records: number; readonly recordings: number };
  /** Some of these certainly are not the requester's. */
  readonly hasNamelessStranger: boolean;
  /** Identifiers that stand only in names of files or of the bundle. */
  readonly inNames: number;
  /** The archive was cut off, or is one part of several. */
  readonly isCutOff: boolean;
  /** Whoever stands in the bundle was told apart. */
  readonly isComplete: boolean;
}

/**
 * How many people there are at least and at most. Two who have an account of one form, an address or a number are taken
 * for two; one who is known by an account only and one who is known by an address only may be the same.
 */
export function countPeople(input: CountInput): PeopleCount {
  const { people, notInspected, unnamed, inNames, isCutOff, isComplete } = input;
  const strong = people.filter((identifiers) => identifiers.some(({ kind }) => isAccountLike(kind)));
  const loose = people.length - strong.length;
  const surely = Math.max(0, ...sizesOfForms(strong), ...profiles(people));
  const atLeast = Math.max(surely, people.length > 0 || input.hasNamelessStranger ? 1 : 0);
  const why = [
    ...(strong.length > surely && strong.length > 1
      ? [
          `${number(strong.length - surely)} of ${number(strong.length)} people ${strong.length - surely === 1 ? "is" : "are"} known by another kind of identifier than the rest, and may be the same as one of them`,
        ]
      : []),
    ...(loose > 0
      ? [
          looseSentence(
            people.filter((one) => !strong.includes(one)),
            people.length,
          ),
        ]
      : []),
  ];
  const unbounded = [
    ...(notInspected > 0
      ? [
          `${number(notInspected)} ${notInspected === 1 ? "file was" : "files were"} not inspected and may be anybody's`,
        ]
      : []),
    ...(isCutOff
      ? ["an archive was cut off, or parts of it are not here: they may be of further people"]
      : []),
    ...unnamedSentence(unnamed),
    ...(isComplete ? [] : ["more identifiers were seen than are told apart"]),
  ];
  return {
    atLeast,
    atMost: unbounded.length > 0 ? null : people.length + inNames,
    why: [...(atLeast === people.length ? [] : why), ...namesSentence(inNames), ...unbounded],
  };
}

/** How many people have an identifier of a form, by form. */
function sizesOfForms(people: readonly (readonly StrangerIdentifier[])[]): readonly number[] {
  const sizes = new Map<string, number>();
  for (const identifiers of people) {
    const forms = new Set(identifiers.filter(({ kind }) => isAccountLike(kind)).map(formOf));
    for (const form of forms) sizes.set(form, (sizes.get(form) ?? 0) + 1);
  }
  return [...sizes.values()];
}

/** Profiles of one account are people of their own. */
function profiles(people: readonly (readonly StrangerIdentifier[])[]): readonly number[] {
  return [people.filter((identifiers) => identifiers.some(({ kind }) => kind === "person")).length];
}

const WORDS: Readonly<Partial<Record<Kind, readonly [string, string]>>> = {
  device: ["device", "devices"],
  household: ["household", "households"],
  person: ["profile", "profiles"],
};

function looseSentence(loose: readonly (readonly StrangerIdentifier[])[], all: number): string {
  const parts = (["device", "household", "person"] as const).flatMap((kind) => {
    const many = loose.filter((identifiers) => identifiers[0]?.kind === kind).length;
    const [one, several] = WORDS[kind] ?? [kind, kind];
    return many === 0 ? [] : [`${number(many)} ${many === 1 ? one : several}`];
  });
  const who = parts.join(", ").replace(/, (?=[^,]*$)/, " and ");
  const stand = loose.length === 1 ? "stands" : "stand";
  const others = loose.length < all ? ", or of the others" : ", or of one and the same";
  return `${who === "" ? number(loose.length) : who} ${stand} without an account: of further people${others}`;
}

function namesSentence(inNames: number): readonly string[] {
  if (inNames === 0) return [];
  const stand = inNames === 1 ? "identifier stands" : "identifiers stand";
  return [`${number(inNames)} ${stand} only in names of files and may be of further people`];
}

function unnamedSentence({ records, recordings }: CountInput["unnamed"]): readonly string[] {
  const parts = [
    ...(recordings > 0 ? [`${number(recordings)} ${recordings === 1 ? "recording" : "recordings"}`] : []),
    ...(records > 0 ? [`${number(records)} ${records === 1 ? "record" : "records"}`] : []),
  ];
  if (parts.length === 0) return [];
  const name = records + recordings === 1 ? "names" : "name";
  return [`${parts.join(" and ")} ${name} nobody who can be told apart and may be of further people`];
}
