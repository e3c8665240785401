import type { Rule } from "../model/facts.ts";
import { counted } from "./words.ts";

export const notRegistered: Rule = {
  id: "not-registered",
  level: "unproven",
  words: {
    title: "Records of something that the export's own list leaves out",
    help: "The export lists what belongs to the account (its devices), and these records come from another one. Either the list is not complete, or the records are somebody else's: ask whose that one is.",
  },
  *find({ unregistered, entries }) {
    for (const { entry, register, field, values, count, places } of unregistered)
      yield {
        row: entry,
        owner: -1,
        identifier: undefined,
        field,
        count,
        unit: "records",
        places,
        detail: `${counted(values, "value")} of ${field} in ${counted(count, "record")} ${values === 1 ? "is" : "are"} not in the list of ${entries[register]?.path ?? ""}`,
      };
  },
};
