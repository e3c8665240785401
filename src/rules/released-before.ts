import type { Rule } from "../model/facts.ts";

export const releasedBefore: Rule = {
  id: "released-before",
  level: "unproven",
  words: {
    title: "These bytes were released to another request",
    help: "The ledger of releases says that an archive with the same bytes was released for another request. One of the two got a file that was made for somebody else, or one person asked twice under two numbers. Hold it, and look at the other request.",
  },
  *find(facts) {
    for (const { ref, at } of facts.released ?? []) {
      yield {
        row: -1,
        owner: -1,
        identifier: undefined,
        field: "",
        count: 1,
        unit: "entries",
        places: [],
        detail: `an archive with the same bytes was released for the request ${ref} (${at})`,
      };
    }
  },
};
