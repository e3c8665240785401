import type { Rule } from "../model/facts.ts";

export const deletedItem: Rule = {
  id: "deleted-item",
  level: "note",
  words: {
    title: "Something that the requester had deleted is still there",
    help: "The list of deleted items (--deleted) names it, and it stands in this file. It changes no verdict, but tells that something is kept that should not be.",
  },
  *find({ deletedItems }) {
    for (const { entry, item, count, places } of deletedItems)
      yield {
        row: entry,
        owner: -1,
        identifier: undefined,
        field: `item ${item}`,
        count,
        unit: "entries",
        places,
        detail: `item ${item} of the list of deleted items stands in it`,
      };
  },
};
