import type { Rule } from "../model/facts.ts";

export const strayProduct: Rule = {
  id: "stray-product",
  level: "stray",
  words: {
    title: "A product the requester does not have",
    help: "Only a device can have made these files, and the subject file says that the requester owns none. They need no identifier to be somebody else's. If the requester does own such a device, name it in the subject file.",
  },
  *find(facts) {
    for (const records of facts.judged) {
      if (records.attribution !== "stray" || records.foreign.length > 0 || records.deviceMade === null)
        continue;
      if (records.why === "counterparty") continue;
      yield {
        row: records.entry,
        owner: -1,
        identifier: undefined,
        field: "",
        count: records.count,
        unit: records.unit === "record" ? "records" : "recordings",
        places: records.places,
        detail: `the subject file says "devices: none"; layout ${records.deviceMade} says that a device made this`,
      };
    }
  },
};
