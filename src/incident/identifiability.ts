import type { EntryShare, Survey } from "../engine/survey.ts";
import { placeText } from "../model/place.ts";
import { rankOf, type Kind } from "../model/kinds.ts";
import type { FindingView } from "../model/report.ts";
import type { DataKind, PersonView } from "../model/people.ts";
import type { IdentifiabilityView, IdentifiedBy } from "../model/incident.ts";
import { KIND_WORDS } from "./kinds.ts";
import { counted } from "./words.ts";

/** Places that are told of one thing that identifies people. */
const MAX_PLACES = 5;
/** What a finding says that has no place within its entry. */
const WHOLE = placeText({ unit: "entry" });
/** Ties that are told. */
const MAX_LINKS = 12;

const IDENTIFIER_WORDS: Readonly<Record<Kind, string>> = {
  account: "account numbers",
  email: "e-mail addresses",
  phone: "phone numbers",
  person: "numbers of profiles",
  household: "numbers of households",
  device: "serial numbers of devices",
  handle: "user names",
  name: "names",
};

/** Kinds of data that show or describe a person, so that others recognise them. */
const QUASI: readonly DataKind[] = [
  "voice",
  "pictures",
  "video",
  "transcripts",
  "location",
  "contacts",
  "messages",
  "profile",
  "smart-home",
  "purchases",
  "activity",
  "health",
  "beliefs",
  "financial",
  "credentials",
];

/** Where in the bundle stands what identifies people other than the requester: places, never values. */
export function identifiabilityOf(
  survey: Survey,
  others: readonly PersonView[],
  findings: readonly FindingView[],
): IdentifiabilityView {
  const paths = new Map(survey.entries.map(({ id, path }) => [id, path]));
  return {
    by: [...identifiers(survey, others, findings, paths), ...quasi(survey, others, paths)],
    linkage: linkage(others),
  };
}

function identifiers(
  { shares }: Survey,
  others: readonly PersonView[],
  findings: readonly FindingView[],
  paths: ReadonlyMap<string, string>,
): readonly IdentifiedBy[] {
  const kinds = (Object.keys(IDENTIFIER_WORDS) as Kind[]).toSorted((a, b) => rankOf(b) - rankOf(a));
  return kinds.flatMap((kind): readonly IdentifiedBy[] => {
    const people = others.filter((person) => person.identifiers.some((one) => one.kind === kind));
    if (people.length === 0) return [];
    const places = new Set<string>();
    for (const { identifier, entry, places: found } of findings) {
      if (places.size >= MAX_PLACES) break;
      // A recording that a row names does not hold the identifier itself.
      if (identifier?.kind === kind && entry !== null && found[0] !== undefined && found[0] !== WHOLE)
        places.add(`${entry}: ${found[0]}`);
    }
    for (const { id, tiedBy } of people) {
      if (places.size >= MAX_PLACES) break;
      const [tie] = tiedBy;
      if (places.size === 0 && tie !== undefined) places.add(tie.place);
      if (places.size === 0) addPaths(places, shares.get(id) ?? [], paths);
    }
    return [
      {
        what: IDENTIFIER_WORDS[kind],
        direct: rankOf(kind) === 4 || kind === "name",
        people: people.length,
        records: null,
        recordings: null,
        places: [...places],
      },
    ];
  });
}

function quasi(
  { shares }: Survey,
  others: readonly PersonView[],
  paths: ReadonlyMap<string, string>,
): readonly IdentifiedBy[] {
  return QUASI.flatMap((kind): readonly IdentifiedBy[] => {
    const having = others.flatMap((person) => {
      const count = person.kinds.find((one) => one.kind === kind);
      return count === undefined ? [] : [{ person, count }];
    });
    if (having.length === 0) return [];
    const places = new Set<string>();
    for (const { person } of having) {
      if (places.size >= MAX_PLACES) break;
      addPaths(
        places,
        (shares.get(person.id) ?? []).filter(({ kinds }) => kinds.includes(kind)),
        paths,
      );
    }
    return [
      {
        what: KIND_WORDS[kind].name,
        direct: false,
        people: having.length,
        records: having.reduce((sum, { count }) => sum + count.records, 0),
        recordings: having.reduce((sum, { count }) => sum + count.recordings, 0),
        places: [...places],
      },
    ];
  });
}

function addPaths(
  places: Set<string>,
  shares: readonly EntryShare[],
  paths: ReadonlyMap<string, string>,
): void {
  for (const { entry } of shares) {
    if (places.size >= MAX_PLACES) return;
    const path = paths.get(entry);
    if (path !== undefined) places.add(path);
  }
}

/** Which of their identifiers stand together: the way from one to the other. */
function linkage(others: readonly PersonView[]): readonly string[] {
  const ties = others.flatMap(({ id, tiedBy }) =>
    tiedBy.map(({ a, b, place }) => `${id}: ${a} and ${b} stand together, first at ${place}`),
  );
  const left = ties.length - MAX_LINKS;
  return left > 0 ? [...ties.slice(0, MAX_LINKS), `and ${counted(left, "more tie")}`] : ties;
}
