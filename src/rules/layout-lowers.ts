import type { Rule } from "../model/facts.ts";
import { number } from "../model/number.ts";

/** Fields of one entry that are named; the JSON report has all that are followed. */
const MAX_NAMED = 5;

export const layoutLowers: Rule = {
  id: "layout-lowers",
  level: "note",
  words: {
    title: "A layout takes an owner away from a field",
    help: "Without the layout this field names the owner of a record, or one of a higher rank. By its exact path the layout is believed; for a path at any depth (**.) it is not, and the field counts as before. See that the layout says what you mean.",
  },
  *find({ lowered }) {
    const byEntry = new Map<number, (typeof lowered)[number][]>();
    for (const one of lowered) byEntry.set(one.entry, [...(byEntry.get(one.entry) ?? []), one]);
    for (const [row, fields] of byEntry) {
      const named = fields.slice(0, MAX_NAMED).map(words);
      const more = fields.length - named.length;
      if (more > 0) named.push(`and ${number(more)} more`);
      yield {
        row,
        owner: -1,
        identifier: undefined,
        field: fields.map(({ layout, at }) => `${layout} ${at}`).join("\n"),
        count: 1,
        unit: "entries",
        places: [],
        detail: named.join("; "),
      };
    }
  },
};

function words({
  layout,
  at,
  means,
  followed,
}: {
  layout: string;
  at: string;
  means: string;
  followed: boolean;
}): string {
  return followed
    ? `${layout} says that ${at} is ${means}: it names no owner here`
    : `${layout} says that ${at} is ${means}, which is not followed: only an exact path may take an owner away`;
}
