import type { Rule } from "../model/facts.ts";
import { number } from "../model/number.ts";

export const couldInherit: Rule = {
  id: "could-inherit",
  level: "note",
  words: {
    title: "Records that could rest on the account of the export",
    help: "These records name nobody, but a layout that was detected says that all of such an export belong to the account that this entry names. If you know that the bundle is such an export, give the layout (-l).",
  },
  *find({ couldInherit: found }) {
    for (const { layout, anchor, records } of found)
      yield {
        row: anchor,
        owner: -1,
        identifier: undefined,
        field: layout,
        count: records,
        unit: "records",
        places: [],
        detail: `${number(records)} ${records === 1 ? "record names" : "records name"} nobody and could rest on the account that this file names: -l ${layout}`,
      };
  },
};
