import type { Rule } from "../model/facts.ts";

export const foreignName: Rule = {
  id: "foreign-name",
  level: "unproven",
  words: {
    title: "A name carries another person's identifier",
    help: "The name of the bundle, of a folder or file, or a comment holds an identifier that looks like the requester's and is not. A name proves nothing for anybody, but a stranger's does not belong there: find out why.",
  },
  *find(facts) {
    for (const { entry, kind, key, where } of facts.foreignNames) {
      yield {
        row: entry,
        owner: -1,
        identifier: { kind, key },
        field: "",
        count: 1,
        unit: "entries",
        places: entry < 0 ? [] : [{ unit: "name" }],
        detail: `${where} holds an identifier of the same form as the requester's, which is not theirs`,
      };
    }
  },
};
