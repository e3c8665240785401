import type { Rule } from "../model/facts.ts";
import { REASON_WORDS } from "../model/fate.ts";
import { counted } from "./words.ts";

const ENTRY = { owner: -1, identifier: undefined, field: "", unit: "entries", places: [] } as const;

export const notInspected: Rule = {
  id: "not-inspected",
  level: "unproven",
  words: {
    title: "A file that was not (fully) read",
    help: "What was not read is never clean. Replace the file by one that can be read, or look at it yourself and accept it in the policy.",
  },
  *find(facts) {
    for (const [row, { fate }] of facts.entries.entries()) {
      if (fate.kind === "inspected") continue;
      yield { ...ENTRY, row, count: 1, detail: `${REASON_WORDS[fate.reason]}: ${fate.detail}` };
    }
  },
};

export const missingFiles: Rule = {
  id: "missing-files",
  level: "note",
  words: {
    title: "Rows name files that are not in the bundle",
    help: "Something was promised that is not there. It changes no verdict, but ask whether the export is complete.",
  },
  *find(facts) {
    for (const [row, { missing }] of facts.entries.entries()) {
      if (missing.count === 0) continue;
      const names = missing.count === 1 ? "names a file that is" : "name files that are";
      const detail = `${counted(missing.count, "row")} of it ${names} not in the bundle, for example ${missing.examples[0] ?? ""}`;
      yield { ...ENTRY, row, count: missing.count, unit: "rows", detail };
    }
  },
};

export const digestMismatch: Rule = {
  id: "digest-mismatch",
  level: "unproven",
  words: {
    title: "A digest list does not agree with the bundle",
    help: "The list gives another digest than a file has, or names a file that is not there or fits several. The bundle is not the one that the list was made for.",
  },
  *find(facts) {
    for (const { entry, count, detail } of facts.digestProblems)
      yield { ...ENTRY, row: entry, count, unit: "rows", detail };
  },
};

export const detailLost: Rule = {
  id: "detail-lost",
  level: "note",
  words: {
    title: "More identifiers than are told apart",
    help: "The counts are exact, but beyond a limit the owners of strays are no longer told apart.",
  },
  *find(facts) {
    for (const [row, { overflow }] of facts.entries.entries()) {
      if (overflow)
        yield { ...ENTRY, row, count: 1, detail: "it holds more distinct identifiers than are told apart" };
    }
  },
};
