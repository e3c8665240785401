import { number } from "../model/number.ts";
import type { Rule } from "../model/facts.ts";

export const identifierNotSeen: Rule = {
  id: "identifier-not-seen",
  level: "note",
  words: {
    title: "An identifier of the requester was never seen",
    help: "The subject file tells it, and it stands nowhere in the bundle. A second account or a device may be missing from the export; or it has no data.",
  },
  *find({ subject: { seen, unseen } }) {
    // That none was seen at all is said by itself.
    if (seen === 0 || unseen.length === 0) return;
    const count = unseen.reduce((sum, one) => sum + one.unseen, 0);
    const kinds = unseen.map((one) => `${number(one.unseen)} of ${number(one.told)} (${one.kind})`);
    yield {
      row: -1,
      owner: -1,
      identifier: undefined,
      field: "",
      count,
      unit: "rows",
      places: [],
      detail: `identifiers of the subject file that stand nowhere in the bundle: ${kinds.join(", ")}`,
    };
  },
};
