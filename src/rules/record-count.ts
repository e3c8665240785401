import { number } from "../model/number.ts";
import type { CountProblem, Facts, Rule } from "../model/facts.ts";
import type { Finding } from "../model/finding.ts";
import { counted } from "./words.ts";

/** So many times what is to be expected is no matter of counting (Matrix 2019: a hundred times). */
const OUT_OF_PROPORTION = 10;
/** Fewer items than these are nothing that a volume could be told of. */
const MIN_ITEMS = 100;

export const recordCount: Rule = {
  id: "record-count",
  level: "note",
  words: {
    title: "A row gives another number of records",
    help: "The row says how many records the file holds that it names, and it holds more or fewer. Records may be missing, or have been added; or the row counts something else.",
  },
  *find({ countProblems, entries }) {
    for (const problem of countProblems) {
      const { entry, from, place, says, holds } = problem;
      if (isOutOfProportion(problem)) continue;
      yield {
        row: entry,
        owner: -1,
        identifier: undefined,
        field: "",
        count: 1,
        unit: "rows",
        places: [place],
        detail: `a row of ${entries[from]?.path ?? ""} says ${counted(says, "record")}, it holds ${number(holds)}`,
      };
    }
  },
};

export const outOfProportion: Rule = {
  id: "out-of-proportion",
  level: "note",
  words: {
    title: "Far more than is to be expected",
    help: "Ten times as many items as the bundle itself gives reason to expect, or more. Exports that choose what somebody could see instead of what is about them look like that: compare with other exports.",
  },
  *find(facts) {
    yield* tooManyRecords(facts);
    const { own, others } = shares(facts);
    if (own === 0 || others < MIN_ITEMS || others < own * OUT_OF_PROPORTION) return;
    yield {
      row: -1,
      owner: -1,
      identifier: undefined,
      field: "",
      count: others,
      unit: "records",
      places: [],
      detail: `${counted(others, "item")} of other people or only among others, ${number(Math.floor(others / own))} times as many as the ${number(own)} of the requester`,
    };
  },
};

function* tooManyRecords({ countProblems, entries }: Facts): Generator<Omit<Finding, "rule" | "level">> {
  for (const { entry, from, place, says, holds } of countProblems.filter(isOutOfProportion)) {
    yield {
      row: entry,
      owner: -1,
      identifier: undefined,
      field: "",
      count: holds,
      unit: "records",
      places: [place],
      detail: `it holds ${counted(holds, "record")} where a row of ${entries[from]?.path ?? ""} announces ${number(says)}`,
    };
  }
}

function isOutOfProportion({ says, holds }: CountProblem): boolean {
  return holds >= MIN_ITEMS && holds >= says * OUT_OF_PROPORTION;
}

/** Items of the requester, and items of others or that name nobody but others. */
function shares({ judged }: Facts): { readonly own: number; readonly others: number } {
  let [own, others] = [0, 0];
  for (const { attribution, why, count } of judged) {
    if (attribution === "own" || attribution === "context") own += count;
    else if (attribution !== "unattributed" || why === "parties-only") others += count;
  }
  return { own, others };
}
