import type { Disagreement } from "../model/evidence.ts";
import type { Facts, Rule } from "../model/facts.ts";
import type { Place } from "../model/place.ts";
import { counted } from "./words.ts";

export const fieldsDisagree: Rule = {
  id: "fields-disagree",
  level: "unproven",
  words: {
    title: "Two fields of a record contradict each other",
    help: "They name the same thing by what is known of this export, and say different ones: records may be put together from two. Rows like that speak for no file. Find out which of the fields is right before you release.",
  },
  *find({ disagreements }) {
    for (const [entry, found] of byEntry(disagreements)) {
      const several = found.length > 1;
      yield {
        row: entry,
        owner: -1,
        identifier: undefined,
        field: "",
        count: found.reduce((sum, { count }) => sum + count, 0),
        unit: "records",
        places: found.flatMap(({ fields, places }) => places.map((place) => withFields(place, fields))),
        detail: found
          .map((one) => (several ? `${words(one)} (${counted(one.count, "record")})` : words(one)))
          .join("; "),
      };
    }
  },
};

function words({ about, fields: [first, second] }: Disagreement): string {
  return about === "time"
    ? `the hour that ${first} holds is not that of the record`
    : `${first} and ${second} name a different ${about} each`;
}

function withFields(place: Place, [first, second]: Disagreement["fields"]): Place {
  const named = `${first} and ${second}`;
  return { ...place, path: place.path === undefined || place.path === "" ? named : `${place.path}.${named}` };
}

function byEntry(disagreements: Facts["disagreements"]): Map<number, Disagreement[]> {
  const entries = new Map<number, Disagreement[]>();
  for (const one of disagreements) {
    const found = entries.get(one.entry) ?? [];
    entries.set(one.entry, found);
    found.push(one);
  }
  return entries;
}
