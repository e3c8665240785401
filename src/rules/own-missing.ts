import { number } from "../model/number.ts";
import type { Facts, Rule } from "../model/facts.ts";
import { counted } from "./words.ts";

export const ownMissing: Rule = {
  id: "own-missing",
  level: "note",
  words: {
    title: "Own files are missing where others' lie",
    help: "Rows of the requester name files that are not there, and in the same folder lie files of others, or of nobody known: they may have been exchanged, as in the exports of November 2019. Somebody else's export may hold what is missing here.",
  },
  *find(facts) {
    for (const [row, { path, missing }] of facts.entries.entries()) {
      if (missing.own === 0) continue;
      const folder = path.slice(0, path.lastIndexOf("/") + 1);
      const { strange, nobodys } = filesIn(facts, folder, row);
      if (strange + nobodys === 0) continue;
      const lie = [
        ...(strange > 0 ? [`${number(strange)} of other people`] : []),
        ...(nobodys > 0 ? [`${number(nobodys)} of nobody known`] : []),
      ];
      yield {
        row,
        owner: -1,
        identifier: undefined,
        field: "",
        count: missing.own,
        unit: "entries",
        places: [],
        detail: `${counted(missing.own, "file")} that the requester's rows name ${missing.own === 1 ? "is" : "are"} not there, and ${folder === "" ? "beside it" : `under ${folder}`} ${strange + nobodys === 1 ? "lies" : "lie"} ${lie.join(" and ")}`,
      };
    }
  },
};

/** Recordings, and documents of one record, below a folder: what rows name one by one. */
function filesIn(
  { entries, judged }: Facts,
  folder: string,
  list: number,
): { strange: number; nobodys: number } {
  const found = { strange: 0, nobodys: 0 };
  for (const { entry, unit, count, attribution, why } of judged) {
    if (entry === list || unit !== "recording" || !(entries[entry]?.path ?? "").startsWith(folder)) continue;
    if (attribution === "stray" || attribution === "conflict") found.strange += count;
    else if (why === "nobody-named" || why === "ambiguous-link") found.nobodys += count;
  }
  return found;
}
